import { DOCKER } from '../../src/signals/conventions';
import { parseDerivedMetric, type DerivedMetric } from '../../src/signals/derived/derivedMetric';
import type { DerivedContext } from '../../src/signals/derived/derivedLines';
import { derivedQueries } from '../../src/signals/derived/derivedRules';
import { busiestValues, derivedFailures, derivedSeries } from '../../src/signals/derived/derivedTrial';
import { askLoki } from './support/ask';
import { pushLines, type TimedLine } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

/** 10 June 2025, noon; seconds since 1970. */
const END = 1_749_556_800;
const COUNT = 400;

interface Order {
  at: number;
  status: string;
  ms: number;
  path: string;
  user: string;
}

/** Orders of ten minutes; each number is odd against the others, so that no two sums are alike by chance. */
const orders = Array.from({ length: COUNT }, (_, index): Order => ({
  at: (END - 600) * 1000 + index * 1500 + 1,
  status: ['200', '200', '200', '404', '500'][index % 5] ?? '',
  ms: ((index * 37) % 997) + 1,
  path: `/orders/${index % 23}/items?page=${index}`,
  user: `u${index % 17}`,
}));

const STREAM = { host: 'web-1', container: 'shop' };
const HOSTILE = ['{"status": "200"', '', '{"took_ms": "many", "status": "200", "path": "/"}', 'panic: {{ .Line }}'];

const json = (order: Order) =>
  JSON.stringify({
    status: order.status,
    took_ms: order.ms,
    path: order.path,
    user: order.user,
    wait: `${order.ms}ms`,
  });
const logfmt = ({ status, ms, user }: Order) => `status=${status} took_ms=${ms} size=${ms}KB user="${user}"`;
const text = ({ path, ms }: Order) => `GET ${path} took ${ms} ms`;

let loki: SmallLoki;

beforeAll(async () => {
  loki = await startSmallLoki();
  const push = (format: string, write: (order: Order) => string, more: readonly TimedLine[] = []) =>
    pushLines(loki.url, { ...STREAM, format }, [
      ...orders.map((order): TimedLine => [order.at, write(order)]),
      ...more,
    ]);
  await push(
    'json',
    json,
    HOSTILE.map((line) => [END * 1000 - 5000, line])
  );
  await push('logfmt', logfmt);
  await push('text', text);
});
afterAll(() => loki?.stop());

const context: DerivedContext = { conventions: DOCKER, levelsFrom: 'lines' };

