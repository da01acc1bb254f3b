/** @jest-environment ./tests/integration/support/domEnvironment.js */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { dateTime, type DataFrame, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, toArray } from 'rxjs';
import { recordedLines, type RecordedLine } from '../../fleet/recordedLines';
import { recordedNames } from '../../fleet/recordedNames';
import { SignalsDataSource } from '../../src/datasource/SignalsDataSource';
import { queryBehind } from '../../src/datasource/queryBehind';
import type { SignalsJsonData, SignalsQuery } from '../../src/datasource/query';
import { findNginxRecordings } from '../../src/grafana/recordingsOfNginx';
import { EVERYTHING_READ } from '../../src/pages/nginx/budget';
import {
  byStatusClass,
  errorShare,
  loadBytes,
  loadLatency,
  loadStatuses,
  summed,
  totalOf,
} from '../../src/pages/nginx/loadTraffic';
import { stepsOf, tilesOf } from '../../src/pages/nginx/steps';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { DERIVED_LINES } from '../../src/signals/derived/derivedRules';
import { parseDerivedMetric, type Measure } from '../../src/signals/derived/derivedMetric';
import { detectFormat } from '../../src/signals/nginx/detect';
import { LOG_LABEL, SET_LABEL } from '../../src/signals/recorded/labels';
import { logKey, LOGS_RECORDED } from '../../src/signals/recorded/logSets';
import { EVERYTHING } from '../../src/signals/scope';
import type { WorkbenchState } from '../../workbench/server/WorkbenchState';
import { writeBlocks } from './support/blocks';
import { analyticsLine, LargeLog, pushLargeLog, VIRTUAL_HOSTS } from './support/largeLog';
import { pushLines } from './support/pushLines';
import { runDirectory } from './support/runDirectory';
import { startPrometheus, type Server } from './support/servers';
import { connectLoki, setAppSettings, setVariables } from './support/signalsRuntime';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/signalsRuntime'));

const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
const LOKI = { uid: 'quayside-loki', name: 'Loki', type: 'loki', isDefault: false };
const END = 1_749_556_800;
const HOURS = 2;
const BEGIN = END - HOURS * 3600;
const range = { from: BEGIN * 1000, to: END * 1000 };
const steps = stepsOf(range, EVERYTHING_READ);

/** The recording of orders began so long after the range does, and had a hole. Epoch seconds, by the lines that it counts. */
const SINCE = BEGIN + 40 * 60;
const HOLE = { from: BEGIN + 80 * 60, to: BEGIN + 90 * 60 };

/** An order each second: every fourth fails, and they take 0 to 999 ms. */
const orders = Array.from({ length: HOURS * 3600 }, (_, index) => ({
  // None at the border of a minute.
  at: BEGIN + index + 0.5,
  status: index % 4 === 0 ? 'failed' : 'paid',
  ms: (index * 37) % 1000,
}));
const BOUNDS = [100, 250, 500, 750];

