import { appendFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createBlocks } from '../../fleet/promtool';
import { recordedLines, type RecordedLine } from '../../fleet/recordedLines';
import { recordedNames } from '../../fleet/recordedNames';
import { findNginxRecordings, type NginxRecordings } from '../../src/grafana/recordingsOfNginx';
import type { Estimate } from '../../src/insights/nginx/slices';
import { EVERYTHING_READ } from '../../src/pages/nginx/budget';
import {
  loadBytes,
  loadErrorCauses,
  loadLatency,
  loadStatuses,
  loadUnparsed,
  summed,
  totalOf,
  type StepSeries,
} from '../../src/pages/nginx/loadTraffic';
import { stepsOf, tilesOf, type Steps } from '../../src/pages/nginx/steps';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { detectFormat } from '../../src/signals/nginx/detect';
import { ERROR_LABELS } from '../../src/signals/nginx/errorLog';
import type { NginxContext } from '../../src/signals/nginx/nginxSignal';
import { BUCKET_BOUNDS } from '../../src/signals/recorded/nginxSets';
import { EVERYTHING } from '../../src/signals/scope';
import type { WorkbenchState } from '../../workbench/server/WorkbenchState';
import { connectLoki, LOKI } from './support/backendRuntime';
import { analyticsLine, LargeLog, pushLargeLog, VIRTUAL_HOSTS } from './support/largeLog';
import { program } from './support/programs';
import { pushLines } from './support/pushLines';
import { runDirectory } from './support/runDirectory';
import { startPrometheus, type Server } from './support/servers';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
/** For five million lines on two cores that others use as well. */
const DEADLINE_MS = 3_600_000;
const END = 1_749_556_800;
const HOURS = 24;
const DAY_SECONDS = 86_400;
/** The recording began so long after the range does. */
const HOUR_OF_BEGINNING = 2;
/** Five million are what a busy site writes in a day: `QUAYSIDE_LARGE_LINES=5000000`. */
const requests = Number(process.env['QUAYSIDE_LARGE_LINES'] ?? 400_000);
const logOf = (to: number, count: number, seed: number) =>
  new LargeLog({
    ...{ requests: count, from: to - HOURS * 3600, to, seed },
    // Loki reads a whole block of a stream's chunk for the newest minutes: few streams, or a small log is mostly that.
    ...{ hosts: 2, uris: 2000, clients: 5000 },
  });
const log = logOf(END, requests, 7);
/** The day that the page compares with was a quiet one. */
const dayBefore = logOf(END - DAY_SECONDS, Math.round(requests / 10), 8);
const range = { from: (END - HOURS * 3600) * 1000, to: END * 1000 };
const steps = stepsOf(range, EVERYTHING_READ);
const stepsBefore = stepsOf(
  { from: range.from - DAY_SECONDS * 1000, to: range.to - DAY_SECONDS * 1000 },
  EVERYTHING_READ
);

/** NGINX's error log of both days: a line each two minutes. */
const errors = Array.from({ length: (2 * DAY_SECONDS) / 120 }, (_, index) => {
  const at = (END - 2 * DAY_SECONDS + 120 * index + 40) * 1000;
  const [time = '', date = ''] = [new Date(at).toISOString().slice(11, 19), new Date(at).toISOString().slice(0, 10)];
  const [cause, errno, what] =
    index % 3 === 0
      ? ['upstream timed out', '110', 'upstream timed out (110: Connection timed out) while reading response header']
      : ['connect()', '111', 'connect() failed (111: Connection refused) while connecting to upstream'];
  return {
    at,
    line: `${date.replaceAll('-', '/')} ${time} [error] 29#29: *${index} ${what}, client: 10.0.0.1, server: www.shop.example`,
    labels: Object.fromEntries(ERROR_LABELS.map((label, place) => [label, ['error', cause, errno][place] ?? ''])),
  };
});

