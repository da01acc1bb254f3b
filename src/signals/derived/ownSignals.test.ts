import { DOCKER } from '../conventions';
import { EVERYTHING } from '../scope';
import { parseQuery } from '../test-support/queryParser';
import { parseDerivedMetric, type Measure } from './derivedMetric';
import { isOwn, ownAlerted, ownParts, ownQueryBy, ownSignals, ownWhole } from './ownSignals';

const field = { from: 'json', name: 'ms' } as const;
const metric = (measure: Measure) =>
  parseDerivedMetric({
    name: 'shop:x',
    title: 'Orders',
    selection: { scope: {}, matchers: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure,
    by: [
      { field: { from: 'json', name: 'status' }, as: 'status' },
      { field: { from: 'json', name: 'method' }, as: 'method', only: ['GET'] },
    ],
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });
const signalsOf = (measure: Measure) => ownSignals([metric(measure)]);
const context = { conventions: DOCKER, scope: EVERYTHING, window: '5m', range: '1h' };
const of = { conventions: DOCKER, levelsFrom: 'lines' as const };

const MEASURES: Measure[] = [
  { kind: 'count' },
  { kind: 'rate' },
  { kind: 'bytes' },
  { kind: 'sum', field, written: 'bytes' },
  { kind: 'average', field, written: 'duration' },
  { kind: 'min', field, written: 'number' },
  { kind: 'max', field, written: 'number' },
  { kind: 'percentile', field, written: 'number', share: 0.9 },
  { kind: 'distribution', field, written: 'duration', bounds: [0.1, 1] },
  { kind: 'distinct', field },
];

test.each(MEASURES.map((measure) => [measure.kind, measure] as const))(
  'a %s makes queries that both servers read, recorded counts not taken for counters',
  (_kind, measure) => {
    const signals = signalsOf(measure);
    expect(signals.length).toBeGreaterThan(0);
    for (const signal of signals) {
      expect(isOwn(signal)).toBe(true);
      for (const by of [undefined, [], ['status']]) {
        const logql = ownQueryBy(signal, context, by);
        expect({ logql, errors: parseQuery('logql', logql).errors }).toEqual({ logql, errors: [] });
        expect(logql).not.toContain('$__');
        for (const { read } of [...ownParts(signal, of, by), ownWhole(signal, of, by)]) {
          const promql = read.query(300);
          expect({ promql, errors: parseQuery('promql', promql).errors }).toEqual({ promql, errors: [] });
          expect(promql).not.toMatch(/\b(rate|increase)\(/);
        }
      }
    }
  }
);

test('a distribution has percentiles, and an average of its sum and its last bucket', () => {
  const signals = signalsOf({ kind: 'distribution', field, written: 'duration', bounds: [0.1, 1] });
  expect(signals.map(({ id, title, unit }) => [id, title, unit])).toEqual([
    ['own.shop:x.p50', 'Orders, p50', 'seconds'],
    ['own.shop:x.p90', 'Orders, p90', 'seconds'],
    ['own.shop:x.p95', 'Orders, p95', 'seconds'],
    ['own.shop:x.p99', 'Orders, p99', 'seconds'],
    ['own.shop:x.average', 'Orders, average', 'seconds'],
  ]);
  const texts = (at: number) =>
    signals[at] ? ownParts(signals[at], of, ['status']).map(({ read }) => read.query(300)) : [];
  expect(texts(2)).toEqual(['sum by (status, le) (sum_over_time(shop:x_bucket[299999ms] offset -90000ms)) / 300']);
  expect(texts(4)).toEqual([
    'sum by (status) (sum_over_time(shop:x_sum[299999ms] offset -90000ms)) / 300',
    'sum by (status) (sum_over_time(shop:x_bucket{le="+Inf"}[299999ms] offset -90000ms)) / 300',
  ]);
});

test.each<[string, Measure, string]>([
  ['a count is told a second', { kind: 'count' }, 'lines per second'],
  ['a sum is told a second', { kind: 'sum', field, written: 'number' }, 'per second'],
  ['an average has the unit of its values', { kind: 'average', field, written: 'bytes' }, 'bytes'],
])('%s', (_what, measure, unit) => expect(signalsOf(measure).map((signal) => signal.unit)).toEqual([unit]));

test('a percentile is read from the logs in one pass', () => {
  const [p50] = signalsOf({ kind: 'distribution', field, written: 'number', bounds: [1] });
  expect(p50 && ownQueryBy(p50, context, [])).toMatch(/^quantile_over_time\(0\.5, .* by \(\)$/s);
});

test.each(MEASURES.map((measure) => [measure.kind, measure] as const))(
  'an alert on a %s asks what both servers read, over a window that is written out',
  (_kind, measure) => {
    for (const signal of signalsOf(measure)) {
      const [recorded, raw] = [true, false].map((isRecorded) => ownAlerted(signal, DOCKER, isRecorded));
      expect([recorded?.source, raw?.source, raw?.by]).toEqual(['metrics', 'logs', ['status', 'method']]);
      expect({ of: recorded?.expr, errors: parseQuery('promql', recorded?.expr ?? '').errors }).toMatchObject({
        errors: [],
      });
      expect({ of: raw?.expr, errors: parseQuery('logql', raw?.expr ?? '').errors }).toMatchObject({ errors: [] });
      expect(recorded?.expr).not.toMatch(/\$__|offset -|\brate\(/);
      expect(recorded?.expr).toContain('[5m]');
    }
  }
);