const metricOf = (name: string, measure: Measure, by: string[]) =>
  parseDerivedMetric({
    name,
    title: name,
    selection: { scope: {}, matchers: [{ label: 'job', op: '=', value: 'orders' }] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure,
    by: by.map((as) => ({ field: { from: 'json', name: as }, as })),
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });
const ms = { field: { from: 'json', name: 'ms' }, written: 'number' } as const;
const METRICS = [
  metricOf('shop:orders', { kind: 'count' }, ['status']),
  metricOf('shop:took', { kind: 'distribution', ...ms, bounds: BOUNDS }, []),
  metricOf('shop:slowest', { kind: 'max', ...ms }, []),
  metricOf('shop:unrecorded', { kind: 'average', ...ms }, ['status']),
];

/** What a ruler writes each minute, of the lines of the minute before last. */
function* orderSamples(): Generator<string> {
  for (let time = BEGIN + 17; time <= END; time += 60) {
    const [from, to] = [time - 120, time - 60];
    const lines = orders.filter(({ at }) => at > from && at <= to);
    const beat = (set: string) => `${DERIVED_LINES}{${SET_LABEL}="${set}"} ${lines.length} ${time}`;
    const isWhole = from >= BEGIN;
    if (isWhole && from >= SINCE && (to <= HOLE.from || from >= HOLE.to)) {
      for (const status of ['paid', 'failed']) {
        yield `shop:orders{status="${status}"} ${lines.filter((order) => order.status === status).length} ${time}`;
      }
      yield `shop:slowest ${Math.max(...lines.map((order) => order.ms))} ${time}`;
      yield beat('shop:orders');
      yield beat('shop:slowest');
    }
    if (isWhole) {
      const counted = (more: string) => `{${LOG_LABEL}="${logKey(RECORDED)}",${more}} ${lines.length} ${time}`;
      yield LOGS_RECORDED.levels + counted('host="app-1",container="orders",detected_level="unknown"');
      yield LOGS_RECORDED.lines + counted(`${SET_LABEL}="log-levels"`);
      for (const bound of [...BOUNDS, Infinity]) {
        const le = bound === Infinity ? '+Inf' : String(bound);
        yield `shop:took_bucket{le="${le}"} ${lines.filter((order) => order.ms <= bound).length} ${time}`;
      }
      yield `shop:took_sum ${lines.reduce((sum, order) => sum + order.ms, 0)} ${time}`;
      yield beat('shop:took');
    }
  }
}

const REQUESTS = 40_000;
const log = new LargeLog({ requests: REQUESTS, from: BEGIN, to: END, seed: 7, hosts: 2, uris: 200, clients: 200 });
const { format } = detectFormat([...Array(100).keys()].map((index) => analyticsLine(log.at(index), index)));
if (!format) {
  throw new Error('no format found');
}
const conventionsOf = (more: string): Conventions => ({
  ...DOCKER,
  nginx: { access: { matchers: [{ label: 'job', op: '=~', value: `nginx${more}` }], format, labels: {} } },
});
/** One installation that has recorded its requests, and one that has not: they differ in their streams' name. */
const RECORDED = conventionsOf('');
const UNRECORDED = conventionsOf('|none');

function* requestLines(): Generator<RecordedLine> {
  for (const request of log.requests()) {
    yield { ...request, upstreamSeconds: Number((request.seconds * 0.9).toFixed(3)) };
  }
}

let loki: SmallLoki;
let prometheus: Server;
let state: WorkbenchState;

beforeAll(async () => {
  const directory = mkdtempSync(join(runDirectory(), 'datasource-'));
  const names = recordedNames(RECORDED, VIRTUAL_HOSTS);
  const requests = [...recordedLines(requestLines(), { ...names, from: BEGIN - 600 + 17, to: END })];
  await writeBlocks(directory, [
    [...requests.map((line) => line.trimEnd()), ...orderSamples(), `up{job="loki"} 1 ${END}`],
  ]);
  prometheus = await startPrometheus(directory, END);
  loki = await startSmallLoki();
  await pushLargeLog(loki.url, log, 'nginx');
  await pushLines(
    loki.url,
    { job: 'orders', host: 'app-1', container: 'orders' },
    orders.map(({ at, status, ms: took }) => [at * 1000, JSON.stringify({ status, ms: took })] as const)
  );
}, 600_000);
afterAll(() => Promise.all([loki?.stop(), prometheus?.stop()]));
beforeEach(() => {
  setVariables({});
  state = connectLoki(loki.url, prometheus.url);
});

/** What Loki has read since the test began. */
const processed = () => state.requests.reduce((sum, request) => sum + request.processed, 0);

const at = { from: dateTime(range.from), to: dateTime(range.to) };
const RANGE = { ...at, raw: at };

const sourceOf = (conventions: Conventions) => {
  setAppSettings({ prometheusUid: PROMETHEUS.uid, lokiUid: LOKI.uid, conventions, derivedMetrics: METRICS });
  return new SignalsDataSource({ uid: 'signals', jsonData: {} } as DataSourceInstanceSettings<SignalsJsonData>);
};

async function ask(query: Partial<SignalsQuery>, conventions = RECORDED) {
  const request: DataQueryRequest<SignalsQuery> = {
    requestId: 'test',
    interval: '15s',
    intervalMs: 15_000,
    maxDataPoints: 400,
    range: RANGE,
    scopedVars: {},
    targets: [{ refId: 'A', ...query }],
    timezone: 'utc',
    app: 'test',
    startTime: 0,
  };
  const responses = await lastValueFrom(sourceOf(conventions).query(request).pipe(toArray()));
  const frames = responses.flatMap(({ data }) => data as DataFrame[]);
  return {
    frames,
    errors: responses.flatMap(({ errors = [] }) => errors.map(({ message }) => message)),
    notices: frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text)).join(' '),
  };
}

