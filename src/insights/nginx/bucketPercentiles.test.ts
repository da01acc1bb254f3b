import { bucketPercentiles, toBuckets } from './bucketPercentiles';

const BOUNDS = [0.005, 0.1, 1, 10];

describe('a distribution by first digits, in buckets', () => {
  it('counts each time up to the bounds that it does not pass', () => {
    const buckets = toBuckets(
      new Map([
        ['0.004', 2],
        ['0.34', 3],
        ['17', 1],
      ]),
      BOUNDS
    );
    expect([...buckets]).toEqual([
      [0.005, 2],
      [0.1, 2],
      [1, 5],
      [10, 5],
      [Infinity, 6],
    ]);
  });

  it('takes a time that is a bound to be within it, and spreads the others of its bucket', () => {
    // 0.100 to 0.109: one of ten.
    expect(toBuckets(new Map([['0.10', 10]]), BOUNDS).get(0.1)).toBeCloseTo(1, 9);
    expect(toBuckets(new Map([['0.005', 7]]), BOUNDS).get(0.005)).toBeCloseTo(7, 9);
    // 1.000 to 1.099: one of a hundred.
    expect(toBuckets(new Map([['1.0', 100]]), BOUNDS).get(1)).toBeCloseTo(1, 9);
  });
});

describe('percentiles from cumulative buckets', () => {
  const buckets = new Map([
    [0.1, 50],
    [1, 90],
    [Infinity, 100],
  ]);

  it('lie within their bucket, in proportion', () =>
    expect(bucketPercentiles(buckets, [0.25, 0.5, 0.7])).toEqual([0.05, 0.1, expect.closeTo(0.55, 9)]));

  it('are told as the largest bound above it, as Prometheus does', () =>
    expect(bucketPercentiles(buckets, [0.99])).toEqual([1]));

  it('are none where there are no times', () => {
    expect(bucketPercentiles(new Map(), [0.5])).toBeUndefined();
    expect(bucketPercentiles(new Map([[Infinity, 0]]), [0.5])).toBeUndefined();
  });
});
