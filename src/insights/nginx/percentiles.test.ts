/** @jest-environment node */
import { percentileEstimates, percentilesOf } from './percentiles';

const SHARES = [0.5, 0.95, 0.99];

/** A fraction from a whole number that looks random and is always the same. */
function fraction(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

/** Times of an exponential distribution, cut to two digits as the query does. */
function distribution(count: number, seed: number): Map<string, number> {
  const buckets = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const time = -0.1 * Math.log(1 - fraction(seed * 100_003 + index));
    const bucket =
      time < 0.01
        ? time.toFixed(3)
        : time < 0.1
          ? (Math.floor(time * 1000) / 1000).toFixed(3)
          : (Math.floor(time * 100) / 100).toFixed(2);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  return buckets;
}

describe('percentiles of a sample', () => {
  it('are exact where everything was read', () => {
    const all = distribution(1000, 1);
    const values = percentilesOf(all, SHARES) ?? [];
    expect(percentileEstimates(all, SHARES, 1)).toEqual(values.map((value) => ({ value, low: value, high: value })));
  });

  it('have intervals that hold the truth in at least nine of ten cases', () => {
    const truth = SHARES.map((share) => -0.1 * Math.log(1 - share));
    let held = 0;
    const tries = 200;
    for (let seed = 1; seed <= tries; seed += 1) {
      const estimates = percentileEstimates(distribution(1000, seed), SHARES, 0.01) ?? [];
      held += estimates.filter(
        ({ low, high }, index) => low - 0.005 <= (truth[index] ?? 0) && (truth[index] ?? 0) <= high + 0.005
      ).length;
    }
    expect(held / tries / SHARES.length).toBeGreaterThan(0.9);
  });

  it('say that nothing bounds a rare one from above in a small sample', () => {
    expect(percentileEstimates(distribution(100, 3), SHARES, 0.01)?.[2]?.high).toBe(Infinity);
    expect(percentileEstimates(new Map(), SHARES, 0.01)).toBeUndefined();
  });
});
