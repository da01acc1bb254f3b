/** How a value did against the period before. */
export type Change = 'new' | 'gone' | 'up' | 'down' | 'same';

/** One value of a list in both periods. Counts are requests, or whatever the list counts. */
export interface Compared {
  key: string;
  now: number;
  before: number;
  change: Change;
  /** `now / before - 1`; nothing for what is new. */
  relative?: number;
}

/** What separates a change from chance. */
export interface ChangeLimits {
  /** The smallest relative change that is called one. */
  relative: number;
  /** How many standard deviations of a count (its square root, as for independent requests) a change must exceed. */
  deviations: number;
}

/** A tenth, and beyond what counts of independent requests do by chance once in twenty times. */
const CHANGE_LIMITS: ChangeLimits = { relative: 0.1, deviations: 2 };

/**
 * Both periods of a list side by side, the most requests now first, what is gone by what it had.
 * @param limited that a list is cut off, so that "not there" may mean "not among the first": nothing is new or gone then
 */
export function comparePeriods(
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
  { limited = { now: false, before: false }, limits = CHANGE_LIMITS } = {}
): Compared[] {
  const keys = [...new Set([...now.keys(), ...before.keys()])];
  return keys
    .filter((key) => !(limited.now && !now.has(key)))
    .map((key) =>
      compareCounts(key, now.get(key) ?? 0, before.get(key) ?? 0, limited.before && !before.has(key), limits)
    )
    .sort((a, b) => b.now - a.now || b.before - a.before || (a.key < b.key ? -1 : 1));
}

function compareCounts(key: string, now: number, before: number, unknown: boolean, limits: ChangeLimits): Compared {
  if (unknown) {
    return { key, now, before, change: 'same' };
  }
  if (before === 0) {
    return { key, now, before, change: now === 0 ? 'same' : 'new' };
  }
  const relative = now / before - 1;
  if (now === 0) {
    return { key, now, before, change: 'gone', relative };
  }
  const chance = limits.deviations * Math.sqrt(now + before);
  const changed = Math.abs(relative) >= limits.relative && Math.abs(now - before) > chance;
  return { key, now, before, change: !changed ? 'same' : now > before ? 'up' : 'down', relative };
}
