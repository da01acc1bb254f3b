import { linesOfMinute, type LogLine } from '../../fleet/containerLines';
import type { Container, Fleet } from '../../fleet/fleet';
import { logSources, streamsBetween } from '../../fleet/logStreams';
import { detectedFields, detectedValues, streamVolumes } from '../../src/grafana/lokiIndex';
import { loadExceptions } from '../../src/pages/logs/loadExceptions';
import { loadOverview } from '../../src/pages/logs/loadOverview';
import { loadPatterns } from '../../src/pages/logs/loadPatterns';
import { loadVolume } from '../../src/pages/logs/loadVolume';
import { readLines } from '../../src/pages/logs/readLines';
import { DOCKER } from '../../src/signals/conventions';
import { readingOf } from '../../src/signals/logBudget';
import { LEVELS, levelNamed, type Level, type LevelsFrom } from '../../src/signals/logLevels';
import {
  linesOf,
  logSelector,
  NO_FILTER,
  patternRegex,
  type LogFilter,
  type LogQuery,
} from '../../src/signals/logQuery';
import type { Scope } from '../../src/signals/scope';
import { connectLoki, LOKI } from './support/backendRuntime';
import { END, lokiOf } from './support/histories';
import type { Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

const HOUR = 3600;
const range = { from: (END - HOUR) * 1000, to: END * 1000 };
const whole = readingOf(range, 0);

let server: Server;
let fleet: Fleet;

beforeAll(async () => {
  ({ server, fleet } = await lokiOf({ logLabels: 'host-container' }));
});
afterAll(() => server.stop());

/** What a container wrote in the hour before the end, NGINX' own lines left out. */
function written(container: Container): LogLine[] {
  const minutes = Array.from({ length: 61 }, (_, index) => Math.floor(END / 60) - 60 + index);
  return minutes
    .flatMap((minute) => linesOfMinute(fleet, container, minute))
    .filter(({ at }) => at >= range.from && at < range.to);
}

const named = (name: string, host?: string): Container => {
  const found = fleet.containers.find((one) => one.name === name && (host === undefined || one.host.lokiHost === host));
  if (!found) {
    throw new Error(`the fleet has no ${name}`);
  }
  return found;
};

/** Everything but the NGINX servers, whose lines have no level of their own. */
const quiet = () => fleet.containers.filter((one) => !fleet.edges.some(({ container }) => container === one));

const refOf = ({ host, name }: Container) => ({ host: host.lokiHost, name });

const query = (scope: Scope, filter: Partial<LogFilter> = {}, levelsFrom: LevelsFrom = 'detected'): LogQuery => ({
  conventions: DOCKER,
  selection: { scope, matchers: [] },
  filter: { ...NO_FILTER, ...filter },
  levelsFrom,
});

/** What may be read of the period before. */
const LIMITS = { everything: false, budget: 500e6 };

const of = (...containers: Container[]): Scope => ({ containers: containers.map(refOf) });

async function count(asked: LogQuery): Promise<number> {
  connectLoki(server.url);
  const { lines, complete } = await readLines(LOKI, linesOf(asked), range, whole, { most: 100_000, parts: 10 });
  expect(complete).toBe(true);
  return lines.length;
}

function countLevels(lines: readonly LogLine[]): Map<Level, number> {
  const counts = new Map<Level, number>(LEVELS.map((level) => [level, 0]));
  for (const { level } of lines) {
    const one = levelNamed(level) ?? 'unknown';
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

const isPanic = ({ text }: LogLine) => text.startsWith('panic: ');

describe('levels', () => {
  it('are counted as they were written, where Loki notes them', async () => {
    connectLoki(server.url);
    const containers = quiet();
    const { totals, how } = await loadVolume(LOKI, query(of(...containers)), range, whole);
    // Loki finds no level in what Go prints as it dies.
    const panics = containers.flatMap(written).filter(isPanic).length;
    const expected = countLevels(containers.flatMap(written).filter((line) => !isPanic(line)));
    expected.set('unknown', panics);
    expect(how).toBe('exact');
    expect([...totals]).toEqual([...expected]);
  });

  it('are counted as they were written, where it does not', async () => {
    connectLoki(server.url);
    const containers = quiet();
    const { totals } = await loadVolume(LOKI, query(of(...containers), {}, 'lines'), range, whole);
    expect([...totals]).toEqual([...countLevels(containers.flatMap(written))]);
  });

  it.each(['detected', 'lines'] as const)('filter lines, %s', async (from) => {
    const api = named('shop-api');
    const expected = countLevels(written(api));
    for (const levels of [['error'], ['warning', 'error'], ['debug']] as Level[][]) {
      const sum = levels.reduce((total, level) => total + (expected.get(level) ?? 0), 0);
      expect(await count(query(of(api), { levels }, from))).toBe(sum);
    }
  });

  it('are known to be noted from the streams alone', async () => {
    connectLoki(server.url);
    const { levelsFrom, volume } = await loadOverview(LOKI, logSelector(query({})), range);
    expect(levelsFrom).toBe('detected');
    expect(volume.bytes).toBeGreaterThan(1e6);
  });

  it('are reckoned from slices within a few percent, each slice a query of its own', async () => {
    const asked = query({});
    const exact = await (connectLoki(server.url), loadVolume(LOKI, asked, range, whole));
    const slices = readingOf(range, 100e6, { budget: 25e6 });
    const state = connectLoki(server.url);
    const estimate = await loadVolume(LOKI, asked, range, slices);
    const sum = (totals: Map<Level, number>) => [...totals.values()].reduce((total, one) => total + one, 0);
    expect(estimate.how).toBe('estimate');
    expect(state.requests.every(({ path }) => path.endsWith('/query'))).toBe(true);
    expect(sum(estimate.totals) / sum(exact.totals)).toBeGreaterThan(0.9);
    expect(sum(estimate.totals) / sum(exact.totals)).toBeLessThan(1.1);
    for (const [level, total] of exact.totals) {
      const { low = NaN, high = NaN } = estimate.intervals?.get(level) ?? {};
      expect({ level, holds: low <= total && total <= high }).toEqual({ level, holds: true });
      expect(low).toBeLessThanOrEqual(high);
    }
  });

  it('are counted in the very steps that are drawn, wherever a range begins and ends', async () => {
    connectLoki(server.url);
    const containers = quiet();
    // Steps of 35 seconds, neither the first nor the last at a multiple of them.
    const odd = { from: range.to - 3_511_000, to: range.to - 11_000 };
    const { how, totals } = await loadVolume(LOKI, query(of(...containers)), odd, readingOf(odd, 0));
    const within = containers.flatMap(written).filter(({ at }) => at >= odd.from && at < odd.to);
    const expected = countLevels(within.filter((line) => !isPanic(line)));
    expected.set('unknown', within.filter(isPanic).length);
    expect(how).toBe('exact');
    expect([...totals]).toEqual([...expected]);
  });
});

describe('lines', () => {
  it('are all read, page after page, each once', async () => {
    const edge = fleet.edges[0]!.container;
    const source = logSources(fleet).find(({ container }) => container === edge)!;
    const streams = streamsBetween(fleet, source, END - HOUR, END);
    const expected = streams.reduce((sum, { values }) => sum + values.length, 0);
    expect(expected).toBeGreaterThan(5000);
    expect(await count(query(of(edge)))).toBe(expected);
  });

  it('of several containers are those of no others with the same hosts and names', async () => {
    const [first, second] = [
      named('shop-api'),
      fleet.containers.find((one) => one.name === 'shop-worker' && one.host !== named('shop-api').host)!,
    ];
    expect(await count(query(of(first, second)))).toBe(written(first).length + written(second).length);
  });

  it('are filtered by words, without words, and by an expression', async () => {
    const api = named('shop-api');
    const lines = written(api);
    const having = (test: (text: string) => boolean) => lines.filter(({ text }) => test(text)).length;
    expect(await count(query(of(api), { words: ['REQUEST', 'ms'] }))).toBe(
      having((text) => /request/i.test(text) && /ms/i.test(text))
    );
    expect(await count(query(of(api), { without: ['request completed'] }))).toBe(
      having((text) => !text.includes('request completed'))
    );
    expect(await count(query(of(api), { regex: 'in \\d{2} ms' }))).toBe(having((text) => /in \d{2} ms/.test(text)));
  });

  it('are filtered by fields, of JSON, logfmt and labels; lines that lack them are not lost', async () => {
    const [api, worker, orders] = [named('shop-api'), named('shop-worker'), named('orders')];
    const json = { from: 'json', name: 'level', value: 'warn' } as const;
    const warnings = (container: Container) => written(container).filter(({ level }) => level === 'warn').length;
    const both = of(api, orders);
    const all = written(api).length + written(orders).length;
    expect(await count(query(both, { fields: [{ ...json, op: '=' }] }))).toBe(warnings(api));
    expect(await count(query(both, { fields: [{ ...json, op: '!=' }] }))).toBe(all - warnings(api));
    const logfmt = { from: 'logfmt', name: 'level', value: 'warn', op: '=' } as const;
    expect(await count(query(of(worker), { fields: [logfmt] }))).toBe(warnings(worker));
    const label = { from: 'label', name: 'stream', value: 'stderr', op: '=' } as const;
    expect(await count(query(of(api), { fields: [label] }))).toBe(
      written(api).filter(({ stream }) => stream === 'stderr').length
    );
  });

  it('can be counted while some of them are no JSON', async () => {
    connectLoki(server.url);
    const containers = of(named('shop-api'), named('orders'));
    const fields = [{ from: 'json', name: 'level', value: 'warn', op: '!=' } as const];
    const { totals } = await loadVolume(LOKI, query(containers, { fields }), range, whole);
    expect([...totals.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
  });
});

describe('fields', () => {
  it('are found with their values', async () => {
    connectLoki(server.url);
    const expr = linesOf(query(of(named('shop-api'))));
    const fields = (await detectedFields(LOKI, expr, range, 1000)) ?? [];
    expect(fields.find(({ name }) => name === 'msg')).toMatchObject({ parser: 'json', jsonPath: ['msg'] });
    expect(fields.find(({ name }) => name === 'detected_level')?.parser).toBeUndefined();
    const values = await detectedValues(LOKI, expr, 'level', range, { lines: 1000, limit: 20 });
    expect(values.sort()).toEqual([...new Set(written(named('shop-api')).map(({ level }) => level))].sort());
  });

  it('containers are found in the index, or in the list of series', async () => {
    connectLoki(server.url);
    const found = await streamVolumes(LOKI, logSelector(query({})), ['host', 'container'], range, 1000);
    const names = found.map(({ labels }) => `${labels['host']}/${labels['container']}`).sort();
    const expected = logSources(fleet)
      .filter((source) => streamsBetween(fleet, source, END - HOUR, END).length > 0)
      .map(({ container }) => `${container.host.lokiHost}/${container.name}`);
    expect(names).toEqual(expected.sort());
    expect(found.every(({ bytes }) => bytes === undefined || bytes > 0)).toBe(true);
  });
});

describe('patterns', () => {
  it('are found in the lines where Loki has none, and find their lines again', async () => {
    connectLoki(server.url);
    const orders = named('orders');
    // With a filter Loki's own cannot be used, whatever it has.
    const asked = query(of(orders), { without: ['zzz'] });
    const { rows, total } = await loadPatterns(LOKI, asked, range, whole, 0);
    const lines = written(orders);
    expect(total).toBe(lines.length);
    const batches = lines.filter(({ text }) => text.includes('Processed batch of')).length;
    const row = rows.find(({ pattern }) => pattern.includes('Processed batch of'));
    expect(row).toMatchObject({ count: batches, level: 'info' });
    expect(patternRegex(row?.pattern ?? '')).not.toMatch(/\d{3}/);
    expect(await count(query(of(orders), { patterns: [{ op: '=', pattern: row?.pattern ?? '' }] }))).toBe(batches);
    expect(await count(query(of(orders), { patterns: [{ op: '!=', pattern: row?.pattern ?? '' }] }))).toBe(
      lines.length - batches
    );
  });
});

describe('exceptions', () => {
  it('are those that the fleet threw, as often as it did', async () => {
    connectLoki(server.url);
    const containers = [named('orders'), named('report-render'), named('mailer'), named('shop-api')];
    const found = await loadExceptions(LOKI, query(of(...containers)), range, whole, LIMITS);
    const lines = containers.flatMap(written);
    const having = (text: string) => lines.filter((line) => line.text.includes(text)).length;
    const counts = Object.fromEntries(
      found.groups.filter(({ type }) => type !== '').map(({ type, count: n }) => [type, n])
    );
    const expected = {
      'java.lang.IllegalStateException': having('java.lang.IllegalStateException'),
      KeyError: having("KeyError: 'customer'"),
      panic: lines.filter(isPanic).length,
      TypeError: having('TypeError: Cannot read'),
    };
    expect(counts).toEqual(Object.fromEntries(Object.entries(expected).filter(([, n]) => n > 0)));
    expect(found.complete).toBe(true);
    const grave = lines.filter((line) => ['error', 'fatal'].includes(line.level)).length;
    expect(found.total).toBe(grave);
  });

  it('are new only where there was a time before', async () => {
    connectLoki(server.url);
    const mailer = query(of(named('mailer')));
    expect((await loadExceptions(LOKI, mailer, range, whole, LIMITS)).before).toBeUndefined();
    const late = { from: (END - HOUR / 2) * 1000, to: END * 1000 };
    const found = await loadExceptions(LOKI, mailer, late, readingOf(late, 0), LIMITS);
    expect(found.before?.complete).toBe(true);
    expect(found.groups.every(({ fingerprint }) => found.before?.fingerprints.has(fingerprint))).toBe(true);
  });
});
