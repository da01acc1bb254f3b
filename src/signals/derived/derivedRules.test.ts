/** @jest-environment node */
import { DOCKER, VECTOR_COMBINED_LOGS } from '../conventions';
import { parseQuery } from '../test-support/queryParser';
import { parseDerivedMetric, type DerivedMetric } from './derivedMetric';
import { derivedProblems } from './derivedProblems';
import { derivedQueries, derivedSet } from './derivedRules';
import { busiestValues, derivedFailures, derivedSeries } from './derivedTrial';

const COUNT: DerivedMetric = {
  name: 'shop:checkouts:count1m',
  title: 'Checkouts',
  help: '',
  selection: { scope: { containers: [{ host: 'web-1', name: 'shop-api' }] }, matchers: [] },
  filter: { levels: [], words: ['checkout'], without: [], regex: '', fields: [], patterns: [] },
  measure: { kind: 'count' },
  by: [],
  times: { intervalSeconds: 60, lateSeconds: 60 },
};
const JSON_MS = { from: 'json', name: 'took_ms' } as const;
const STATUS = { field: { from: 'json', name: 'status' }, as: 'status' } as const;
const CONTEXTS = [
  ['Docker', { conventions: DOCKER, levelsFrom: 'lines' }],
  ['combined labels', { conventions: { ...DOCKER, logs: VECTOR_COMBINED_LOGS }, levelsFrom: 'detected' }],
] as const;
const context = CONTEXTS[0][1];

const METRICS: Array<[string, Partial<DerivedMetric>]> = [
  ['count', {}],
  ['count by a field', { by: [STATUS] }],
  ['rate', { measure: { kind: 'rate' } }],
  ['bytes', { measure: { kind: 'bytes' } }],
  ['sum', { measure: { kind: 'sum', field: JSON_MS, written: 'number' }, by: [STATUS] }],
  ['average', { measure: { kind: 'average', field: JSON_MS, written: 'duration' } }],
  ['max', { measure: { kind: 'max', field: { from: 'logfmt', name: 'size' }, written: 'bytes' } }],
  ['percentile', { measure: { kind: 'percentile', field: JSON_MS, written: 'number', share: 0.95 }, by: [STATUS] }],
  [
    'distribution',
    { measure: { kind: 'distribution', field: JSON_MS, written: 'duration', bounds: [0.1, 1] }, by: [STATUS] },
  ],
  ['distinct', { measure: { kind: 'distinct', field: { from: 'json', name: 'user"\\' } }, by: [STATUS] }],
  [
    'a pattern',
    {
      measure: {
        kind: 'max',
        field: { from: 'pattern', expression: '<_> took <ms> ms', name: 'ms' },
        written: 'number',
      },
      by: [{ field: { from: 'pattern', expression: '<path> took <ms> ms', name: 'path' }, as: 'route', route: true }],
    },
  ],
  [
    'capped fields',
    {
      by: [
        { ...STATUS, only: ['200', "it's"] },
        { field: JSON_MS, as: 'ms', only: ['1'] },
      ],
    },
  ],
];

const withoutOffset = (text: string) => text.replaceAll(' offset 1m', '');

describe.each(CONTEXTS)('with %s', (_name, one) => {
  test.each(METRICS)('%s: every query parses', (_what, more) => {
    const metric = parseDerivedMetric({ ...COUNT, ...more });
    const { unparsed, unusable } = derivedFailures(metric, one, '5m');
    const { all, each } = derivedSeries(metric, one, '5m');
    const texts = [
      ...derivedSet(metric, one).rules.map(({ expr }) => withoutOffset(expr)),
      ...[unparsed, all, ...each.map(({ expr }) => expr), ...(unusable === undefined ? [] : [unusable])],
    ];
    for (const text of texts) {
      expect({ text, errors: parseQuery('logql', text).errors }).toEqual({ text, errors: [] });
    }
  });
});

