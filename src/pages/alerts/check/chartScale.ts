import type { ReplaySeries } from '../../../checks/replay';

/** The values that a chart of these series reaches over; both ends are round, and the threshold lies within. */
export function valueDomain(series: readonly ReplaySeries[], threshold: number): { min: number; max: number } {
  let [low, high] = [Math.min(0, threshold), Math.max(0, threshold * 1.25)];
  for (const { values } of series) {
    for (const value of values) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  if (low === high) {
    return { min: low, max: low + 1 };
  }
  const step = roundStep((high - low) / 4);
  return { min: Math.floor(low / step) * step, max: Math.ceil((high + (high - low) * 0.02) / step) * step };
}

/** The next number of the kind 1, 2, 2.5, 5, 10 that is not below. */
export function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= atLeast * 0.999999) ?? 10;
  return factor * power;
}

/** Values for the marks of an axis. */
export function valueTicks({ min, max }: { min: number; max: number }): number[] {
  const step = roundStep((max - min) / 5);
  return Array.from({ length: Math.floor((max - min) / step + 1e-6) + 1 }, (_, index) => min + index * step);
}

const TIME_STEPS = [60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000];

/** Times (Unix milliseconds) for the marks of an axis with room for `count`. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const atLeast = (to - from) / 1000 / Math.max(1, count);
  const step = (TIME_STEPS.find((one) => one >= atLeast) ?? 864_000) * 1000;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/**
 * The path of a series in a drawing of this width: of the points that fall on one column only the lowest and the highest, so
 * that no peak is lost and a month costs no more than a day. A gap of more than one and a half steps breaks the line.
 */
export function seriesPath(
  { times, values }: ReplaySeries,
  stepMs: number,
  x: (time: number) => number,
  y: (value: number) => number
): string {
  const parts: string[] = [];
  let column: { at: number; first: number; low: number; high: number; last: number } | undefined;
  let pen = false;
  const flush = () => {
    if (!column) {
      return;
    }
    const { at, first, low, high, last } = column;
    const points = low === high ? [first] : [first, low, high, last];
    for (const value of points) {
      parts.push(`${pen ? 'L' : 'M'}${at} ${y(value).toFixed(1)}`);
      pen = true;
    }
    column = undefined;
  };
  times.forEach((time, index) => {
    const value = values[index] ?? NaN;
    const before = index > 0 ? (times[index - 1] ?? time) : time;
    if (time - before > stepMs * 1.5 || !Number.isFinite(value)) {
      flush();
      pen = false;
    }
    if (!Number.isFinite(value)) {
      return;
    }
    const at = Math.round(x(time) * 2) / 2;
    if (column && column.at === at) {
      column.low = Math.min(column.low, value);
      column.high = Math.max(column.high, value);
      column.last = value;
    } else {
      flush();
      column = { at, first: value, low: value, high: value, last: value };
    }
  });
  flush();
  return parts.join('');
}
