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
}

/** Steps that tile the range, each measured over all of it where everything is read. */
export function stepsOf(range: { from: number; to: number }, { share, exact }: Reading): Steps {
  const { stepSeconds, ...tiles } = tilesOver(range, exact ? CHART_POINTS : SAMPLED_POINTS);
  return {
    ...tiles,
    to: tiles.from + (tiles.count - 1) * stepSeconds * 1000,
    stepSeconds,
    windowSeconds: exact ? stepSeconds : Math.max(1, Math.round(stepSeconds * share)),
  };
}

/** Steps of which all is read, as a recording is planned by. */
export function tilesOf({ from, stepSeconds, count }: Steps): Tiles {
  return { from, stepSeconds, count };
}

export function stepsOfTiles({ from, stepSeconds, count }: Tiles): Steps {
  return { from, to: from + (count - 1) * stepSeconds * 1000, stepSeconds, windowSeconds: stepSeconds, count };
}
