import type { Tiles } from '../../signals/recorded/coverage';
import type { Reading } from './budget';

/** Points of a chart; fewer where each is a sample, and so a query of its own. */
const POINTS = 60;
const SAMPLED_POINTS = 24;

/** A range cut into steps, each measured over all of it or over a part. Times are Unix milliseconds. */
export interface Steps {
  /** The ends of the first and the last step. */
  from: number;
  to: number;
  stepSeconds: number;
  /** Seconds at the end of each step that are read. */
  windowSeconds: number;
  count: number;
}

const ROUND = [1, 2, 5, 10, 15, 30, 60, 120, 300, 450, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

/**
 * Steps that tile the range up to its end, so that the sum over them is the total over the range. A point tells of the
 * step that ends there; the range is cut at its beginning to a whole number of steps.
 */
export function stepsOf(range: { from: number; to: number }, { share, exact }: Reading): Steps {
  const points = exact ? POINTS : SAMPLED_POINTS;
  const seconds = Math.max(1, (range.to - range.from) / 1000);
  const stepSeconds = ROUND.find((size) => size >= seconds / points) ?? Math.ceil(seconds / points);
  const count = Math.max(1, Math.floor(seconds / stepSeconds));
  const to = Math.floor(range.to / 1000) * 1000;
  return {
    from: to - (count - 1) * stepSeconds * 1000,
    to,
    stepSeconds,
    windowSeconds: exact ? stepSeconds : Math.max(1, Math.round(stepSeconds * share)),
    count,
  };
}

/** Steps of which all is read, as a recording is planned by. */
export function tilesOf({ from, stepSeconds, count }: Steps): Tiles {
  return { from, stepSeconds, count };
}

export function stepsOfTiles({ from, stepSeconds, count }: Tiles): Steps {
  return { from, to: from + (count - 1) * stepSeconds * 1000, stepSeconds, windowSeconds: stepSeconds, count };
}
