import { CHART_POINTS, tilesOver } from '../../signals/rangeTiles';
import type { Tiles } from '../../signals/recorded/coverage';
import type { Reading } from './budget';

/** Points of a chart where each is a sample, and so a query of its own. */
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
  /** Seconds at the beginning of the range that are less than a step: where all is read, they are a first step of their own. */
  headSeconds: number;
}

/**
 * Steps that tile the range from its very beginning, each measured over all of it where everything is read; then the sum
 * over them is the total over the range. Parts of a second at its ends are left out.
 */
export function stepsOf(range: { from: number; to: number }, { share, exact }: Reading): Steps {
  if (exact) {
    return stepsOfTiles(tilesOver(range, CHART_POINTS), range.from);
  }
  const begin = Math.floor(range.from / 1000) * 1000;
  const to = Math.floor(range.to / 1000) * 1000;
  const seconds = Math.max(1, (to - begin) / 1000);
  const stepSeconds = Math.max(1, Math.floor(seconds / SAMPLED_POINTS));
  const count = Math.max(1, Math.min(SAMPLED_POINTS, Math.floor(seconds / stepSeconds)));
  return {
    from: to - (count - 1) * stepSeconds * 1000,
    to,
    stepSeconds,
    windowSeconds: Math.max(1, Math.round(stepSeconds * share)),
    count,
    headSeconds: Math.max(0, seconds - count * stepSeconds),
  };
}

/** Where the range of steps begins, Unix milliseconds. */
export function beginOf({ from, stepSeconds, headSeconds }: Steps): number {
  return from - (stepSeconds + headSeconds) * 1000;
}

/** Whether all of the range is read. */
export const readsAll = ({ windowSeconds, stepSeconds }: Steps): boolean => windowSeconds >= stepSeconds;

/** Whether the first step is what the others leave of the range at its beginning. */
export const hasHead = (steps: Steps): boolean => steps.headSeconds > 0 && readsAll(steps);

/** The end of each step, Unix milliseconds. */
export function timesOf(steps: Steps): number[] {
  const { from, stepSeconds, count } = steps;
  const first = hasHead(steps) ? -1 : 0;
  return Array.from({ length: count - first }, (_, index) => from + (index + first) * stepSeconds * 1000);
}

/** How many seconds of each step are read. */
export function secondsOf(steps: Steps): number[] {
  return timesOf(steps).map((_, index) => (index === 0 && hasHead(steps) ? steps.headSeconds : steps.windowSeconds));
}

/** Steps of which all is read, as a recording is planned by. */
export function tilesOf({ from, stepSeconds, count }: Steps): Tiles {
  return { from, stepSeconds, count };
}

/** Steps of which all is read. @param begin of the range, Unix milliseconds, which they may not reach */
export function stepsOfTiles({ from, stepSeconds, count }: Tiles, begin: number): Steps {
  const head = from - stepSeconds * 1000 - Math.floor(begin / 1000) * 1000;
  return {
    from,
    to: from + (count - 1) * stepSeconds * 1000,
    stepSeconds,
    windowSeconds: stepSeconds,
    count,
    headSeconds: Math.max(0, Math.round(head / 1000)),
  };
}
