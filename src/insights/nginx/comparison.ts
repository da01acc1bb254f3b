import type { Estimate } from './slices';

/** How a value did against the period before. */
export type Change = 'new' | 'gone' | 'up' | 'down' | 'same';

/** One value of a list in both periods. Counts are requests, or whatever the list counts. */
export interface Compared {
  key: string;
  now: Estimate;
  before: Estimate;
  change: Change;
  /** `now / before - 1`; nothing for what is new. */
  relative?: number;
}

/** A list of one period. */
export interface PeriodCounts {
  counts: ReadonlyMap<string, Estimate>;
  /**
   * What is known of a value that is not among the counts: nothing but 0 of a complete list, up to a bound of one that is
   * estimated, and nothing at all (absent) of one that is cut off.
   */
  absent?: Estimate;
}

/** The smallest relative change that is called one. */
const LEAST_CHANGE = 0.1;

/** How many standard deviations of a count (its square root, as for independent requests) a change must exceed. */
const DEVIATIONS = 2;

/**
 * How much further apart than their intervals two estimates must be. A list has dozens of rows: what is right in 95 of 100
 * cases would be wrong somewhere in each.
 */
const APART = 1.5;

/** What a value has that is in none of the lines of a complete list. */
export const NONE: Estimate = { value: 0, low: 0, high: 0 };

/**
 * Both periods of a list side by side, the most requests now first, what is gone by what it had. A change is one where it is
 * a tenth or more, and more than chance and the intervals of both numbers together explain.
 */
export function comparePeriods(now: PeriodCounts, before: PeriodCounts): Compared[] {
  const keys = [...new Set([...now.counts.keys(), ...before.counts.keys()])];
  return keys
    .flatMap((key): Compared[] => {
      const one = now.counts.get(key) ?? now.absent;
      const other = before.counts.get(key) ?? before.absent;
      // Not among the first is not the same as not there.
      return one && (other ?? now.counts.has(key))
        ? [other ? compared(key, one, other) : { key, now: one, before: NONE, change: 'same' }]
        : [];
    })
    .sort((a, b) => b.now.value - a.now.value || b.before.value - a.before.value || (a.key < b.key ? -1 : 1));
}

function compared(key: string, now: Estimate, before: Estimate): Compared {
  const one = { key, now, before };
  const relative = now.value / before.value - 1;
  if (before.high === 0) {
    return { ...one, change: now.value === 0 ? 'same' : 'new' };
  }
  if (now.high === 0) {
    return { ...one, change: 'gone', relative };
  }
  const rising = now.value > before.value;
  // The ends that look at each other; both are uncertain by themselves, so their squares are what adds up.
  const aside = rising
    ? Math.hypot(now.value - now.low, before.high - before.value)
    : Math.hypot(now.high - now.value, before.value - before.low);
  const chance = DEVIATIONS * Math.sqrt(now.value + before.value);
  const changed =
    !(Math.abs(relative) < LEAST_CHANGE) && Math.abs(now.value - before.value) > Math.hypot(APART * aside, chance);
  return {
    ...one,
    change: !changed ? 'same' : rising ? 'up' : 'down',
    ...(Number.isFinite(relative) ? { relative } : {}),
  };
}