const { format } = detectFormat([...Array(100).keys()].map((index) => analyticsLine(log.at(index), index)));
if (!format) {
  throw new Error('no format found');
}
/** One installation whose recording covers the range, and one whose began within it: they differ in their streams' name. */
const conventionsOf = (more: string): Conventions => ({
  ...DOCKER,
  nginx: { access: { matchers: [{ label: 'job', op: '=~', value: `nginx${more}` }], format, labels: {} } },
});
const WHOLE = conventionsOf('');
const BEGUN = conventionsOf('|none');
const UNRECORDED = conventionsOf('|neither');
const contextOf = (conventions: Conventions): NginxContext => ({
  conventions,
  scope: EVERYTHING,
  window: '5m',
  range: `${HOURS}h`,
});

function* recorded(): Generator<RecordedLine> {
  let error = 0;
  for (const part of [dayBefore, log]) {
    for (const request of part.requests()) {
      for (let one = errors[error]; one && one.at <= request.at; one = errors[++error]) {
        yield { at: one.at, error: one.labels };
      }
      // As the line has it, with three decimals.
      yield { ...request, upstreamSeconds: Number((request.seconds * 0.9).toFixed(3)) };
    }
  }
}

const samples = (conventions: Conventions, from: number) =>
  // Rulers evaluate at any second of the minute.
  recordedLines(recorded(), { ...recordedNames(conventions, VIRTUAL_HOSTS), from: from + 17, to: END });

let loki: SmallLoki;
let prometheus: Server;
let state: WorkbenchState;
const processed = () => state.requests.reduce((sum, request) => sum + request.processed, 0);

/** Writes lines to a file, some of them at a time: all of them are more than a string holds. */
function write(file: string, lines: Iterable<string>) {
  let part: string[] = [];
  const flush = () => {
    appendFileSync(file, part.join(''));
    part = [];
  };
  for (const line of lines) {
    part.push(line);
    if (part.length === 10_000) {
      flush();
    }
  }
  flush();
}

beforeAll(async () => {
  const directory = mkdtempSync(join(runDirectory(), 'recorded-'));
  const file = join(directory, 'recorded.om');
  write(file, samples(WHOLE, END - 2 * DAY_SECONDS - 600));
  write(file, samples(BEGUN, END - (HOURS - HOUR_OF_BEGINNING) * 3600));
  write(file, [`up{job="loki"} 1 ${END}\n`, '# EOF\n']);
  const blocks = join(directory, 'blocks');
  await createBlocks(await program('promtool'), file, blocks);
  prometheus = await startPrometheus(blocks, END);
  loki = await startSmallLoki();
  await pushLines(
    loki.url,
    { filename: '/var/log/nginx/error.log', host: 'web-01', job: 'nginx' },
    errors.map(({ at, line }) => [at, line])
  );
  await pushLargeLog(loki.url, dayBefore, 'nginx');
  await pushLargeLog(loki.url, log, 'nginx');
}, DEADLINE_MS);
afterAll(() => Promise.all([loki?.stop(), prometheus?.stop()]));
beforeEach(() => {
  state = connectLoki(loki.url, prometheus.url);
});

/** All charts and totals of the page, with those of the day before, and what Loki read for them. */
async function load(conventions: Conventions, recordings?: NginxRecordings, recordingsBefore?: NginxRecordings) {
  const before = processed();
  const context = contextOf(conventions);
  const more = [undefined, recordings] as const;
  const moreBefore = [undefined, recordingsBefore] as const;
  const statuses = await loadStatuses(LOKI, context, steps, ...more);
  const latency = await loadLatency(LOKI, context, steps, 'requestTimes', ...more);
  const upstream = await loadLatency(LOKI, context, steps, 'upstreamTimes', ...more);
  const bytes = await loadBytes(LOKI, context, steps, ...more);
  const causes = await loadErrorCauses(LOKI, context, steps, ...more);
  await loadUnparsed(LOKI, context, steps, ...more);
  const read = processed() - before;
  const statusesBefore = await loadStatuses(LOKI, context, stepsBefore, ...moreBefore);
  const latencyBefore = await loadLatency(LOKI, context, stepsBefore, 'requestTimes', ...moreBefore);
  return {
    ...{ statuses, latency, upstream, bytes, causes, statusesBefore, latencyBefore },
    /** Bytes: of the range, and of the day before. */
    ...{ read, readBefore: processed() - before - read },
  };
}

