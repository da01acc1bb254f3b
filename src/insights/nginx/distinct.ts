import type { Estimate } from './slices';

/** The 97.5th percentile of the normal distribution. */
const Z = 1.96;

/**
 * How many distinct values a range has, from how often each was seen in a part of it.
 *
 * What is certain to a bound is how many there are at least: the estimator of Chao (A. Chao, Nonparametric Estimation of the
 * Number of Classes in a Population, Scandinavian Journal of Statistics 11, 1984) in its form for sampling without replacement
 * (A. Chao and C.-W. Lin, Biometrics 68, 2012), with its variance by the delta method, and the interval that is log-normal in
 * what was not seen (A. Chao, Biometrics 43, 1987); `value` and `low` are of it. Where a few values are frequent and many
 * rare, as those of web sites are, it tells too few. So `high` is no less than the estimator that errs least in the worst case
 * (M. Charikar and others, Towards Estimation Error Guarantees for Distinct Values, PODS 2000): it takes what was seen once
 * for the middle, by ratio, between as many and as many as fit.
 * @param seen how often each value was seen
 * @param part how much of the whole was read, 0 to 1
 */
export function estimateDistinct(seen: readonly number[], part: number): Estimate {
  const distinct = seen.length;
  if (part >= 1 || distinct === 0) {
    // Of nothing that was seen nobody knows how much there is.
    return { value: distinct, low: distinct, high: part >= 1 ? distinct : Infinity };
  }
  const lines = seen.reduce((sum, count) => sum + count, 0);
  const room = (lines * (1 - part)) / part;
  const once = seen.filter((count) => count === 1).length;
  if (once === 0) {
    return { value: distinct, low: distinct, high: distinct + Math.min(room, missed(seen, part)) };
  }
  // Without any that was seen twice the bound would have no end: one is taken to have been.
  const twice = Math.max(1, seen.filter((count) => count === 2).length);
  const w = lines / Math.max(1, lines - 1);
  const unseen = once ** 2 / (2 * w * twice + (part / (1 - part)) * once);
  const variance =
    unseen +
    (2 * w * twice * unseen ** 2 + once ** 2 * unseen) ** 2 / once ** 5 +
    4 * w ** 2 * twice * (unseen / once) ** 4;
  const spread = Math.exp(Z * Math.sqrt(Math.log(1 + variance / unseen ** 2)));
  const most = Math.max(unseen * spread, (1 / Math.sqrt(part) - 1) * once);
  return {
    value: distinct + Math.min(unseen, room),
    low: distinct + Math.min(unseen / spread, room),
    high: distinct + Math.min(most, room),
  };
}

/**
 * How many values may have been missed where all were seen several times: one as rare as the rarest of them is missed with a
 * chance of (1 - part) to the power of how often it occurs, and up to three may be where none is expected (the rule of three).
 */
function missed(seen: readonly number[], part: number): number {
  const rarest = seen.reduce((least, count) => Math.min(least, count), Infinity);
  return Math.ceil(3 * (1 - part) ** (rarest / part));
}
