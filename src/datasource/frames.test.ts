import { createDataFrame, FieldType, type DataFrame } from '@grafana/data';
import { CONTAINER_SIGNALS as C } from '../signals/containers';
import { DOCKER } from '../signals/conventions';
import { parseDerivedMetric } from '../signals/derived/derivedMetric';
import type { Signal } from '../signals/signal';
import { seriesFrames, tableFrame } from './frames';
import { planOf, type Plan } from './plan';
import type { SignalsQuery } from './query';

const RANGE = { from: 0, to: 3600_000 };

function plan(signal: Signal, query: Partial<SignalsQuery> = {}, names: string[] = []): Plan {
  const containers = names.map((name) => ({ host: 'a', name }));
  const scope = containers.length > 0 ? { containers } : {};
  return planOf(
    { refId: 'A', signal: signal.id, ...query },
    DOCKER,
    { scope, virtualHosts: [], unreadable: [] },
    RANGE
  );
}

const series = (name: string, values: number[], instance = 'a:8080'): DataFrame =>
  createDataFrame({
    refId: 'A',
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, index) => index) },
      { name: 'Value', type: FieldType.number, values, labels: { instance, name } },
    ],
  });

const named = (frames: DataFrame[]) => frames.map(({ fields }) => fields[1]?.config.displayNameFromDS);

describe('seriesFrames', () => {
  test('names series and their labels in the words of the house, with unit and link', () => {
    const [frame] = seriesFrames(plan(C.cpuCores), [series('web', [1])]);
    const value = frame?.fields[1];
    expect(value?.labels).toEqual({ host: 'a', container: 'web' });
    expect(value?.config).toMatchObject({ displayNameFromDS: 'a/web', unit: 'suffix: cores' });
    expect(value?.config.links?.[0]?.url).toContain('/containers/one?host=${__field.labels.host:percentencode}');
  });

  test('names them by the legend where there is one', () => {
    expect(
      named(seriesFrames(plan(C.cpuCores, { legend: 'by {{container}} {{nobody}}' }), [series('web', [1])]))
    ).toEqual(['by web ']);
  });

  test('drops what only the expression let through', () => {
    const chosen = plan(C.cpuCores, {}, ['web', 'db']);
    expect(named(seriesFrames(chosen, [series('web', [1]), series('db', [1], 'b:8080')]))).toEqual(['a/web']);
  });

  test('keeps the largest on average, and says so', () => {
    const frames = seriesFrames(plan(C.cpuCores, { top: 2 }), [
      series('small', [1, 1]),
      series('peak', [0, 9]),
      series('steady', [6, 6]),
    ]);
    expect(named(frames)).toEqual(['a/steady', 'a/peak']);
    expect(frames[0]?.meta?.notices?.[0]?.text).toContain('The 2 largest');
  });

  test('gives times in the milliseconds that Grafana takes', () => {
    const [frame] = seriesFrames(plan(C.startTime), [series('web', [1_700_000_000])]);
    expect(frame?.fields[1]?.values).toEqual([1_700_000_000_000]);
  });
});

describe('tableFrame', () => {
  const samples = [
    { labels: { instance: 'a:8080', name: 'web' }, value: 1 },
    { labels: { instance: 'b:8080', name: 'web' }, value: 2 },
  ];

  test('has a row for each subject, the largest first, with links that hold the row’s own values', () => {
    const { fields } = tableFrame(plan(C.memoryWorkingSet, { form: 'table' }), samples);
    expect(fields.map(({ name, values }) => [name, values])).toEqual([
      ['Host', ['b', 'a']],
      ['Container', ['web', 'web']],
      ['Memory', [2, 1]],
    ]);
    expect(fields[1]?.config.links?.[0]?.url).toContain('host=${__data.fields["Host"]:percentencode}');
  });
});

describe('at a location', () => {
  test('links lead there', () => {
    const there = { ...plan(C.cpuCores), location: 'New York' };
    const [frame] = seriesFrames(there, [series('web', [1])]);
    expect(frame?.fields[1]?.config.links?.[0]?.url).toContain('&location=New%20York&');
  });
});