const named = (frames: readonly DataFrame[]) =>
  new Map(
    frames.map(({ fields: [times, values] }) => [
      String(values?.config.displayNameFromDS),
      { times: [...(times?.values ?? [])] as number[], values: [...(values?.values ?? [])] as number[] },
    ])
  );

const rowsOf = ([frame]: readonly DataFrame[]) =>
  new Map(
    (frame?.fields[0]?.values ?? []).map((name: unknown, row: number) => [name, frame?.fields.at(-1)?.values[row]])
  );

/**
 * Rates that are exact over the range, and off at no step by more than half an interval's lines: rulers evaluate at any second
 * of the minute, and an evaluation's lines are told of the step in which the middle of them is.
 */
const nearly = (values: readonly number[], expected: readonly number[]) => {
  const sum = (of: readonly number[]) => of.reduce((total, value) => total + value, 0);
  expect(values).toHaveLength(expected.length);
  expect(Math.abs(sum(values) / sum(expected) - 1)).toBeLessThan(0.005);
  values.forEach((value, index) =>
    expect(Math.abs(value / (expected[index] ?? NaN) - 1)).toBeLessThanOrEqual(30 / steps.stepSeconds)
  );
};

const close = (values: readonly number[], expected: readonly number[], share = 1e-9) => {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, index) =>
    expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThanOrEqual(
      share * Math.abs(expected[index] ?? NaN) + 1e-9
    )
  );
};

/** Orders of each step. */
const ofSteps = <T>(of: (some: typeof orders) => T): T[] =>
  Array.from({ length: steps.count }, (_, index) => {
    const to = steps.from / 1000 + index * steps.stepSeconds;
    return of(orders.filter((order) => order.at > to - steps.stepSeconds && order.at <= to));
  });

/** Orders of the evaluations that are told of each step: those of the minutes whose middle is in it. */
const ofRecordedSteps = <T>(of: (some: typeof orders) => T): T[] =>
  Array.from({ length: steps.count }, (_, index) => {
    const to = steps.from / 1000 + index * steps.stepSeconds;
    const minuteOf = (order: (typeof orders)[number]) => Math.floor((order.at - BEGIN - 17) / 60) * 60 + BEGIN + 17;
    const middle = (order: (typeof orders)[number]) => minuteOf(order) + 30;
    return of(orders.filter((order) => middle(order) > to - steps.stepSeconds && middle(order) <= to));
  });

