/** When a line through a history meets a limit: seconds from its last point, with the 95 % interval of its slope. */
export interface TimeToReach {
  estimate: number;
  low: number;
  /** Absent where the slope's interval reaches 0: then it may take for ever. */
  high?: number;
  /** Points that the line was drawn through. */
  samples: number;
}

/** Two standard errors: the 95 % interval of a slope for more than 30 points. */
const Z = 1.96;

/**
 * Least squares through (`times` in Unix milliseconds, `values`), drawn on until it meets `limit`.
 *
 * Scrapes follow each other closely, so their errors are alike and the plain standard error would be too small; it is
 * widened by the lag-1 autocorrelation r of the residuals, by sqrt((1 + r) / (1 - r)) (the effective sample size of a
 * first-order autoregressive series).
 *
 * @returns nothing for fewer than ten points, for a line that does not rise towards the limit, or past it.
 */
export function timeToReach(
  times: readonly number[],
  values: readonly number[],
  limit: number
): TimeToReach | undefined {
  const points = times
    .map((time, index) => ({ x: time / 1000, y: values[index] ?? NaN }))
    .filter(({ y }) => Number.isFinite(y));
  const n = points.length;
  const last = points[n - 1];
  if (n < 10 || !last) {
    return undefined;
  }
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
  const sxx = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const slope = sxy / sxx;
  const fitted = (x: number) => meanY + slope * (x - meanX);
  const gap = limit - fitted(last.x);
  if (!(slope > 0) || gap <= 0) {
    return undefined;
  }
  const residuals = points.map(({ x, y }) => y - fitted(x));
  const squares = residuals.reduce((sum, r) => sum + r * r, 0);
  const products = residuals.slice(1).reduce((sum, r, index) => sum + r * (residuals[index] ?? 0), 0);
  const correlation = squares > 0 ? Math.min(0.95, Math.max(0, products / squares)) : 0;
  const error = Math.sqrt(squares / (n - 2) / sxx) * Math.sqrt((1 + correlation) / (1 - correlation));
  const slowest = slope - Z * error;
  return {
    estimate: gap / slope,
    low: gap / (slope + Z * error),
    ...(slowest > 0 ? { high: gap / slowest } : {}),
    samples: n,
  };
}