describe('planOf', () => {
  test.each<[string, Partial<SignalsQuery>, string[], number | undefined]>([
    ['the usual number of lines', {}, [], 20],
    ['as many as are asked for', { top: 5 }, [], 5],
    ['all that a browser can draw', { top: 0 }, [], 500],
    ['never more than that', { top: 9999 }, [], 500],
    ['no limit for a few that are chosen', {}, ['web', 'db'], undefined],
    ['no limit for one sum', { by: 'all' }, [], undefined],
    ['no limit for hosts', { by: 'host' }, [], undefined],
    ['rows of a table', { form: 'table' }, [], 100],
  ])('limits to %s', (_what, query, names, limit) => expect(plan(C.cpuCores, query, names).limit).toBe(limit));

  test('takes the largest of what cannot be added up', () => {
    expect(plan(C.memoryLimitRatio, { by: 'service' }).expr).toMatch(/^\(max by/);
    expect(plan(C.memoryLimitRatio, { by: 'service', combine: 'sum' }).expr).toMatch(/^\(max by/);
    expect(plan(C.cpuCores, { by: 'service' }).expr).toMatch(/^\(sum by/);
  });

  test('chooses the largest among exactly the containers that are asked for', () => {
    const scope = { containers: [...Array(30).keys()].map((at) => ({ host: `h${at % 2}`, name: `c${at}` })) };
    const read = { scope, virtualHosts: [], unreadable: [] };
    const { expr, limit } = planOf({ refId: 'A', signal: C.cpuCores.id }, DOCKER, read, RANGE);
    expect(limit).toBe(20);
    expect(expr).toContain(') or (');
  });

  test('gives alert rules written windows, and every subject', () => {
    const { expr, ruleExpr } = plan(C.cpuCores, { by: 'service' });
    expect(expr).toContain('$__rate_interval');
    expect(ruleExpr).not.toContain('$__');
    expect(ruleExpr).not.toContain('topk(20');
    expect(ruleExpr).toContain('[5m]');
  });

  describe('a signal of one’s own', () => {
    const orders = parseDerivedMetric({
      name: 'shop:orders',
      title: 'Orders',
      selection: { scope: {}, matchers: [] },
      filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
      measure: { kind: 'count' },
      by: [{ field: { from: 'json', name: 'status' }, as: 'status' }],
      times: { intervalSeconds: 60, lateSeconds: 60 },
    });
    const own = (query: Partial<SignalsQuery>) =>
      planOf(
        { refId: 'A', signal: 'own.shop:orders', ...query },
        DOCKER,
        { scope: {}, virtualHosts: [], unreadable: [] },
        RANGE,
        { derivedMetrics: [orders] }
      );

    test('is split by its fields, by one of them, or not', () => {
      expect(own({}).split).toBeUndefined();
      expect(own({ by: 'status' }).split).toEqual(['status']);
      expect(own({ by: 'all' })).toMatchObject({ split: [], limit: undefined });
      expect(() => own({ by: 'host' })).toThrow('cannot be split by host');
    });

    test('has the values of its fields for names', () => {
      const found = createDataFrame({
        refId: 'A',
        fields: [
          { name: 'Time', type: FieldType.time, values: [1] },
          { name: 'Value', type: FieldType.number, values: [2], labels: { status: 'paid' } },
        ],
      });
      expect(named(seriesFrames(own({}), [found]))).toEqual(['paid']);
    });

    test('is a total in a table, in a unit of totals', () => {
      const { fields } = tableFrame(own({ form: 'table' }), [{ labels: { status: 'paid' }, value: 12 }]);
      expect(fields.map(({ name, values, config }) => [name, values[0], config.unit])).toEqual([
        ['Status', 'paid', undefined],
        ['Orders', 12, 'short'],
      ]);
    });

    test('is none where nobody made it', () =>
      expect(() => plan(C.cpuCores, { signal: 'own.shop:orders' })).toThrow('a metric of your own that is no more'));
  });

  test.each<[string, Partial<SignalsQuery>, string]>([
    ['no signal', { signal: undefined }, 'No signal is chosen'],
    ['an unknown one', { signal: 'x' }, 'There is no signal “x”'],
    ['an NGINX whose log is not known', { signal: 'nginx.requests' }, 'cannot be had here'],
    ['a group that it cannot have', { by: 'namespace' }, 'cannot be grouped by namespace'],
  ])('refuses %s', (_what, query, said) => expect(() => plan(C.cpuCores, query)).toThrow(said));
});
