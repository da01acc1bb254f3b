/** Requests by the first two digits of their time, in seconds, as `nginx.requestTime.distribution` counts them. */
export type TimeDistribution = ReadonlyMap<string, number>;

/** Where a bucket begins and ends, in seconds; NGINX writes times with three decimals. */
function bounds(bucket: string): { low: number; high: number } {
  const low = Number(bucket);
  const decimals = /\.(\d+)$/.exec(bucket)?.[1]?.length ?? 0;
  return { low, high: low + 10 ** -decimals };
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
