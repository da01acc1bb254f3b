import type { LogVolume } from '../../grafana/lokiCost';
import { LOG_BUDGET_BYTES } from '../../signals/logBudget';

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
export function readingOf(volume: LogVolume, everything: boolean, budget = LOG_BUDGET_BYTES): Reading {
  return everything || volume.bytes <= budget ? EVERYTHING_READ : { exact: false, share: SAMPLED_SHARE };
}

/** Nothing is left out. */
export const EVERYTHING_READ: Reading = { exact: true, share: 1 };

/** Bytes as people say them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
