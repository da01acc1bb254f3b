import type { TimeDistribution } from './percentiles';

/** Requests that took no longer than each bound (seconds, the last Infinity), each with those of all smaller bounds. */
export type CumulativeBuckets = ReadonlyMap<number, number>;

/** NGINX writes times in thousandths of a second. */
const RESOLUTION = 0.001;

/**
 * The share of a bucket of first digits, such as `0.12` or `5.6`, that is at most a bound: of the times that NGINX can
 * write within it.
 */
function shareUpTo(bucket: string, bound: number): number {
  const decimals = /\.(\d+)$/.exec(bucket)?.[1]?.length ?? 0;
  const times = Math.max(1, Math.round(10 ** -decimals / RESOLUTION));
  const upTo = Math.floor((bound - Number(bucket)) / RESOLUTION + 1e-6) + 1;
  return Math.min(1, Math.max(0, upTo / times));
}

/**
 * A distribution by first digits as cumulative buckets, so that it can be added to one that was recorded in these. Where a
 * bound falls inside a bucket of it, times are taken to be spread.
 * @param bounds the upper ends in seconds, rising, without Infinity
 */
export function toBuckets(distribution: TimeDistribution, bounds: readonly number[]): Map<number, number> {
  return new Map(
    [...bounds, Infinity].map((bound) => [
      bound,
      [...distribution].reduce(
        (sum, [bucket, count]) =>
          sum + (bucket === '' ? 0 : bound === Infinity ? count : count * shareUpTo(bucket, bound)),
        0
      ),
    ])
  );
}

/**
 * Percentiles from cumulative buckets, as Prometheus' `histogram_quantile` reckons them: times are taken to be spread within
 * a bucket, and above the largest bound it is the bound that is told. Nothing where there are no times.
 * @param shares 0 to 1
 */
export function bucketPercentiles(buckets: CumulativeBuckets, shares: readonly number[]): number[] | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (!(total > 0)) {
    return undefined;
  }
  return shares.map((share) => {
    const rank = share * total;
    const at = sorted.findIndex(([, count]) => count >= rank);
    const [high, upTo] = sorted[at] ?? [0, 0];
    const [low, below] = sorted[at - 1] ?? [0, 0];
    return high === Infinity ? low : upTo > below ? low + (high - low) * ((rank - below) / (upTo - below)) : high;
  });
}
