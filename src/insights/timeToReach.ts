/** When a line through a history meets a limit: seconds from its last point, with the 95 % interval. */
export interface TimeToReach {
  estimate: number;
  /** 0 where it may have met the limit already, but for noise. */
  low: number;
  /** Absent where the slope's interval reaches 0: then it may take for ever. */
  high?: number;
  /** Points that the line was drawn through. */
  samples: number;
}

/** Two standard errors: the 95 % interval for more than 30 points. */
const Z = 1.96;

/**
 * Least squares through (`times` in Unix milliseconds, `values`), drawn on until it meets `limit`.
 *
 * The interval is Fieller's: it reckons with the line's height as well as with its slope, since near the limit the height
 * is most of what is not known. Scrapes follow each other closely, so their errors are alike, and the plain standard error
 * would be too small: by the lag-1 autocorrelation r of the residuals, n points are worth n (1 - r) / (1 + r) independent
 * ones (the effective sample size of a first-order autoregressive series).
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
  const seen = squares > 0 ? products / squares : 0;
  // Residuals of a line look less alike than its errors are, by about (2 + 4 r) / n.
  const correlation = Math.min(0.95, Math.max(0, seen + (2 + 4 * seen) / n));
  const independent = Math.max(3, (n * (1 - correlation)) / (1 + correlation));
  const variance = ((squares / n) * independent) / (independent - 2);
  const margin = Z * Math.sqrt((variance * n) / independent);
  // Where the edges of the line's confidence band meet the limit, from the middle of the history:
  // (limit - meanY - slope u)² = margin² (1 / n + u² / sxx), a quadratic in u.
  const rise = limit - meanY;
  const a = slope ** 2 - margin ** 2 / sxx;
  const c = rise ** 2 - margin ** 2 / n;
  const root = Math.sqrt(Math.max(0, (slope * rise) ** 2 - a * c));
  const sinceMiddle = last.x - meanX;
  return {
    estimate: gap / slope,
    low: Math.max(0, c / (slope * rise + root) - sinceMiddle),
    ...(a > 0 ? { high: (slope * rise + root) / a - sinceMiddle } : {}),
    samples: n,
  };
}