describe('a signal of one’s own', () => {
  test('is one line, from the logs before it was recorded and in its hole, and says where that changes', async () => {
    const { frames, errors, notices } = await ask({ signal: 'own.shop:orders' });
    expect(errors).toEqual([]);
    const found = named(frames);
    expect([...found.keys()].sort()).toEqual(['failed', 'paid']);
    for (const [status, { times, values }] of found) {
      expect(times.at(-1)).toBe(END * 1000);
      const counts = ofSteps((some) => some.filter((order) => order.status === status).length / steps.stepSeconds);
      nearly(values, counts);
    }
    expect(notices).toMatch(/Recorded since .* before that read from the logs; from .* nothing was recorded/);
    expect(frames[0]?.meta?.executedQueryString).toContain('sum_over_time(shop:orders');
  });

  test('is put together, and its total over the range is exact', async () => {
    const all = await ask({ signal: 'own.shop:orders', by: 'all' });
    expect(all.frames).toHaveLength(1);
    nearly(
      [...named(all.frames).values()][0]?.values ?? [],
      ofSteps((some) => some.length / steps.stepSeconds)
    );
    const { frames } = await ask({ signal: 'own.shop:orders', form: 'table' });
    expect(rowsOf(frames)).toEqual(
      new Map([
        ['paid', 5400],
        ['failed', 1800],
      ])
    );
  });

  test('has percentiles of its summed buckets, to the width of one, and an average', async () => {
    const { frames, notices } = await ask({ signal: 'own.shop:took.p95', form: 'table' });
    const value = frames[0]?.fields.at(-1)?.values[0] as number;
    // Of 0 … 999 ms, spread evenly: above the last bound the bound is told.
    expect(value).toBe(750);
    const { frames: median } = await ask({ signal: 'own.shop:took.p50', form: 'table' });
    expect(Math.abs((median[0]?.fields.at(-1)?.values[0] as number) - 500)).toBeLessThan(10);
    expect(notices).toContain('Percentiles are those of recorded buckets');
    const { frames: mean } = await ask({ signal: 'own.shop:took.average' });
    // The range's ends are read from the logs in part.
    const within = <T>(values: readonly T[]) => values.slice(2, -3);
    close(
      within([...named(mean).values()][0]?.values ?? []),
      within(ofRecordedSteps((some) => some.reduce((sum, order) => sum + order.ms, 0) / some.length))
    );
  });

  test('what cannot be added up is read by whole steps from one or the other', async () => {
    const { frames, errors } = await ask({ signal: 'own.shop:slowest' });
    expect(errors).toEqual([]);
    close(
      [...named(frames).values()][0]?.values ?? [],
      ofSteps((some) => Math.max(...some.map((order) => order.ms))),
      0.05
    );
  });

  test('is read from the logs where nothing is recorded, and says so', async () => {
    const { frames, notices } = await ask({ signal: 'own.shop:unrecorded' });
    expect(notices).toContain('Read from the logs: nothing is recorded of it');
    const paid = named(frames).get('paid');
    close(
      paid?.values ?? [],
      ofSteps((some) => {
        const of = some.filter(({ status }) => status === 'paid');
        return of.reduce((sum, order) => sum + order.ms, 0) / of.length;
      })
    );
  });

  test('recorded, it reads no more of the logs than its holes', async () => {
    await ask({ signal: 'own.shop:unrecorded', by: 'all' });
    const whole = processed();
    state = connectLoki(loki.url, prometheus.url);
    await ask({ signal: 'own.shop:took.p95' });
    // The newest two minutes are not recorded yet.
    expect(processed()).toBeLessThan(whole / 3);
  });
});

describe('lines of containers', () => {
  test.each<[string, Partial<SignalsQuery>, string]>([
    ['of each', {}, 'app-1/orders'],
    ['of each host', { by: 'host' }, 'app-1'],
    ['of all together', { by: 'all' }, 'Log lines, all'],
  ])('%s are read from their recording', async (_what, query, name) => {
    const { frames, errors, notices } = await ask({ signal: 'container.logs.lines', ...query });
    expect(errors).toEqual([]);
    expect([...named(frames).keys()]).toEqual([name]);
    nearly(
      named(frames).get(name)?.values ?? [],
      ofSteps((some) => some.length / steps.stepSeconds)
    );
    expect(notices).toMatch(/Recorded/);
    expect(frames[0]?.meta?.executedQueryString).toContain(LOGS_RECORDED.levels);
  });

  test('of a level that none has are none', async () => {
    const { frames } = await ask({ signal: 'container.logs.level.error' });
    expect(frames.every(({ length }) => length === 0)).toBe(true);
  });
});

