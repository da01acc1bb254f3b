import { locationUtil, type TimeRange } from '@grafana/data';
import { derivedMetricSchema } from '../../../signals/derived/derivedMetric';
import { requestFiltersOf } from '../../../components/logs/logsState';
import { DEFAULT_NGINX } from '../../../signals/nginx/format';
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

test('an address that holds no metric begins anew, and says so', () => {
  expect(draftOf('{{')).toMatchObject({ draft: { measure: { kind: 'count' } }, wrong: [expect.any(String)] });
  expect(draftOf('')).toMatchObject({ wrong: [] });
});

test('what an address holds stays, also beside what cannot be used', () =>
  expect(draftOf('{"name":"a","title":"A","measure":{"kind":"magic"}}')).toEqual({
    draft: expect.objectContaining({ name: 'a', title: 'A', measure: { kind: 'count' } }),
    wrong: [expect.stringContaining('“measure”')],
  }));

const field = { from: 'json', name: 'a' };
const state = (make: object, more: Partial<typeof BUILDER_DEFAULTS> = {}) => ({
  ...BUILDER_DEFAULTS,
  ...more,
  make: JSON.stringify(make),
});

test.each<[string, object, RegExp]>([
  ['a name that is none', { name: '5xx' }, /^Metric name: is no metric name/],
  ['a label that is none', { name: 'kept', by: [{ field, as: 'my-label' }] }, /^Split by 1: is no label name/],
  [
    'a seventh field',
    { name: 'kept', by: Array.from({ length: 7 }, (_, at) => ({ field, as: `f${at}` })) },
    /^Split by: .*6/,
  ],
])('%s is said, and the draft is kept', (_what, make, said) => {
  expect(metricOf(state(make))).toEqual({ lacks: [expect.stringMatching(said)] });
  expect(draftOf(JSON.stringify(make))).toEqual({ draft: expect.objectContaining(make), wrong: [] });
});

test('an expression that Loki refuses is said: without it all lines would be measured', () =>
  expect(metricOf(state({ name: 'a', title: 'A' }, { regex: '(?=x)' }))).toEqual({
    lacks: [expect.stringMatching(/^The expression of lines cannot be used. RE2 has no lookahead/)],
  }));

describe('filters on requests', () => {
  const requests = 'status:is:404';

  test('are kept in the metric', () => {
    const found = metricOf(state({}, { requests }), {
      log: DEFAULT_NGINX.access,
      filters: requestFiltersOf(requests),
    });
    expect(found).toMatchObject({ metric: { filter: { requests: [{ filters: ['status:is:404'] }] } } });
  });

  test('are said where nobody knows what they mean', () =>
    expect(metricOf(state({}, { requests }))).toEqual({ lacks: [expect.stringContaining('Status is 404')] }));
});
