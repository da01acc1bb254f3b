import { locationUtil, type TimeRange } from '@grafana/data';
import { derivedMetricSchema } from '../../../signals/derived/derivedMetric';
import { BUILDER_DEFAULTS, builderUrl, draftOf, metricOf } from './builderState';

const RANGE = { raw: { from: 'now-1h', to: 'now' } } as TimeRange;

beforeAll(() => {
  locationUtil.initialize({
    config: { appSubUrl: '' } as never,
    getVariablesUrlParams: () => ({}),
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
  });
});

const METRIC = derivedMetricSchema.parse({
  name: 'shop:orders:count1m',
  title: 'Orders, by “state”',
  help: 'a, b & c',
  selection: {
    scope: { hosts: ['web-1'], containers: [{ host: 'web-1', name: 'shop,1' }] },
    matchers: [{ label: 'job', op: '=~', value: 'a|b,c' }],
  },
  filter: {
    levels: ['error'],
    words: ['two words', 'one'],
    without: ['not'],
    regex: 'a+b',
    fields: [{ from: 'json', name: 'user["a b"]', op: '!=', value: 'x=y,z' }],
    patterns: [{ op: '=', pattern: 'took <_> ms' }],
  },
  measure: { kind: 'distribution', field: { from: 'json', name: 'ms' }, written: 'number', bounds: [1, 10] },
  by: [{ field: { from: 'logfmt', name: 'state' }, as: 'state', only: ['a', 'b'] }],
  times: { intervalSeconds: 60, lateSeconds: 120 },
});

test('a metric is the same after its way through the address', () => {
  const params = new URL(builderUrl(METRIC, RANGE), 'http://grafana').searchParams;
  const state = { ...BUILDER_DEFAULTS, ...Object.fromEntries(params) };
  expect(metricOf(state)).toEqual({ metric: METRIC });
});

test('an address that holds no metric begins anew', () => {
  expect(draftOf('{{').measure).toEqual({ kind: 'count' });
  expect(draftOf('{"measure":{"kind":"magic"}}').measure).toEqual({ kind: 'count' });
});

test('a name that is none is said', () =>
  expect(metricOf({ ...BUILDER_DEFAULTS, make: '{"name":"5xx"}' })).toEqual({
    lacks: [expect.stringMatching(/^name: is no metric name/)],
  }));
