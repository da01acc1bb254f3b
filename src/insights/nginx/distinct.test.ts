/** @jest-environment node */
import { estimateDistinct } from './distinct';
import { shareOf } from './proportion';
import { seeded } from './test-support/seeded';

test('a part that is the whole is certain, and one without anything tells nothing', () => {
  expect(estimateDistinct([1, 1, 5], 1)).toEqual({ value: 3, low: 3, high: 3 });
  expect(estimateDistinct([], 0.1)).toEqual({ value: 0, low: 0, high: Infinity });
  expect(estimateDistinct([], 1)).toEqual({ value: 0, low: 0, high: 0 });
});

test('values that were seen many times are all there are', () => {
  expect(estimateDistinct([90, 80, 70], 0.1)).toEqual({ value: 3, low: 3, high: 4 });
});

test('there are never more than fit into what was not read', () => {
  expect(estimateDistinct([1, 1, 1, 1], 0.5).high).toBe(8);
});

/** How often each of `values` is seen where `part` of `lines` is read; `skew` makes some far more frequent. */
function sampled(values: number, lines: number, part: number, skew: number, random: () => number): number[] {
  const seen = new Map<number, number>();
  const all = new Set<number>();
  for (let line = 0; line < lines; line += 1) {
    const value = Math.floor(values * random() ** skew);
    all.add(value);
    if (random() < part) {
      seen.set(value, (seen.get(value) ?? 0) + 1);
    }
  }
  return [all.size, ...seen.values()];
}

test.each([
  ['even', 1],
  ['skewed', 2],
  ['very skewed', 4],
])('of %s values the interval holds how many there are', (_, skew) => {
  const random = seeded(3);
  const runs = Array.from({ length: 40 }, () => {
    const [truth = 0, ...seen] = sampled(2000, 40_000, 0.05, skew, random);
    const { low, high } = estimateDistinct(seen, 0.05);
    expect((high - low) / truth).toBeLessThan(1.1);
    return truth >= low && truth <= high;
  });
  expect(runs.filter(Boolean).length / runs.length).toBeGreaterThanOrEqual(0.9);
});

test('a share has the interval of its counts', () => {
  expect(shareOf(1, 1, false).low).toBeLessThan(0.25);
  expect(shareOf(90, 100, true)).toEqual({ value: 0.9, low: 0.9, high: 0.9 });
  const { low, high } = shareOf(90, 100, false);
  expect(low).toBeCloseTo(0.826, 2);
  expect(high).toBeCloseTo(0.945, 2);
});
