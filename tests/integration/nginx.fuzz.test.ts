import fc from 'fast-check';
import { loadVolume } from '../../src/pages/logs/loadVolume';
import { readLines } from '../../src/pages/logs/readLines';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { readingOf } from '../../src/signals/logBudget';
import { exceptionLinesOf, linesOf, NO_FILTER, type LogFilter, type LogQuery } from '../../src/signals/logQuery';
import { NGINX_ERROR_SIGNALS } from '../../src/signals/nginx/errorLog';
import type { AccessLog } from '../../src/signals/nginx/format';
import { NGINX_LATENCY_SIGNALS } from '../../src/signals/nginx/latency';
import { listQueries, listRows, NGINX_LISTS, PLAIN_LOKI, type RankedList } from '../../src/signals/nginx/lists';
import type { NginxContext } from '../../src/signals/nginx/nginxSignal';
import { ERROR_LINE } from '../../src/signals/nginx/pipeline';
import { parseLine } from '../../src/signals/nginx/parse';
import { sampledRequests, sampledRow } from '../../src/signals/nginx/sampledRequests';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { JSON_FORMAT, TIMED_FORMAT } from '../../src/signals/nginx/test-support/contexts';
import { EVERYTHING } from '../../src/signals/scope';
import { HOSTILE, wellFormed } from '../../src/signals/test-support/hostile';
import { askLines, askLoki } from './support/ask';
import { connectLoki, LOKI } from './support/backendRuntime';
import { brokenLine, hostileLine } from './support/hostileLog';
import { pushLines } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

/** Seconds since 1970; lines are pushed in the minutes before. */
const END = 1_749_556_800;

/** The same lines in each run; another seed tries others. */
const SEED = Number(process.env['QUAYSIDE_FUZZ_SEED'] ?? 20_250_610);
const LINES = 300;
/** Searches on the Logs page. */
const VALUES = 8;

const sampled = (lines: fc.Arbitrary<string>, numRuns: number) => fc.sample(lines, { seed: SEED, numRuns });

const LOGS = [
  { name: 'text', format: TIMED_FORMAT, lines: sampled(hostileLine('text'), LINES), broken: false },
  { name: 'json', format: JSON_FORMAT, lines: sampled(hostileLine('json'), LINES), broken: false },
  { name: 'broken text', format: TIMED_FORMAT, lines: sampled(brokenLine('text'), LINES), broken: true },
  { name: 'broken json', format: JSON_FORMAT, lines: sampled(brokenLine('json'), LINES), broken: true },
];

let loki: SmallLoki;

beforeAll(async () => {
  process.stdout.write(`Hostile lines are made from QUAYSIDE_FUZZ_SEED=${SEED}\n`);
  loki = await startSmallLoki();
  for (const { name, lines } of LOGS) {
    await pushLines(
      loki.url,
      { job: name, host: 'web-1', container: name },
      lines.map((line) => [(END - 120) * 1000, line] as const)
    );
  }
  connectLoki(loki.url);
});
afterAll(() => loki?.stop());

/** Counts of rows as text, so that a difference can be read. */
const digest = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([key, count]) => `${count} ${key.slice(0, 200)}`).sort();

function countBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const of = key(item);
    if (of !== undefined) {
      counts.set(of, (counts.get(of) ?? 0) + 1);
    }
  }
  return counts;
}

