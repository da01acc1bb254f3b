import type { Tiles } from './recorded/coverage';

/** Points of a chart of what is read at steps, on the pages and wherever else it is drawn: so the numbers are the same. */
export const CHART_POINTS = 60;

/** Lengths of steps that people think in, seconds. */
const ROUND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 450, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/**
 * Steps that tile a range up to its end, so that the sum over them is the total over the range. A point tells of the step
 * that ends there; the range is cut at its beginning to a whole number of steps.
 * @param points at most so many
 * @param least seconds that no step is shorter than
 */
export function tilesOver(range: Range, points: number, least = 1): Tiles {
  const seconds = Math.max(1, (range.to - range.from) / 1000);
  const wanted = Math.max(least, seconds / points);
  const stepSeconds = ROUND.find((size) => size >= wanted && size % least === 0) ?? Math.ceil(wanted / least) * least;
  const count = Math.max(1, Math.floor(seconds / stepSeconds));
  const to = Math.floor(range.to / 1000) * 1000;
  return { from: to - (count - 1) * stepSeconds * 1000, stepSeconds, count };
}

/** All of a range as one step, for its one number. */
export function oneTile({ from, to }: Range): Tiles {
  return {
    from: Math.floor(to / 1000) * 1000,
    stepSeconds: Math.max(60, Math.round((to - from) / 1000)),
    count: 1,
  };
}
