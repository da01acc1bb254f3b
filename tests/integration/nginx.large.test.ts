import { grouped } from '../../src/pages/nginx/grouped';
import { LIST_CARDS, type ListView } from '../../src/pages/nginx/lists';
import { exactPrice, periodCounts } from '../../src/pages/nginx/listSums';
import { loadSuspicious } from '../../src/pages/nginx/loadSuspicious';
import { loadVisitors } from '../../src/pages/nginx/loadVisitors';
import { loadList, type Entry, type ListQuestion } from '../../src/pages/nginx/loadList';
import {
  loadBytes,
  loadErrorCauses,
  loadLatency,
  loadStatuses,
  loadUnparsed,
  totalOf,
} from '../../src/pages/nginx/loadTraffic';
import { EVERYTHING_READ, readingOf } from '../../src/pages/nginx/budget';
import { stepsOf } from '../../src/pages/nginx/steps';
import { detectNginx } from '../../src/discovery/detectNginx';
import { queryLinePage } from '../../src/grafana/loki';
import { logVolumesOf } from '../../src/grafana/lokiCost';
import { comparePeriods } from '../../src/insights/nginx/comparison';
import { DOCKER } from '../../src/signals/conventions';
import { LOG_BUDGET_BYTES } from '../../src/signals/logBudget';
import { detectFormat } from '../../src/signals/nginx/detect';
import { NGINX_LISTS as L, type RankedList } from '../../src/signals/nginx/lists';
import type { NginxContext } from '../../src/signals/nginx/nginxSignal';
import { probes } from '../../src/signals/nginx/probing';
import { requestLines, requestStreams } from '../../src/signals/nginx/requestLines';
import { routeOf } from '../../src/signals/nginx/route';
import { isStaticFile } from '../../src/signals/nginx/staticFiles';
import { EVERYTHING } from '../../src/signals/scope';
import type { WorkbenchState } from '../../workbench/server/WorkbenchState';
import { connectLoki, LOKI } from './support/backendRuntime';
import { analyticsLine, LargeLog, pushLargeLog, type LargeLogRequest } from './support/largeLog';
import { startStoredLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

/** What the page may make Loki read of a log above its budget, in passes over it. */
const PASSES = 1.5;
const BYTES = 1.9e9;

const END = 1_749_556_800;
const HOURS = 2;
const log = new LargeLog({
  ...{ requests: 1_000_000, from: END - HOURS * 3600, to: END },
  ...{ hosts: 8, uris: 5000, clients: 20_000, seed: 1 },
});
const range = { from: (END - HOURS * 3600) * 1000, to: END * 1000 };

const { format } = detectFormat([...Array(100).keys()].map((index) => analyticsLine(log.at(index), index)));
if (!format) {
  throw new Error('no format found');
}
const access = { matchers: [{ label: 'job', op: '=' as const, value: 'nginx' }], format, labels: {} };
/** A page makes its context anew whenever it asks anew. */
const contextOf = (): NginxContext => ({
  conventions: { ...DOCKER, nginx: { access } },
  scope: EVERYTHING,
  window: '5m',
  range: `${HOURS}h`,
});
const context = contextOf();

let loki: SmallLoki;
let state: WorkbenchState;
/** Bytes that Loki reads for one pass over the log. */
let pass: number;

const say = (text: string) => process.stdout.write(`${text}\n`);

const processed = () => state.requests.reduce((sum, request) => sum + request.processed, 0);

beforeAll(async () => {
  const began = Date.now();
  loki = await startStoredLoki((url) => pushLargeLog(url, log, 'nginx'));
  say(`A million lines were pushed and stored in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  state = connectLoki(loki.url);
  const query = `sum(bytes_over_time(${requestStreams(context).join()} [${HOURS}h]))`;
  const answer = await fetch(
    `${loki.url}/loki/api/v1/query?${new URLSearchParams({ query, time: `${END}000000000` })}`
  );
  pass = Number(/"totalBytesProcessed":(\d+)/.exec(await answer.text())?.[1]);
  say(`One pass over the log reads ${(pass / 1e6).toFixed(0)} MB`);
}, 400_000);
afterAll(() => loki?.stop());
beforeEach(() => {
  state = connectLoki(loki.url);
});

async function howToRead() {
  const volume = await logVolumesOf(LOKI, requestStreams(context), range);
  const reading = readingOf(volume, false, LOG_BUDGET_BYTES);
  const question: ListQuestion = {
    source: LOKI,
    context: contextOf(),
    range,
    reading,
    lines: volume.lines,
    refreshes: 0,
  };
  return { volume, reading, question, exact: stepsOf(range, EVERYTHING_READ), steps: stepsOf(range, reading) };
}

it('is told by the index as large as it is', async () => {
  const { volume, reading } = await howToRead();
  expect(volume.lines / log.options.requests).toBeCloseTo(1, 3);
  expect(volume.bytes / pass).toBeGreaterThan(0.9);
  expect(volume.bytes / pass).toBeLessThan(1.1);
  expect(reading.exact).toBe(false);
});

it('is counted by status and virtual host exactly, in one pass', async () => {
  const { exact } = await howToRead();
  const { series, hosts } = await loadStatuses(LOKI, context, exact);
  const totals = (of: typeof series) =>
    new Map(of.map(({ name, values }) => [name, totalOf(values, exact).value] as const));
  expect(totals(series)).toEqual(sorted(log.countBy(({ status }) => status)));
  expect(totals(hosts)).toEqual(sorted(log.countBy(({ virtualHost }) => virtualHost)));
  expect(processed() / pass).toBeLessThan(1.02);
});

const sorted = (counts: ReadonlyMap<string, number>) => new Map([...counts].sort(([a], [b]) => a.localeCompare(b)));

const { signal } = new AbortController();

it('costs the page no more than one and a half passes, scrolled to its end', async () => {
  const { exact, steps, question } = await howToRead();
  const costs: Array<[string, number]> = [];
  const measured = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const before = processed();
    const result = await work;
    costs.push([what, processed() - before]);
    return result;
  };
  await measured('detection', detectNginx(LOKI, DOCKER.logs, range.to));
  await measured('statuses', loadStatuses(LOKI, context, exact));
  await measured('visitors', loadVisitors(question, signal));
  await measured('latency', loadLatency(LOKI, context, steps, 'requestTimes'));
  await measured('unparsed', loadUnparsed(LOKI, context, steps));
  await measured('upstream', loadLatency(LOKI, context, steps, 'upstreamTimes'));
  await measured('bytes', loadBytes(LOKI, context, steps));
  await measured('causes of errors', loadErrorCauses(LOKI, context, steps));
  for (const { lists } of LIST_CARDS) {
    const [first] = lists.filter(({ list }) => list.applies(context.conventions));
    await measured(first?.list.id ?? '', loadList(first?.list ?? L.paths, question));
  }
  await measured('suspicious clients', loadSuspicious(question, signal));
  const page = { limit: 300, order: 'newest' } as const;
  const newest = await measured('lines', queryLinePage(LOKI, requestLines(context), range, page));
  expect(newest).toHaveLength(300);
  costs.forEach(([what, bytes]) => say(`  ${what}: ${(bytes / pass).toFixed(3)} passes`));
  say(
    `The page: ${state.requests.length} queries, ${(processed() / 1e6).toFixed(0)} MB, ${(processed() / pass).toFixed(2)} passes`
  );
  expect(state.requests.filter(({ status }) => status !== 200)).toEqual([]);
  expect(processed() / pass).toBeLessThanOrEqual(PASSES);
  expect(processed()).toBeLessThanOrEqual(BYTES);
});

it('fails on no limit where all is read, nor where it is compared with a period before', async () => {
  const { question, exact } = await howToRead();
  const all: ListQuestion = { ...question, reading: EVERYTHING_READ };
  const half = (range.to - range.from) / 2;
  // The second hour, and the first as the period before it.
  const second = { ...all, range: { from: range.from + half, to: range.to }, lines: question.lines / 2 };
  const first = { ...second, range: { from: range.from, to: range.from + half } };
  const { found, exact: counted } = await loadSuspicious(all, signal);
  expect(counted).toBe(true);
  const clients = log.countBy(({ client }) => client);
  expect(found.map(({ client, activity }) => [client, activity.requests])).toEqual(
    found.map(({ client }) => [client, clients.get(client)])
  );
  const visitors = await loadVisitors(all, signal);
  const truth = new Set<string>();
  for (const { client, agent, status } of log.requests()) {
    if (!status.startsWith('4')) {
      truth.add(`${client}\u0000${agent}`);
    }
  }
  expect(visitors).toEqual({ value: truth.size, low: truth.size, high: truth.size });
  for (const list of [L.paths, L.statuses]) {
    const [now, before] = [await loadList(list, second), await loadList(list, first)];
    expect([now.how, before.how]).toEqual(['exact', 'exact']);
    const compared = comparePeriods(periodCounts(now), periodCounts(before));
    expect(compared).toHaveLength(new Set([...now.entries, ...before.entries].map(({ key }) => key)).size);
  }
  const causes = await loadErrorCauses(LOKI, context, exact);
  expect(causes.series).toEqual([]);
  expect((await loadLatency(LOKI, context, exact, 'upstreamTimes')).whole).toHaveLength(3);
}, 600_000);

it('of two halves that are alike hardly anything is said to have changed', async () => {
  const { question } = await howToRead();
  const half = (range.to - range.from) / 2;
  const of = (from: number) =>
    loadList(L.clients, { ...question, range: { from, to: from + half }, lines: question.lines / 2 });
  const compared = comparePeriods(periodCounts(await of(range.from + half)), periodCounts(await of(range.from)));
  const changed = compared.filter(({ change }) => change !== 'same');
  say(`  of ${compared.length} clients in two samples ${changed.length} are said to have changed`);
  expect(compared.length).toBeGreaterThan(1000);
  expect(changed.length / compared.length).toBeLessThan(0.02);
});

const pathOf = ({ uri }: LargeLogRequest) => uri.split('?')[0] ?? '';

/** What a list counts a request as; nothing where it leaves it out. */
const KEYS: ReadonlyMap<RankedList, (request: LargeLogRequest) => string | undefined> = new Map([
  [L.paths, pathOf],
  [L.routes, ({ uri }) => routeOf(uri)],
  [L.uris, ({ uri }) => uri],
  [L.notFound, ({ uri, status }) => (status === '404' ? uri : undefined)],
  [L.errors, (one) => (one.status.startsWith('5') ? `${pathOf(one)}\u0000${one.status}` : undefined)],
  [L.staticFiles, (one) => (isStaticFile(one.uri) && one.status !== '404' ? pathOf(one) : undefined)],
  [L.clients, ({ client }) => client],
  [L.users, () => ''],
  [L.countries, ({ country }) => country],
  [L.referringSites, ({ referrer }) => (referrer === '' ? '' : new URL(referrer).host)],
  [L.referrers, ({ referrer }) => referrer],
  [L.agents, ({ agent }) => agent],
  [L.statuses, ({ status }) => status],
  [L.virtualHosts, ({ virtualHost }) => virtualHost],
  [L.methods, ({ method }) => method],
  [L.protocols, () => 'HTTP/1.1'],
  [L.upstreams, ({ upstream }) => upstream],
  [L.cacheStatuses, () => ''],
  [L.clientStatuses, ({ client, status }) => `${client}\u0000${status}`],
  [L.probes, ({ uri, client }) => (probes(uri) === undefined ? undefined : `${client}\u0000${uri}`)],
  [L.clientPages, ({ uri, client }) => (isStaticFile(uri) ? undefined : client)],
]);

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** Rows of a list that a reader sees, as it opens. */
const SHOWN = 15;
const TOP = 10;

interface Judged {
  held: number;
  of: number;
  halfWidths: number[];
}

/** How many requests each value of a list really has. */
function valuesOf({ list, groupAs }: Pick<ListView, 'list' | 'groupAs'>): Map<string, number> {
  const key = KEYS.get(list);
  return log.countBy((request) => {
    const value = key?.(request);
    return value !== undefined && groupAs ? groupAs(value) : value;
  });
}

function judge(view: ListView, entries: readonly Entry[]): Judged {
  const { title, list } = view;
  const truth = valuesOf(view);
  const shown = entries.slice(0, SHOWN);
  const holds = ({ key: name, count }: Entry) => {
    const actual = truth.get(name) ?? 0;
    return actual >= count.low && actual <= count.high;
  };
  const held = shown.filter(holds).length;
  const halfWidths = shown.slice(0, TOP).map(({ count }) => (count.high - count.low) / 2 / count.value);
  const all = entries.filter(holds).length;
  say(
    `  ${list.id} (${title}): ${held} of ${shown.length} shown hold the truth (${all} of all ${entries.length}), median half-width of the first ten ${(100 * median(halfWidths)).toFixed(1)} %, cost ${(processed() / pass).toFixed(3)}`
  );
  return { held, of: shown.length, halfWidths };
}

it('is counted exactly once somebody asks for it, however many values a list has', async () => {
  const { question, volume } = await howToRead();
  for (const list of [L.clients, L.clientStatuses, L.statuses]) {
    const foretold = exactPrice(await loadList(list, question), volume);
    state = connectLoki(loki.url);
    const began = Date.now();
    const progress: number[] = [];
    const all = { ...question, reading: EVERYTHING_READ };
    const { entries, how, distinct } = await loadList(list, all, undefined, (share) => progress.push(share));
    const refused = state.requests.filter(({ status }) => status !== 200).length;
    say(
      `  ${list.id}: ${entries.length} values in ${state.requests.length} queries (${refused} refused; ${foretold.queries} foretold), ${(processed() / pass).toFixed(2)} passes (${(foretold.bytes / pass).toFixed(2)} foretold), ${((Date.now() - began) / 1000).toFixed(0)} s`
    );
    expect(how).toBe('exact');
    const truth = log.countBy(KEYS.get(list) ?? (() => undefined));
    expect(distinct.value).toBe(truth.size);
    expect(new Map(entries.map(({ key, count }) => [key, count.value]))).toEqual(truth);
    expect(refused).toBeLessThanOrEqual(5 + state.requests.length / 20);
    expect(progress.at(-1)).toBe(1);
    // The price that the page names is about what it takes.
    expect(processed() / foretold.bytes).toBeGreaterThan(0.5);
    expect(processed() / foretold.bytes).toBeLessThan(1.5);
  }
}, 600_000);

it('is estimated within intervals that hold the truth', async () => {
  const { question } = await howToRead();
  const views = LIST_CARDS.flatMap(({ lists }) => lists).filter(({ list }) => list.applies(context.conventions));
  expect(views.filter(({ list }) => !KEYS.has(list))).toEqual([]);
  const judged: Judged[] = [];
  const distinct: boolean[] = [];
  for (const view of views) {
    state = connectLoki(loki.url);
    const list = grouped(await loadList(view.list, question), view.groupAs);
    expect(state.requests.filter(({ status }) => status !== 200)).toEqual([]);
    judged.push(judge(view, list.entries));
    const many = valuesOf(view).size;
    const { low, high } = list.distinct;
    distinct.push(many >= low && many <= high);
    say(`    of ${many} values: said to be ${Math.round(low)} to ${Math.round(high)}`);
  }
  const held = judged.reduce((sum, one) => sum + one.held, 0);
  const of = judged.reduce((sum, one) => sum + one.of, 0);
  const width = median(judged.flatMap(({ halfWidths }) => halfWidths));
  say(
    `${held} of ${of} estimates hold the truth (${((100 * held) / of).toFixed(1)} %), median half-width of the first ten of each list ${(100 * width).toFixed(1)} %`
  );
  expect(held / of).toBeGreaterThanOrEqual(0.9);
  expect(width).toBeLessThanOrEqual(0.15);
  expect(distinct.filter(Boolean).length / distinct.length).toBeGreaterThanOrEqual(0.9);
}, 300_000);