describe.each(LOGS)('NGINX’s page on random hostile lines as $name', ({ name, format, lines, broken }) => {
  const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: name }], format, labels: {} };
  const conventions: Conventions = { ...DOCKER, nginx: { access } };
  const context: NginxContext = { conventions, scope: EVERYTHING, window: '5m', range: '10m' };
  const count = async (query: string) => (await askLoki(loki.url, query, END))[0]?.value ?? 0;
  const lists = Object.values(NGINX_LISTS).filter((list) => list.applies(conventions));
  const rowsOf = async (list: RankedList) =>
    listRows(list, context, await askLoki(loki.url, listQueries(list, context, PLAIN_LOKI, 10).exact, END));

  it('counts every line once', async () => {
    const errors = lines.filter((line) => new RegExp(ERROR_LINE).test(line)).length;
    const parsed = lines.filter((line) => parseLine(access, line)).length;
    const [requests, unparsed] = [
      await count(NGINX_SIGNALS.requests.total(context)),
      await count(NGINX_SIGNALS.unparsed.total(context)),
    ];
    expect(requests + unparsed).toBe(lines.length - errors);
    // Of a broken line, Loki reads what stands before the break, or around it: as much as each query needs.
    if (!broken) {
      expect(requests).toBe(parsed);
    }
    expect(requests).toBeGreaterThan(LINES / 3);
    expect(unparsed).toBeGreaterThan(LINES / 20);
  });

  it('has an answer to every query', async () => {
    const signals = Object.values({ ...NGINX_SIGNALS, ...NGINX_LATENCY_SIGNALS, ...NGINX_ERROR_SIGNALS });
    for (const signal of signals.filter((one) => one.applies?.(conventions))) {
      await expect(askLoki(loki.url, signal.total(context), END)).resolves.toBeDefined();
      await expect(askLoki(loki.url, signal.query(context), END)).resolves.toBeDefined();
    }
  });

  if (broken) {
    return;
  }

  it('makes the same lists of a sample as of counts', async () => {
    const requests: Array<ReturnType<ReturnType<typeof sampledRequests>[number]['read']>> = [];
    for (const { expr, read } of sampledRequests(context)) {
      requests.push(...(await askLines(loki.url, expr, END - 300, END)).map(read));
    }
    expect(requests).toHaveLength(await count(NGINX_SIGNALS.requests.total(context)));
    for (const list of lists) {
      const exact = new Map<string, number>();
      for (const { values, count: n } of await rowsOf(list)) {
        // What stands between the values of a sample is left out of them.
        const key = values.join(' ').replaceAll('\u001f', '');
        exact.set(key, (exact.get(key) ?? 0) + n);
      }
      expect([list.id, digest(countBy(requests, (one) => sampledRow(list, one)?.join(' ')))]).toEqual([
        list.id,
        digest(exact),
      ]);
    }
  });

  it('splits requests by a value and by its opposite without losing one', async () => {
    const all = await count(NGINX_SIGNALS.requests.total(context));
    for (const [dimension, list] of [
      ['uri', NGINX_LISTS.uris],
      ['agent', NGINX_LISTS.agents],
      ['referringSite', NGINX_LISTS.referringSites],
    ] as const) {
      for (const { values, count: n } of (await rowsOf(list)).slice(0, 25)) {
        const [value = ''] = values;
        const total = (op: 'is' | 'not') =>
          count(NGINX_SIGNALS.requests.total({ ...context, filters: [{ dimension, op, value }] }));
        const shown = `${dimension} ${value.slice(0, 100)}`;
        expect([shown, await total('is')]).toEqual([shown, n]);
        expect([shown, await total('not')]).toEqual([shown, all - n]);
      }
    }
  });
});

describe.each(LOGS)('the Logs page on random hostile lines as $name', ({ name, lines }) => {
  const range = { from: (END - 600) * 1000, to: END * 1000 };
  const whole = readingOf(range, 0);
  const query = (filter: Partial<LogFilter>, levelsFrom: LogQuery['levelsFrom'] = 'detected'): LogQuery => ({
    conventions: DOCKER,
    selection: { scope: EVERYTHING, matchers: [{ label: 'job', op: '=', value: name }] },
    filter: { ...NO_FILTER, ...filter },
    levelsFrom,
  });
  const read = async (filter: Partial<LogFilter>) => {
    const found = await readLines(LOKI, linesOf(query(filter)), range, whole, { most: 10_000, parts: 4 });
    expect(found.complete).toBe(true);
    return found.lines.map(({ line }) => line);
  };
  const values = fc.sample(fc.constantFrom(...HOSTILE.map(wellFormed), '<script>', 'taken', '-'), {
    seed: SEED,
    numRuns: VALUES,
  });

  it('shows every line as it is', async () => {
    expect((await read({})).sort()).toEqual([...lines].sort());
  });

  it.each(['detected', 'lines'] as const)('counts every line in one level, %s', async (from) => {
    const { totals } = await loadVolume(LOKI, query({}, from), range, whole);
    expect([...totals.values()].reduce((sum, n) => sum + n, 0)).toBe(lines.length);
  });

  it('finds whatever is searched, and leaves out the rest', async () => {
    for (const word of values) {
      const [having, lacking] = [await read({ words: [word] }), await read({ without: [word] })];
      expect([word, having.length + lacking.length]).toEqual([word, lines.length]);
      expect(lines.filter((line) => line.includes(word)).filter((line) => !having.includes(line))).toEqual([]);
    }
  });

  it('splits lines by fields and patterns, and by their opposites', async () => {
    for (const value of values) {
      for (const from of ['json', 'logfmt'] as const) {
        const field = (op: '=' | '!=') => ({
          fields: [{ from, name: from === 'json' ? 'http_referer' : 'msg', op, value }],
        });
        const [having, lacking] = [await read(field('=')), await read(field('!='))];
        expect([from, value, having.length + lacking.length]).toEqual([from, value, lines.length]);
        const volume = await loadVolume(LOKI, query(field('!=')), range, whole);
        expect([...volume.totals.values()].reduce((sum, n) => sum + n, 0)).toBe(lacking.length);
      }
      const pattern = (op: '=' | '!=') => ({ patterns: [{ op, pattern: `<_>${value}<_>` }] });
      const [having, lacking] = [await read(pattern('=')), await read(pattern('!='))];
      expect([value, having.length + lacking.length]).toEqual([value, lines.length]);
    }
  });

  it('reads what may be exceptions', async () => {
    const found = await readLines(LOKI, exceptionLinesOf(query({})), range, whole, { most: 10_000, parts: 4 });
    const panics = lines.filter((line) => line.startsWith('panic: '));
    expect(panics.filter((line) => !found.lines.some((one) => one.line === line))).toEqual([]);
  });
});
