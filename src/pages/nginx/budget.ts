import type { LogVolume } from '../../grafana/lokiCost';

/** Bytes of logs that a page reads without being asked to: above it, it measures samples. */
export const LOG_BUDGET_BYTES = 500e6;

/** Passes over the log that the page makes on one screen: two charts, and the lists in view. */
const PASSES = 5;

/** Distinct values in a slice of a list stay under Loki's limit of series, if no line has a value of its own. */
export const LINES_PER_SLICE = 400;

/** How the page reads the log. */
export interface Reading {
  /** Everything is read; numbers are exact. */
  exact: boolean;
  /** The share of the range that is read otherwise, 0 to 1. */
  share: number;
}

/** How to read a log of this size: all of it within the budget, or a share that keeps the page near it. */
export function readingOf(volume: LogVolume, everything: boolean, budget = LOG_BUDGET_BYTES): Reading {
  if (everything || volume.bytes <= budget) {
    return { exact: true, share: 1 };
  }
  return { exact: false, share: Math.max(0.002, budget / PASSES / volume.bytes) };
}

/** Bytes as people say them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
