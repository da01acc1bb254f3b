import type { LogVolume } from '../../grafana/lokiCost';

/**
 * Slices of the sample that lists are estimated from, and lines of each. Together they make the first ten values sure to
 * 15 % where these have 1 % of the requests or more, which is then seen 400 times; and all of them are few enough to be
 * sent to a browser (12 MB).
 */
export const SLICES = 40;
export const LINES_PER_SLICE = 1000;

/**
 * The share of the range that each chart beside the first reads above the budget. With a few charts in view the page
 * then reads the log once for what it counts exactly, and a fraction of it for all else.
 */
const SAMPLED_SHARE = 0.02;

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
