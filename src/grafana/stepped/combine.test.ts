import type { Series } from '../prometheus';
import { filled, percentiles, quotients, timesOf, totals } from './combine';

const TILES = { from: 60_000, stepSeconds: 60, count: 3 };
const series = (labels: Record<string, string>, points: Array<[number, number]>): Series => ({
  labels,
  times: points.map(([step]) => (step + 1) * 60_000),
  values: points.map(([, value]) => value),
});

test('steps have the times of their ends', () => expect(timesOf(TILES)).toEqual([60_000, 120_000, 180_000]));

test('what was not found at a step is 0, series of the same labels are added up, and other times are none', () => {
  const found = filled(
    [
      series({ a: '1' }, [[0, 1]]),
      series({ a: '1' }, [
        [0, 2],
        [2, 5],
        [7, 9],
      ]),
    ],
    TILES
  );
  expect(found).toEqual([{ labels: { a: '1' }, times: timesOf(TILES), values: [3, 0, 5] }]);
});

test('a share is nothing, not 0, where there is no whole', () => {
  const whole = [
    series({}, [
      [0, 4],
      [1, 2],
    ]),
  ];
  expect(quotients([series({}, [[0, 1]])], whole, TILES)).toEqual([
    { labels: {}, times: [60_000, 120_000], values: [0.25, 0] },
  ]);
  expect(quotients([], [], TILES)).toEqual([]);
});

test('a percentile is of buckets that are added up, by the labels that are left', () => {
  const bucket = (host: string, le: string, counts: Array<[number, number]>) => series({ host, le }, counts);
  const found = percentiles(
    [
      bucket('a', '1', [
        [0, 5],
        [2, 0],
      ]),
      bucket('a', '+Inf', [
        [0, 10],
        [2, 0],
      ]),
      bucket('b', '1', [[1, 10]]),
      bucket('b', '+Inf', [[1, 10]]),
    ],
    0.5,
    TILES
  );
  expect(found).toEqual([
    { labels: { host: 'a' }, times: [60_000], values: [1] },
    { labels: { host: 'b' }, times: [120_000], values: [0.5] },
  ]);
});

test('totals of counts are whole numbers', () => {
  const rates = [series({}, [[0, 0.05000001]])];
  expect(totals(rates, TILES, true)[0]?.values).toEqual([3]);
  expect(totals(rates, TILES, false)[0]?.values[0]).toBeCloseTo(3.0000006, 9);
});
