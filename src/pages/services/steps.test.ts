/** @jest-environment node */
import type { MetricFamily } from '../../signals/services/metricFamily';
import { whyNotDrawn } from './seriesLimit';
import { earlier, stepsOf, timesOf } from './steps';

const HOUR = 3600_000;

describe('steps', () => {
  test('are whole scrapes, four at least, and no more than a chart can show', () => {
    expect(stepsOf({ from: 0, to: HOUR / 4 }, 15).stepSeconds).toBe(60);
    expect(stepsOf({ from: 0, to: 24 * HOUR }, 15).stepSeconds).toBe(960);
    expect(timesOf(stepsOf({ from: 0, to: 30 * 24 * HOUR }, 15)).length).toBeLessThanOrEqual(92);
  });

  test('have the times that Prometheus aligns', () => {
    const steps = { from: 61_000, to: 190_000, stepSeconds: 60 };
    expect(timesOf(steps)).toEqual([60_000, 120_000, 180_000]);
  });

  test('of an earlier period are as many, one for one', () => {
    const steps = stepsOf({ from: 100 * HOUR, to: 101 * HOUR + 7000 }, 15);
    const before = timesOf(earlier(steps, 24 * HOUR));
    expect(before).toEqual(timesOf(steps).map((time) => time - 24 * HOUR));
  });
});

describe('what is not drawn by itself', () => {
  const family = (series: number) => ({ series }) as MetricFamily;

  test.each([
    [10_000, HOUR, undefined],
    [10_001, HOUR, /10,001 series/],
    [10_000, 24 * HOUR, /58 million samples/],
    [100, 30 * 24 * HOUR, undefined],
  ])('%d series over %d ms: %s', (series, ms, why) => {
    const said = whyNotDrawn(family(series), { from: 0, to: ms }, 15);
    if (why) {
      expect(said).toMatch(why);
    } else {
      expect(said).toBeUndefined();
    }
  });
});
