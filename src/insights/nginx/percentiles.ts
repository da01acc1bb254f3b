import type { Estimate } from './slices';

/** Requests by the first two digits of their time, in seconds, as `nginx.requestTime.distribution` counts them. */
export type TimeDistribution = ReadonlyMap<string, number>;

/** Where a bucket begins and ends, in seconds; NGINX writes times with three decimals. */
function bounds(bucket: string): { low: number; high: number } {
  const low = Number(bucket);
  const decimals = /\.(\d+)$/.exec(bucket)?.[1]?.length ?? 0;
  return { low, high: low + 10 ** -decimals };
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.96;

/**
 * Percentiles with the interval in which those of all times lie in 95 of 100 cases, where the distribution is of a part of
 * them: the true percentile stands between two ranks of the sample, by the normal approximation of the binomial
 * distribution with the correction for a finite population (Conover, Practical Nonparametric Statistics, 3.2). Where the
 * sample is too small to bound it from above, `high` is Infinity. It takes the requests of a part to be as good as drawn
 * one by one.
 * @param distribution counts, not rates
 * @param shares 0 to 1
 * @param part how much of all times it is of, 0 to 1
 */
export function percentileEstimates(
  distribution: TimeDistribution,
  shares: readonly number[],
  part: number
): Estimate[] | undefined {
  const values = percentilesOf(distribution, shares);
  const total = [...distribution.values()].reduce((sum, count) => sum + count, 0);
  return values?.map((value, index): Estimate => {
    const share = shares[index] ?? 0;
    const aside = Z * Math.sqrt(((share * (1 - share)) / total) * Math.max(0, 1 - part));
    if (aside === 0) {
      return { value, low: value, high: value };
    }
    const [low = value] = percentilesOf(distribution, [Math.max(0, share - aside)]) ?? [];
    const [high = value] = share + aside < 1 ? (percentilesOf(distribution, [share + aside]) ?? []) : [Infinity];
    return { value, low: Math.min(low, value), high: Math.max(high, value) };
  });
}

/**
 * Percentiles of times from their distribution, in the order asked for: exact to the width of a bucket, which is at most
 * a tenth of the time. Nothing where there are no times. Unlike percentiles, distributions can be added up.
 * @param shares 0 to 1
 */
export function percentilesOf(distribution: TimeDistribution, shares: readonly number[]): number[] | undefined {
  const buckets = [...distribution]
    .filter(([bucket, count]) => bucket !== '' && count > 0)
    .map(([bucket, count]) => ({ ...bounds(bucket), count }))
    .sort((a, b) => a.low - b.low);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    return undefined;
  }
  return shares.map((share) => {
    const rank = share * total;
    let passed = 0;
    for (const { low, high, count } of buckets) {
      if (passed + count >= rank) {
        // A bucket as narrow as NGINX's own resolution is one value; within a wider one times are taken to be spread.
        const inside = high - low <= 0.0011 ? 0 : (rank - passed) / count;
        return low + (high - low) * inside;
      }
      passed += count;
    }
    return buckets.at(-1)?.high ?? 0;
  });
}