const findRecordings = (conventions: Conventions, of = steps) =>
  findNginxRecordings(PROMETHEUS, conventions, tilesOf(of));

/** The bucket that a time is in. */
const bucketOf = (seconds: number) => BUCKET_BOUNDS.findIndex((bound) => seconds <= bound);
const p95 = (whole: Estimate[] | undefined) => whole?.[1]?.value ?? NaN;

/** The totals of series by their names agree, but for a request more or less at the ends of the range. */
function expectTotals(
  [series, ofSteps]: readonly [readonly StepSeries[], Steps],
  [others, ofOthers]: readonly [readonly StepSeries[], Steps]
) {
  const totals = (each: readonly StepSeries[], one: Steps) =>
    new Map(each.map(({ name, values }) => [name, totalOf(values, one).value]));
  const expected = totals(others, ofOthers);
  const found = totals(series, ofSteps);
  expect(expected.size).toBeGreaterThan(0);
  expect([...found.keys()]).toEqual([...expected.keys()]);
  expected.forEach((count, name) =>
    expect(Math.abs((found.get(name) ?? 0) - count)).toBeLessThanOrEqual(Math.max(2, 0.01 * count))
  );
}

type Loaded = Awaited<ReturnType<typeof load>>;

function expectTheSame(one: Loaded, raw: Loaded) {
  for (const which of ['statuses', 'statusesBefore'] as const) {
    for (const kind of ['series', 'hosts'] as const) {
      expectTotals([one[which][kind], one[which].steps], [raw[which][kind], raw[which].steps]);
    }
  }
  expectTotals([one.causes.series, one.causes.steps], [raw.causes.series, raw.causes.steps]);
  const bytes = ({ bytes: { series } }: Loaded) => summed(series).reduce((sum, value) => sum + value, 0);
  expect(bytes(one) / bytes(raw)).toBeCloseTo(1, 2);
  for (const which of ['latency', 'upstream'] as const) {
    expect(one[which].recorded).toBe(true);
    expect(bucketOf(p95(one[which].whole))).toBe(bucketOf(p95(raw[which].whole)));
  }
  expect(bucketOf(p95(one.latencyBefore.whole))).toBe(bucketOf(p95(raw.latencyBefore.whole)));
  // Step by step, but for what lies half a minute across the border of two.
  const shown = summed(one.statuses.series);
  summed(raw.statuses.series).forEach((rate, step) =>
    expect(Math.abs((shown[step] ?? 0) / rate - 1)).toBeLessThan(0.1)
  );
}

let raw: Loaded;

it(
  'reads all of it where nothing is recorded',
  async () => {
    expect(await findRecordings(UNRECORDED)).toBeUndefined();
    raw = await load(WHOLE);
    expect(raw.read).toBeGreaterThan(5 * requests * 1000);
  },
  DEADLINE_MS
);

it(
  'shows the same numbers from a recording, and reads less than 1 % of the bytes',
  async () => {
    const found = await load(WHOLE, await findRecordings(WHOLE), await findRecordings(WHOLE, stepsBefore));
    process.stdout.write(
      `${requests} lines over 24 hours: ${(raw.read / 1e6).toFixed(0)} MB raw, ${(found.read / 1e6).toFixed(2)} MB with a recording (${((100 * found.read) / raw.read).toFixed(2)} %)\n`
    );
    expectTheSame(found, raw);
    expect(found.read / raw.read).toBeLessThan(0.01);
    expect(found.readBefore).toBe(0);
  },
  DEADLINE_MS
);

it(
  'reads the time before a recording began from the logs, in one line',
  async () => {
    const found = await load(BEGUN, await findRecordings(BEGUN), await findRecordings(BEGUN, stepsBefore));
    expectTheSame(found, raw);
    const share = HOUR_OF_BEGINNING / HOURS;
    // How much Loki reads for the same lines changes with how they lie in its chunks, which changes with how fast it took them.
    expect(found.read / raw.read).toBeGreaterThan(share * 0.5);
    expect(found.read / raw.read).toBeLessThan(share + 0.05);
  },
  DEADLINE_MS
);
