import { DOCKER } from '../conventions';
import { parseQuery } from '../test-support/queryParser';
import { drawnFromLogs, drawnFromRecording } from './derivedDrawing';
import { parseDerivedMetric, type Measure } from './derivedMetric';

const field = { from: 'json', name: 'ms' } as const;
const metric = (measure: Measure) =>
  parseDerivedMetric({
    name: 'shop:x',
    title: 'X',
    selection: { scope: {}, matchers: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure,
    by: [{ field: { from: 'json', name: 'status' }, as: 'status' }],
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });
const MEASURES: Measure[] = [
  { kind: 'count' },
  { kind: 'rate' },
  { kind: 'average', field, written: 'number' },
  { kind: 'distribution', field, written: 'number', bounds: [1, 2] },
  { kind: 'percentile', field, written: 'number', share: 0.9 },
  { kind: 'distinct', field },
];

test.each(MEASURES)('$kind is drawn by queries that parse, named by its labels', (measure) => {
  const fromLogs = drawnFromLogs(metric(measure), { conventions: DOCKER, levelsFrom: 'lines' });
  const recorded = drawnFromRecording(metric(measure));
  const errors = [
    ...fromLogs.flatMap(({ expr }) => parseQuery('logql', expr('5m')).errors),
    ...recorded.flatMap(({ expr }) => parseQuery('promql', expr('5m')).errors),
  ];
  expect(errors).toEqual([]);
  const legends =
    measure.kind === 'distribution' ? ['p50', 'p95', 'p99'].map((p) => `${p} {{status}}`) : ['{{status}}'];
  expect(fromLogs.map(({ legend }) => legend)).toEqual(legends);
  expect(recorded.map(({ legend }) => legend)).toEqual(legends);
});

test('an average is drawn as the sum by the count, over whatever window', () => {
  const [drawn] = drawnFromLogs(metric({ kind: 'average', field, written: 'number' }), {
    conventions: DOCKER,
    levelsFrom: 'lines',
  });
  expect(drawn?.expr('$__auto')).toMatch(/sum_over_time.*\[\$__auto\]\)\) \/ sum by .*count_over_time.*\[\$__auto\]/);
});