function metric(format: string, more: Partial<DerivedMetric>): DerivedMetric {
  return parseDerivedMetric({
    name: 'orders',
    title: 'Orders',
    selection: { scope: {}, matchers: [{ label: 'format', op: '=', value: format }] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure: { kind: 'count' },
    by: [],
    times: { intervalSeconds: 60, lateSeconds: 60 },
    ...more,
  });
}

/** All queries of a metric over the ten minutes, as `record{labels}` and value. */
async function ask(one: DerivedMetric): Promise<Map<string, number>> {
  const out = new Map<string, number>();
  for (const { record, labels, expr } of derivedQueries(one, context)) {
    for (const found of await askLoki(loki.url, expr('10m'), END)) {
      const all = Object.entries({ ...found.labels, ...labels }).sort();
      out.set(`${record}{${all.map(([name, value]) => `${name}=${value}`).join(',')}}`, found.value);
    }
  }
  return out;
}

const by = { field: { from: 'json', name: 'status' }, as: 'status' } as const;
const ms = { from: 'json', name: 'took_ms' } as const;
const of = (status: string) => orders.filter((order) => order.status === status);
const sum = (some: readonly Order[]) => some.reduce((total, order) => total + order.ms, 0);
const under = (bound: number) => orders.filter((order) => order.ms <= bound).length;
const statuses = (value: (some: Order[]) => number) =>
  new Map(['200', '404', '500'].map((status) => [`orders{status=${status}}`, value(of(status))]));

describe('a metric of log lines, on a real Loki', () => {
  test.each<[string, DerivedMetric, Map<string, number>]>([
    ['counts lines', metric('text', {}), new Map([['orders{}', COUNT]])],
    [
      'counts by a field',
      metric('logfmt', { by: [{ ...by, field: { from: 'logfmt', name: 'status' } }] }),
      statuses((some) => some.length),
    ],
    [
      'counts lines with a field that is no part of the result',
      metric('logfmt', {
        filter: {
          levels: [],
          words: [],
          without: [],
          regex: '',
          fields: [{ from: 'logfmt', name: 'status', op: '=', value: '500' }],
          patterns: [],
        },
      }),
      new Map([['orders{}', of('500').length]]),
    ],
    ['tells lines a second', metric('text', { measure: { kind: 'rate' } }), new Map([['orders{}', COUNT / 600]])],
    [
      'adds bytes up',
      metric('text', { measure: { kind: 'bytes' } }),
      new Map([['orders{}', orders.map(text).join('').length]]),
    ],
    [
      'adds values up',
      metric('logfmt', { measure: { kind: 'sum', field: { from: 'logfmt', name: 'took_ms' }, written: 'number' } }),
      new Map([['orders{}', sum(orders)]]),
    ],
    [
      'adds sizes up',
      metric('logfmt', { measure: { kind: 'sum', field: { from: 'logfmt', name: 'size' }, written: 'bytes' } }),
      new Map([['orders{}', sum(orders) * 1000]]),
    ],
    [
      'averages by sum and count',
      metric('logfmt', { measure: { kind: 'average', field: { from: 'logfmt', name: 'took_ms' }, written: 'number' } }),
      new Map([
        ['orders_sum{}', sum(orders)],
        ['orders_count{}', COUNT],
      ]),
    ],
    [
      'finds the largest, by a field',
      metric('json', { measure: { kind: 'max', field: ms, written: 'number' }, by: [by] }),
      statuses((some) => Math.max(...some.map((order) => order.ms))),
    ],
    [
      'finds the smallest',
      metric('json', { measure: { kind: 'min', field: ms, written: 'number' } }),
      new Map([['orders{}', Math.min(...orders.map((order) => order.ms))]]),
    ],
    [
      'counts distinct values',
      metric('json', { measure: { kind: 'distinct', field: { from: 'json', name: 'user' } } }),
      new Map([['orders{}', 17]]),
    ],
    [
      'distributes durations over buckets',
      metric('json', {
        measure: {
          kind: 'distribution',
          field: { from: 'json', name: 'wait' },
          written: 'duration',
          bounds: [0.1, 0.5],
        },
      }),
      new Map([
        ['orders_bucket{le=0.1}', under(100)],
        ['orders_bucket{le=0.5}', under(500)],
        ['orders_bucket{le=+Inf}', COUNT],
        ['orders_sum{}', sum(orders) / 1000],
      ]),
    ],
    [
      'replaces ids in paths, taken from a pattern',
      metric('text', {
        by: [{ field: { from: 'pattern', expression: '<_> <path> took <_>', name: 'path' }, as: 'route', route: true }],
      }),
      new Map([['orders{route=/orders/:id/items}', COUNT]]),
    ],
    [
      'keeps some values by name, and counts all others together',
      metric('logfmt', { by: [{ as: 'status', field: { from: 'logfmt', name: 'status' }, only: ['200'] }] }),
      new Map([
        ['orders{status=200}', of('200').length],
        ['orders{status=other}', COUNT - of('200').length],
      ]),
    ],
    [
      'names values of two fields, whatever signs are in them, and counts each line once',
      metric('json', {
        by: [
          { ...by, only: ['200', 'a"}}b', '$1 \\'] },
          { as: 'user', field: { from: 'json', name: 'user' }, only: ['u1'] },
        ],
        filter: { levels: [], words: ['"wait"'], without: [], regex: '', fields: [], patterns: [] },
      }),
      new Map(
        ['200', 'other'].flatMap((status) =>
          ['u1', 'other'].map((user): [string, number] => [
            `orders{status=${status},user=${user}}`,
            orders.filter(
              (order) => (order.status === '200') === (status === '200') && (order.user === 'u1') === (user === 'u1')
            ).length,
          ])
        )
      ),
    ],
  ])('%s', async (_what, one, expected) => {
    const found = await ask(one);
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, value] of expected) {
      expect({ key, value: Number((found.get(key) ?? NaN).toFixed(6)) }).toEqual({
        key,
        value: Number(value.toFixed(6)),
      });
    }
  });

  test('tells a percentile, within what Loki interpolates', async () => {
    const found = await ask(
      metric('json', { measure: { kind: 'percentile', field: ms, written: 'number', share: 0.9 } })
    );
    const sorted = orders.map((order) => order.ms).sort((a, b) => a - b);
    expect(found.get('orders{}')).toBeGreaterThanOrEqual(sorted[Math.floor(0.9 * COUNT) - 2] ?? NaN);
    expect(found.get('orders{}')).toBeLessThanOrEqual(sorted[Math.floor(0.9 * COUNT) + 1] ?? NaN);
  });

  const one = async (expr: string) => (await askLoki(loki.url, expr, END))[0]?.value ?? 0;

  test('counts the lines that do not parse, and the values that are no numbers', async () => {
    const measured = metric('json', { measure: { kind: 'sum', field: ms, written: 'number' } });
    const { unparsed, unusable } = derivedFailures(measured, context, '10m');
    // Of the hostile lines Loki takes the one that does not begin as JSON does for unparsable; the others have no number.
    expect(await one(unparsed)).toBe(1);
    expect(await one(unusable ?? '')).toBe(HOSTILE.length - 1);
  });

  test('counts the lines that lack a field whose values are counted', async () => {
    const user = (name: string) =>
      metric('json', { measure: { kind: 'distinct', field: { from: 'json', name } }, by: [] });
    expect(await one(derivedFailures(user('user'), context, '10m').unusable ?? '')).toBe(HOSTILE.length - 1);
    expect(await one(derivedFailures(user('nobody'), context, '10m').unusable ?? '')).toBe(COUNT + HOSTILE.length - 1);
  });

  test('makes few series of many values where only some are named', async () => {
    const path = { field: { from: 'json', name: 'path' }, as: 'path' } as const;
    const all = async (only?: string[]) =>
      one(derivedSeries(metric('json', { by: [{ ...path, ...(only ? { only } : {}) }] }), context, '10m').all);
    expect(await all()).toBeGreaterThanOrEqual(COUNT);
    const expr = busiestValues(metric('json', { by: [path] }), context, 'path', '10m', 5);
    const named = (await askLoki(loki.url, expr, END)).map(({ labels }) => labels['path'] ?? '');
    expect(named).toHaveLength(5);
    expect(await all(named)).toBe(6);
  });

  test('tells how many series it makes, and which field is to blame', async () => {
    const { all, each } = derivedSeries(
      metric('json', { by: [by, { field: { from: 'json', name: 'user' }, as: 'user' }] }),
      context,
      '10m'
    );
    const pairs = new Set(orders.map(({ status, user }) => `${status} ${user}`));
    expect(await one(all)).toBeGreaterThanOrEqual(pairs.size);
    expect(await one(all)).toBeLessThanOrEqual(pairs.size + 2);
    expect(await Promise.all(each.map(({ expr }) => one(expr)))).toEqual([
      expect.closeTo(3, -1),
      expect.closeTo(17, -1),
    ]);
  });
});
