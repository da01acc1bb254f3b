import type { LogVolume } from '../../grafana/lokiCost';

/** Distinct values in a slice of a list stay under Loki's limit of series, if no line has a value of its own. */
export const LINES_PER_SLICE = 400;

/**
 * The share of the range that each chart beside the first reads above the budget. With a few charts in view the page
 * then reads the log once for what it counts exactly, and a fraction of it for all else.
 */
const SAMPLED_SHARE = 0.015;

/** How the page reads the log. */
export interface Reading {
  /** Everything is read; numbers are exact. Requests by status always are. */
  exact: boolean;
  /** The share of the range that is read otherwise, 0 to 1. */
  share: number;
}

/** How to read a log of this size: all of it within the budget, or a share of it. */
export function readingOf(volume: LogVolume, everything: boolean, budget: number): Reading {
  return everything || volume.bytes <= budget ? EVERYTHING_READ : { exact: false, share: SAMPLED_SHARE };
}

/** Nothing is left out. */
export const EVERYTHING_READ: Reading = { exact: true, share: 1 };
