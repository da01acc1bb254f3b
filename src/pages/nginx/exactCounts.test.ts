import { COMBINED, type AccessLog } from '../../signals/nginx/format';
import { DOCKER } from '../../signals/conventions';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import { EVERYTHING } from '../../signals/scope';
import { Problem } from '../../grafana/Problem';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { countExactly, queriesFor, TooManyQueries } from './exactCounts';

const mockCounts = jest.fn<Promise<unknown>, [unknown, string, number, AbortSignal]>();
const mockLines = jest.fn<
  Promise<unknown>,
  [unknown, string, { from: number; to: number }, { limit: number }, AbortSignal]
>();
jest.mock('../../grafana/loki', () => ({
  queryLogInstant: (...asked: Parameters<typeof mockCounts>) => mockCounts(...asked),
  queryLinePage: (...asked: Parameters<typeof mockLines>) => mockLines(...asked),
}));

const LOKI: DataSourceChoice = { uid: 'loki', name: 'Loki', type: 'loki', isDefault: true };
const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format: COMBINED, labels: {} };
const context = { conventions: { ...DOCKER, nginx: { access } }, scope: EVERYTHING, window: '5m', range: '1h' };
/** Nanoseconds of a millisecond. */
const NANOS = BigInt(1_000_000);
const FROM = 1_749_556_800_000;
const SECONDS = 3600;
const range = { from: FROM, to: FROM + SECONDS * 1000 };

function failAborted({ aborted }: AbortSignal): void {
  if (aborted) {
    throw new DOMException('No longer needed', 'AbortError');
  }
}

/** A log of one request each `gap` ms, in whose `index`th one asks the client that `client` gives. */
function logOf(count: number, client: (index: number) => string) {
  const gap = (SECONDS * 1000) / count;
  // The first is a nanosecond after the range begins, the last at its very end.
  const nanosAt = (index: number) => BigInt(FROM) * NANOS + BigInt(Math.round((index + 1) * gap * 1e6));
  const all = Array.from({ length: count }, (_, index) => ({ nanos: nanosAt(index), client: client(index) }));
  const ms = (span: string) => {
    const [, number, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(span) ?? [];
    return Number(number) * ({ ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 86_400_000 }[unit] ?? NaN);
  };
  mockCounts.mockImplementation(async (_source, expr, time, signal) => {
    failAborted(signal);
    const span = ms(/\[(\w+)\]/.exec(expr)?.[1] ?? '');
    const [after, until] = [BigInt(time - span) * NANOS, BigInt(time) * NANOS];
    const counts = new Map<string, number>();
    for (const one of all) {
      if (one.nanos > after && one.nanos <= until) {
        counts.set(one.client, (counts.get(one.client) ?? 0) + 1);
      }
    }
    if (counts.size > 500) {
      throw new Problem('limit', 'Too many series', '', '');
    }
    return [...counts].map(([value, number]) => ({ labels: { ngx_client: value }, value: number }));
  });
  mockLines.mockImplementation(async (_source, _expr, { from, to }, { limit }, signal) => {
    failAborted(signal);
    const found = all.filter(({ nanos }) => nanos >= BigInt(from) * NANOS && nanos < BigInt(to) * NANOS);
    // What the query makes of a line: client, status.
    return found
      .slice(0, limit)
      .map(({ nanos, client: value }): Partial<LogLine> => ({ nanos: String(nanos), line: `${value}\u001f200` }));
  });
  const truth = new Map<string, number>();
  all.forEach((one) => truth.set(one.client, (truth.get(one.client) ?? 0) + 1));
  return truth;
}

const asked = () => mockCounts.mock.calls.length + mockLines.mock.calls.length;
const counted = async (lines: number) => {
  const rows = await countExactly(L.clients, { source: LOKI, context, lines }, range);
  return new Map(rows.map(({ values: [client = ''], count }) => [client, count]));
};

beforeEach(() => {
  mockCounts.mockReset();
  mockLines.mockReset();
});

test('a short log is one query', async () => {
  const truth = logOf(300, (index) => `c${index % 7}`);
  expect(await counted(300)).toEqual(truth);
  expect(asked()).toBe(1);
});

test('few values among many requests are few queries, since pieces grow', async () => {
  const truth = logOf(100_000, (index) => `c${index % 11}`);
  expect(await counted(100_000)).toEqual(truth);
  expect(asked()).toBeLessThan(20);
  expect(mockLines).not.toHaveBeenCalled();
});

test('more values than Loki counts come from the requests themselves, each counted once', async () => {
  const truth = logOf(60_000, (index) => `c${(index * 7919) % 20_011}`);
  expect(truth.size).toBe(20_011);
  expect(await counted(60_000)).toEqual(truth);
  expect(asked()).toBeLessThan(40);
});

test('values that come all at once make pieces shorter where they are', async () => {
  // Some thousand clients within two minutes, and ten otherwise.
  const truth = logOf(40_000, (index) => (index > 20_000 && index < 21_500 ? `rush${index}` : `c${index % 10}`));
  expect(await counted(40_000)).toEqual(truth);
  expect(asked()).toBeLessThan(60);
});

test('says how far it is, stops where nobody wants it any more, and does not begin what will never end', async () => {
  logOf(60_000, (index) => `c${index}`);
  const shares: number[] = [];
  const controller = new AbortController();
  const ended = countExactly(L.clients, { source: LOKI, context, lines: 60_000 }, range, {
    signal: controller.signal,
    onProgress: (share) => {
      shares.push(share);
      controller.abort();
    },
  });
  await expect(ended).rejects.toThrow();
  expect(shares[0]).toBeGreaterThan(0);
  expect(asked()).toBeLessThan(12);

  mockCounts.mockReset();
  mockLines.mockReset();
  // Nothing but refusals: pieces would have to be a thousand times shorter.
  mockCounts.mockRejectedValue(new Problem('limit', 'Too many series', '', ''));
  mockLines.mockResolvedValue(new Array<unknown>(5000).fill({ nanos: `${FROM}000000`, line: 'a\u001f200' }));
  await expect(countExactly(L.clients, { source: LOKI, context, lines: 1e9 }, range)).rejects.toBeInstanceOf(
    TooManyQueries
  );
  expect(asked()).toBeLessThan(60);
});

test('how many queries it will be is foretold from a sample', () => {
  expect(queriesFor(1_000_000, { values: 8, of: 1000 })).toBe(22);
  expect(queriesFor(1_000_000, { values: 800, of: 1000 })).toBe(250);
  expect(queriesFor(10, { values: 1, of: 1 })).toBe(1);
});
