/** @jest-environment node */
import { percentilesOf } from './percentiles';
import { rank, statusShares } from './ranking';

test('the first of a list, and what the rest amounts to', () => {
  const rows = [{ count: 1 }, { count: 5 }, { count: 3 }];
  expect(rank(rows, 2)).toEqual({ rows: [{ count: 5 }, { count: 3 }], distinct: 3, total: 9, rest: 1 });
});

test('shares of status classes from codes', () => {
  expect(
    statusShares(
      new Map([
        ['200', 3],
        ['404', 1],
        ['502', 4],
      ])
    )
  ).toEqual({ '2xx': 0.375, '3xx': 0, '4xx': 0.125, '5xx': 0.5 });
  expect(statusShares(new Map())['5xx']).toBe(0);
});

/** What the query cuts a time to. */
const bucket = (time: string) => /^(0[.]0*[0-9]{1,2}|[1-9][.][0-9]|[0-9]+)/.exec(time)?.[0] ?? '';

test('percentiles from the first two digits are within a tenth of the exact ones', () => {
  // Times from 1 ms to 20 s, evenly spread over magnitudes.
  const times = Array.from({ length: 5000 }, (_, index) => 10 ** (-3 + (index / 5000) * 4.3));
  const counts = new Map<string, number>();
  times.forEach((time) => counts.set(bucket(time.toFixed(3)), (counts.get(bucket(time.toFixed(3))) ?? 0) + 1));
  expect(counts.size).toBeLessThan(400);
  const shares = [0.5, 0.9, 0.95, 0.99];
  const found = percentilesOf(counts, shares) ?? [];
  shares.forEach((share, index) => {
    const exact = times[Math.floor(share * times.length)] ?? 0;
    expect(Math.abs((found[index] ?? 0) / exact - 1)).toBeLessThan(0.1);
  });
  expect(percentilesOf(new Map([['0.000', 5]]), [0.99])).toEqual([0]);
  expect(percentilesOf(new Map(), [0.5])).toBeUndefined();
});
