/** A stretch of time, in seconds since 1970; its end is not part of it. */
export interface Slice {
  from: number;
  to: number;
}

/** Slices of a range, and how much of it they are. */
export interface SlicePlan {
  slices: Slice[];
  /** How many slices of this length the whole range has. */
  of: number;
}

/** A number, and where the true one lies in 95 of 100 cases. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** A fraction from a whole number that looks random and is always the same (the finaliser of MurmurHash3). */
function scatter(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Slices spread evenly over a range: one in each of `count` equal parts, at a scattered place within its part. A fixed
 * place would meet every hourly job, or none.
 * @param share how much of the range they cover together, 0 to 1: all of it, where it is 1
 */
export function planSlices(range: Slice, share: number, count: number): SlicePlan {
  const seconds = Math.max(1, Math.floor(range.to - range.from));
  const parts = Math.max(1, Math.min(Math.floor(count), Math.floor(seconds / 2)));
  if (share >= 1) {
    const at = (index: number) => range.from + Math.floor((index * seconds) / parts);
    return { slices: Array.from({ length: parts }, (_, index) => ({ from: at(index), to: at(index + 1) })), of: parts };
  }
  const length = Math.max(1, Math.min(Math.floor((seconds * share) / parts), Math.floor(seconds / parts)));
  const slices = Array.from({ length: parts }, (_, index): Slice => {
    const begin = range.from + Math.floor((index * seconds) / parts);
    const end = range.from + Math.floor(((index + 1) * seconds) / parts);
    const from = begin + Math.floor(scatter(begin + 7919 * (index + 1)) * (end - begin - length + 1));
    return { from, to: from + length };
  });
  return { slices, of: seconds / length };
}

/** The 97.5th percentile of Student's t, by degrees of freedom from 1. */
const T = [
  ...[
    12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  ],
  ...[2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];

/**
 * The total over a range from counts in some of its slices (those in which it did not occur count 0).
 *
 * The variance is that between neighbours, since what changes slowly over a range (day and night) is no uncertainty of
 * slices spread evenly; but never less than the variance of counts of independent requests, which a run of equal small
 * counts would hide (Wolter, Introduction to Variance Estimation, chapter 8). The interval never goes below what was
 * counted: that much is certain.
 */
export function estimateTotal(counts: readonly number[], plan: Pick<SlicePlan, 'of'>): Estimate {
  const n = counts.length;
  const seen = counts.reduce((sum, count) => sum + count, 0);
  if (n === 0) {
    return { value: 0, low: 0, high: Infinity };
  }
  const unseen = Math.max(0, 1 - n / plan.of);
  const value = (seen / n) * plan.of;
  if (unseen === 0) {
    return { value: seen, low: seen, high: seen };
  }
  if (n < 2) {
    return { value, low: seen, high: Infinity };
  }
  const steps = counts.slice(1).map((count, index) => (count - (counts[index] ?? 0)) ** 2);
  const between = steps.reduce((sum, step) => sum + step, 0) / (2 * (n - 1));
  const variance = Math.max(between, seen / n);
  const deviation = plan.of * Math.sqrt((variance / n) * unseen);
  const half = (T[n - 2] ?? 1.96) * deviation;
  // Not seen at all: up to three may still be expected in as much as was looked at (the rule of three).
  const atMost = seen === 0 ? (3 / n) * plan.of : value + half;
  return { value, low: Math.max(seen, value - half), high: atMost };
}

/** A value of a list with its estimated count. */
export interface EstimatedRow {
  key: string;
  count: Estimate;
  /** How much was counted in the slices. */
  seen: number;
}

/** A list over a range from the same list in slices of it, the most requests first. */
export function estimateList(
  slices: ReadonlyArray<ReadonlyMap<string, number>>,
  plan: Pick<SlicePlan, 'of'>
): EstimatedRow[] {
  const keys = new Set(slices.flatMap((slice) => [...slice.keys()]));
  return [...keys]
    .map((key): EstimatedRow => {
      const counts = slices.map((slice) => slice.get(key) ?? 0);
      return { key, count: estimateTotal(counts, plan), seen: counts.reduce((sum, count) => sum + count, 0) };
    })
    .sort((a, b) => b.count.value - a.count.value || (a.key < b.key ? -1 : 1));
}
