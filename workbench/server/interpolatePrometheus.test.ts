import { interpolatePrometheus, type PrometheusIntervals } from './interpolatePrometheus';

const HOUR = 3_600_000;
const range = (ms: number) => ({ from: 1_700_000_000_000, to: 1_700_000_000_000 + ms });

describe('interpolatePrometheus', () => {
  test.each<[string, Partial<PrometheusIntervals>, { expr: string; stepMs: number }]>([
    [
      'a rate covers four scrapes',
      { expr: '[$__rate_interval]', intervalMs: 15_000, scrapeInterval: '15s' },
      { expr: '[1m0s]', stepMs: 15_000 },
    ],
    [
      'a rate covers the interval and one scrape when that is longer',
      { expr: '[${__rate_interval}]', intervalMs: 60_000, scrapeInterval: '10s' },
      { expr: '[1m10s]', stepMs: 60_000 },
    ],
    [
      'without a scrape interval, 15 s is taken',
      { expr: '[$__rate_interval]', intervalMs: 1_000 },
      { expr: '[1m0s]', stepMs: 1_000 },
    ],
    [
      'the query’s minimum step takes the place of the scrape interval',
      { expr: '[$__rate_interval]', interval: '150s', intervalMs: 100_000, scrapeInterval: '30s' },
      { expr: '[10m0s]', stepMs: 150_000 },
    ],
    [
      'a minimum step of $__rate_interval is the step itself',
      { expr: '[$__rate_interval]', interval: '$__rate_interval', intervalMs: 30_000, scrapeInterval: '30s' },
      { expr: '[2m0s]', stepMs: 120_000 },
    ],
    [
      'a minimum step of $__interval is the computed step',
      { expr: '[$__rate_interval]', interval: '$__interval', intervalMs: 120_000, scrapeInterval: '15s' },
      { expr: '[8m0s]', stepMs: 120_000 },
    ],
    [
      'the step is rounded when the panel is narrow',
      { expr: '$__interval $__interval_ms', range: range(48 * HOUR), maxDataPoints: 100, intervalMs: 60_000 },
      { expr: '30m 1800000', stepMs: 1_800_000 },
    ],
    [
      'no more than 11 000 points are asked for',
      { expr: '$__interval', range: range(24 * 365 * HOUR), maxDataPoints: 1_000_000, intervalMs: 1_000 },
      { expr: '1h', stepMs: 3_600_000 },
    ],
    [
      'the range, in each of its forms',
      { expr: '$__range ${__range_s} $__range_ms', range: range(1_400), intervalMs: 1_000 },
      { expr: '1s 1 1400', stepMs: 1_000 },
    ],
    [
      'a factor lengthens the step, not the rate',
      { expr: '$__interval $__rate_interval', intervalMs: 15_000, intervalFactor: 2 },
      { expr: '30s 1m0s', stepMs: 30_000 },
    ],
  ])('%s', (_, query, expected) => {
    const base = { expr: '', range: range(HOUR), maxDataPoints: 12_384, intervalMs: 1_000 };
    expect(interpolatePrometheus({ ...base, ...query })).toEqual(expected);
  });

  it('refuses a step that is no duration', () => {
    expect(() => interpolatePrometheus({ expr: 'up', range: range(HOUR), interval: 'soon' })).toThrow(
      /invalid duration/
    );
  });
});