describe('NGINX as the page has it', () => {
  const context = { conventions: RECORDED, scope: EVERYTHING, window: '5m', range: `${HOURS}h` };
  const recordings = () => findNginxRecordings(PROMETHEUS, RECORDED, tilesOf(steps));

  test('requests, shares, times and bytes at each step are the page’s', async () => {
    const found = await recordings();
    const statuses = await loadStatuses(LOKI, context, steps, undefined, found);
    const classes = named((await ask({ signal: 'nginx.requests.statusClass' })).frames);
    for (const { name, values } of byStatusClass(statuses).series) {
      close(classes.get(name)?.values ?? [], values);
    }
    const [share] = named((await ask({ signal: 'nginx.errorRatio' })).frames).values();
    close(share?.values ?? [], errorShare(statuses));
    const latency = await loadLatency(LOKI, context, steps, 'requestTimes', undefined, found);
    for (const [index, percent] of [50, 95, 99].entries()) {
      const [line] = named((await ask({ signal: `nginx.requestTime.p${percent}` })).frames).values();
      close(line?.values ?? [], latency.series[index]?.values ?? []);
    }
    const bytes = await loadBytes(LOKI, context, steps, undefined, found);
    const [sent] = named((await ask({ signal: 'nginx.bytes' })).frames).values();
    close(sent?.values ?? [], summed(bytes.series));
  });

  test('totals are the page’s, and what happened', async () => {
    const statuses = await loadStatuses(LOKI, context, steps, undefined, await recordings());
    const { frames, notices } = await ask({ signal: 'nginx.requests.status', form: 'table' });
    const rows = rowsOf(frames);
    for (const { name, values } of statuses.series) {
      expect(rows.get(name) ?? 0).toBe(totalOf(values, statuses.steps).value);
    }
    const all = [...rows.values()].reduce((sum: number, count) => sum + Number(count), 0);
    expect(Math.abs(all / REQUESTS - 1)).toBeLessThan(0.005);
    expect(notices).toContain('Recorded');
  });

  test('the logs say the same, and are read where nothing is recorded of what is asked', async () => {
    const table = async (conventions: Conventions, filters: string[] = []) =>
      ask({ signal: 'nginx.requests.status', form: 'table', filters }, conventions);
    const recorded = await table(RECORDED);
    const raw = await table(UNRECORDED);
    for (const [status, count] of rowsOf(raw.frames)) {
      expect(Math.abs(Number(rowsOf(recorded.frames).get(status)) / Number(count) - 1)).toBeLessThan(0.01);
    }
    expect(raw.notices).toBe('');
    const filtered = await table(RECORDED, ['path:matches:/.*']);
    expect(rowsOf(filtered.frames)).toEqual(rowsOf(raw.frames));
    expect(filtered.notices).toContain('not by what is asked here');
  });

  test('recorded, next to nothing of the log is read', async () => {
    await ask({ signal: 'nginx.requests.status', form: 'table' }, UNRECORDED);
    const whole = processed();
    state = connectLoki(loki.url, prometheus.url);
    await ask({ signal: 'nginx.requests.status' });
    expect(processed()).toBeLessThan(whole / 10);
  });

  test('conditions with variables are any of their values', async () => {
    setVariables({ status: ['404', '500'] });
    const { frames } = await ask({ signal: 'nginx.requests.status', form: 'table', filters: ['status:is:$status'] });
    expect([...rowsOf(frames).keys()].sort()).toEqual(['404', '500']);
    setVariables({ status: '*' });
    const all = await ask({ signal: 'nginx.requests.status', form: 'table', filters: ['status:is:$status'] });
    expect(rowsOf(all.frames).size).toBeGreaterThan(2);
  });
});

describe('the query behind it', () => {
  test('names what is recorded, and gives alert rules one that both servers run as it is', async () => {
    const behind = await queryBehind(sourceOf(RECORDED), { refId: 'A', signal: 'nginx.requests' }, RANGE);
    expect(behind.recorded?.source.uid).toBe(PROMETHEUS.uid);
    expect(behind.source.uid).toBe(LOKI.uid);
    expect(behind.exprs.join()).toContain('$__auto');
    expect(behind.forRules.join()).not.toContain('$__');
    const own = await queryBehind(sourceOf(RECORDED), { refId: 'A', signal: 'own.shop:orders' }, RANGE);
    for (const expr of [...behind.forRules, ...own.forRules]) {
      const url = `${loki.url}/loki/api/v1/query?${new URLSearchParams({ query: expr, time: `${END}000000000` })}`;
      const body = (await (await fetch(url)).json()) as { data?: { result?: unknown[] } };
      expect(body.data?.result?.length).toBeGreaterThan(0);
    }
  });
});
