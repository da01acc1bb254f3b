/** @jest-environment node */
import { heatOfBuckets, heatOfNative, quantileOf, quantileOfAll, shownBands } from './histogramHeat';

describe('a distribution', () => {
  const times = [0, 60_000];
  const bucket = (le: string, ...values: number[]) => ({ labels: { le }, times, values });
  const heat = heatOfBuckets([bucket('+Inf', 10, 0), bucket('0.1', 2, 0), bucket('0.5', 9, 0)], times);

  test('has a band between each two bounds', () => {
    expect(heat.bands).toEqual([
      { from: 0, to: 0.1, rates: [2, 0] },
      { from: 0.1, to: 0.5, rates: [7, 0] },
      { from: 0.5, to: Infinity, rates: [1, 0] },
    ]);
  });

  test('has the percentiles that histogram_quantile has', () => {
    expect(quantileOf(heat, 0, 0.5)).toBeCloseTo(0.1 + (0.4 * 3) / 7, 10);
    expect(quantileOf(heat, 0, 0.2)).toBeCloseTo(0.1, 10);
    expect(quantileOf(heat, 0, 0.99)).toBe(0.5);
    expect(quantileOf(heat, 1, 0.5)).toBeNaN();
  });

  test('goes on where a bucket is missing for a while, as after a deploy that adds one', () => {
    const deployed = heatOfBuckets(
      [
        bucket('0.025', 2, 2),
        { labels: { le: '0.05' }, times: [60_000], values: [5] },
        bucket('0.1', 8, 8),
        bucket('+Inf', 10, 10),
      ],
      times
    );
    expect(quantileOf(deployed, 0, 0.5)).toBeCloseTo(0.025 + (0.075 * 3) / 6, 10);
    expect(quantileOf(deployed, 1, 0.5)).toBeCloseTo(0.05, 10);
    expect(quantileOf(deployed, 0, 0.99)).toBe(0.1);
    expect(deployed.bands.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.025],
      [0.025, 0.05],
      [0.05, 0.1],
      [0.1, Infinity],
    ]);
    // Spread evenly over the bands that it is wider than, and nothing is lost.
    expect(deployed.bands[1]?.rates[0]).toBeCloseTo(2, 10);
    expect(deployed.bands[2]?.rates[0]).toBeCloseTo(4, 10);
    expect(deployed.bands.reduce((sum, { rates }) => sum + (rates[0] ?? NaN), 0)).toBeCloseTo(10, 10);
  });

  test('has the largest bound that there is at the time, where the last one is missing', () => {
    const cut = heatOfBuckets(
      [bucket('1', 4, 4), { labels: { le: '5' }, times: [60_000], values: [9] }, bucket('+Inf', 10, 10)],
      times
    );
    expect([quantileOf(cut, 0, 0.9), quantileOf(cut, 1, 0.99)]).toEqual([1, 5]);
    expect(cut.bands.map(({ rates }) => rates)).toEqual([
      [4, 4],
      [0, 5],
      [6, 1],
    ]);
  });

  test('takes bounds for numbers: 1 and 1.0 are one, however a Prometheus writes them', () => {
    const renamed = heatOfBuckets(
      [
        { labels: { le: '1' }, times: [0], values: [6] },
        { labels: { le: '1.0' }, times, values: [2, 8] },
        bucket('+Inf', 10, 10),
      ],
      times
    );
    expect(renamed.bands).toEqual([
      { from: 0, to: 1, rates: [8, 8] },
      { from: 1, to: Infinity, rates: [2, 2] },
    ]);
    expect(quantileOf(renamed, 0, 0.5)).toBeCloseTo(quantileOf(renamed, 1, 0.5), 10);
  });

  test('knows nothing without the bucket for everything, and no size without any other', () => {
    expect(quantileOf(heatOfBuckets([bucket('1', 4, 4)], times), 0, 0.5)).toBeNaN();
    expect(quantileOf(heatOfBuckets([bucket('+Inf', 4, 4)], times), 0, 0.5)).toBeNaN();
    expect(heatOfBuckets([bucket('what', 4, 4), bucket('', 1, 1)], times).bands).toEqual([]);
  });

  test('of native histograms may change its resolution', () => {
    const changed = heatOfNative(
      [
        {
          time: 0,
          buckets: [
            { from: 1, to: 2, count: 3 },
            { from: 2, to: 4, count: 1 },
          ],
        },
        { time: 60_000, buckets: [{ from: 1, to: 4, count: 6 }] },
      ],
      times
    );
    expect(changed.bands).toEqual([
      { from: 1, to: 2, rates: [3, 2] },
      { from: 2, to: 4, rates: [1, 4] },
    ]);
    expect(quantileOf(changed, 1, 0.5)).toBe(2.5);
    expect(quantileOfAll(changed, 0.5)).toBe(2);
    const quiet = heatOfNative(
      [
        { time: 0, buckets: [{ from: 1, to: 2, count: 4 }] },
        { time: 60_000, buckets: [] },
      ],
      times
    );
    expect(quiet.bands).toEqual([{ from: 1, to: 2, rates: [4, 0] }]);
  });

  test('has nothing where a bucket comes out below its neighbour', () => {
    const dented = heatOfBuckets([bucket('1', 5, 0), bucket('2', 4.9, 0), bucket('+Inf', 6, 0)], times);
    expect(dented.bands.map(({ rates }) => rates[0])).toEqual([5, 0, 1]);
  });

  test('says nothing of times that were not measured', () => {
    const gaps = heatOfBuckets([{ labels: { le: '+Inf' }, times: [0], values: [3] }], times);
    expect(gaps.bands[0]?.rates).toEqual([3, NaN]);
    const native = heatOfNative([{ time: 60_000, buckets: [{ from: 1, to: 2, count: 4 }] }], times);
    expect(native.bands).toEqual([{ from: 1, to: 2, rates: [NaN, 4] }]);
  });

  test('is shown without what is empty at its ends, in as many rows as can be seen', () => {
    const many = {
      times: [0],
      bands: Array.from({ length: 100 }, (_, n) => ({ from: n, to: n + 1, rates: [n >= 10 && n < 70 ? 1 : 0] })),
    };
    const shown = shownBands(many, 30);
    expect(shown.bands).toHaveLength(30);
    expect(shown.bands[0]).toEqual({ from: 10, to: 12, rates: [2] });
    expect(shown.bands[29]).toEqual({ from: 68, to: 70, rates: [2] });
    expect(shownBands({ times: [0], bands: [{ from: 0, to: 1, rates: [0] }] }, 30).bands).toEqual([]);
  });
});
