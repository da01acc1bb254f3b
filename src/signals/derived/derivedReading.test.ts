import { parseQuery } from '../test-support/queryParser';
import { parseDerivedMetric, type Measure } from './derivedMetric';
import { derivedReading } from './derivedReading';

const field = { from: 'json', name: 'ms' } as const;
const metric = (measure: Measure) =>
  parseDerivedMetric({
    name: 'shop:x',
    title: 'X',
    selection: { scope: {}, matchers: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure,
    by: [{ field, as: 'status' }],
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });

test.each<[Measure, string]>([
  [{ kind: 'count' }, 'sum by (status) (sum_over_time(shop:x[5m]))'],
  [
    { kind: 'rate' },
    'sum by (status) (sum_over_time(shop:x[5m])) / scalar(max(count_over_time(quayside:derived_lines:count1m{quayside_set="shop:x"}[5m])))',
  ],
  [
    { kind: 'average', field, written: 'number' },
    'sum by (status) (sum_over_time(shop:x_sum[5m])) / sum by (status) (sum_over_time(shop:x_count[5m]))',
  ],
  [
    { kind: 'distribution', field, written: 'number', bounds: [1] },
    'histogram_quantile(0.95, sum by (status, le) (sum_over_time(shop:x_bucket[5m])))',
  ],
  [{ kind: 'min', field, written: 'number' }, 'min by (status) (min_over_time(shop:x[5m]))'],
  [{ kind: 'distinct', field }, 'max by (status) (max_over_time(shop:x[5m]))'],
])('%j is read without taking counts for counters', (measure, expected) => {
  const text = derivedReading(metric(measure), '5m');
  expect(text).toBe(expected);
  expect(parseQuery('promql', text).errors).toEqual([]);
});