describe('a metric that somebody made', () => {
  const rules = (more: Partial<DerivedMetric>) => derivedSet({ ...COUNT, ...more }, context).rules;

  test('ends with its heartbeat, which is 0 where there is no line', () =>
    expect(rules({}).at(-1)).toEqual({
      record: 'quayside:derived_lines:count1m',
      labels: { quayside_set: COUNT.name },
      expr: expect.stringMatching(/^sum\(count_over_time\(\{.*\} \[60s\] offset 1m\)\) or vector\(0\)$/),
    }));

  test('waits for late lines in every rule', () =>
    rules({ measure: { kind: 'distribution', field: JSON_MS, written: 'number', bounds: [1, 5] } }).forEach(
      ({ expr }) => expect(expr).toContain('[60s] offset 1m')
    ));

  test('as a distribution has cumulative buckets and the sum', () => {
    const made = rules({ measure: { kind: 'distribution', field: JSON_MS, written: 'duration', bounds: [0.1, 1] } });
    expect(made.slice(0, -1).map(({ record, labels }) => [record, labels['le']])).toEqual([
      ['shop:checkouts:count1m_bucket', '0.1'],
      ['shop:checkouts:count1m_bucket', '1'],
      ['shop:checkouts:count1m_bucket', '+Inf'],
      ['shop:checkouts:count1m_sum', undefined],
    ]);
    expect(made[0]?.expr).toContain('| quayside_value <= 0.1s');
  });

  test('with capped fields is one query still, in which what is not named is called other', () => {
    const [query, ...more] = derivedQueries(
      {
        ...COUNT,
        by: [
          { ...STATUS, only: ['200', 'a"}}'] },
          { field: JSON_MS, as: 'ms', only: ['1'] },
        ],
      },
      context
    );
    expect(more).toEqual([]);
    expect(query?.labels).toEqual({});
    expect(query?.expr('1m')).toContain(
      String.raw`| label_format status="{{ if eq .status \"200\" \"a\\\"}}\" }}{{.status}}{{ else }}other{{ end }}"`
    );
    expect(query?.expr('1m')).toMatch(/^sum by \(status, ms\)/);
  });

  test('has a limit of series for each rule, and few rules whatever is chosen', () => {
    const bounds = Array.from({ length: 20 }, (_, at) => at + 1);
    const by = Array.from({ length: 6 }, (_, at) => ({ field: JSON_MS, as: `f${at}`, only: ['1'] }));
    const set = derivedSet(
      { ...COUNT, by, measure: { kind: 'distribution', field: JSON_MS, written: 'number', bounds } },
      context
    );
    expect(set.limit).toBe(1000);
    expect(set.rules).toHaveLength(20 + 3);
  });

  test('finds the busiest values of a field as they are, whichever are named now', () => {
    const text = busiestValues({ ...COUNT, by: [{ ...STATUS, only: ['200'] }] }, context, 'status', '5m', 20);
    expect(text).toMatch(/^topk\(20, sum by \(status\) /);
    expect(text).not.toContain('other');
    expect(parseQuery('logql', text).errors).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a name that is none', { ...COUNT, name: '5xx' }, /name: is no metric name/],
    [
      'bounds that do not rise',
      { ...COUNT, measure: { kind: 'distribution', field: JSON_MS, written: 'number', bounds: [2, 1] } },
      /must rise/,
    ],
    ['a label that is none', { ...COUNT, by: [{ field: JSON_MS, as: 'a-b' }] }, /by\.0\.as: is no label name/],
    ['something else', 'text', /metric: /],
  ])('is refused with %s', (_why, value, message) => expect(() => parseDerivedMetric(value)).toThrow(message));

  test.each<[string, Partial<DerivedMetric>, RegExp]>([
    ['a label of the stream', { by: [{ field: JSON_MS, as: 'host' }] }, /have a label host already/],
    ['the same name twice', { by: [STATUS, { field: JSON_MS, as: 'status' }] }, /Two fields are called status/],
    ['a name of Prometheus’', { by: [{ field: JSON_MS, as: 'le' }] }, /cannot be called le/],
    [
      'a capture that the pattern lacks',
      { by: [{ field: { from: 'pattern', expression: '<a> b', name: 'c' }, as: 'c' }] },
      /has no <c>/,
    ],
    [
      'a capture called like a label of the stream',
      { by: [{ field: { from: 'regexp', expression: '(?P<host>.*)', name: 'host' }, as: 'target' }] },
      /call the part <host>/,
    ],
  ])('says what is wrong with %s', (_why, more, message) =>
    expect(derivedProblems({ ...COUNT, ...more }, ['host', 'container']).join()).toMatch(message)
  );

  test('has nothing to say where all is well', () =>
    expect(
      derivedProblems({ ...COUNT, by: [STATUS, { field: { from: 'label', name: 'host' }, as: 'host' }] }, ['host'])
    ).toEqual([]));
});
