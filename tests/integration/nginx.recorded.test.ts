import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlocks } from '../../fleet/promtool';
import { recordedLines, type RecordedRequest } from '../../fleet/recordedLines';
import { findNginxRecordings, type NginxRecordings } from '../../src/grafana/recordingsOfNginx';
import type { Estimate } from '../../src/insights/nginx/slices';
import { EVERYTHING_READ } from '../../src/pages/nginx/budget';
import { loadBytes, loadLatency, loadStatuses, loadUnparsed, summed, totalOf } from '../../src/pages/nginx/loadTraffic';
import { stepsOf, tilesOf } from '../../src/pages/nginx/steps';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { detectFormat } from '../../src/signals/nginx/detect';
import { resultLabel, type NginxContext } from '../../src/signals/nginx/nginxSignal';
import { LOG_LABEL, SET_LABEL } from '../../src/signals/recorded/labels';
import { nginxLogKey } from '../../src/signals/recorded/nginxLogKey';
import { BUCKET_BOUNDS, NGINX_RECORDED } from '../../src/signals/recorded/nginxSets';
import { USUAL_TIMES } from '../../src/signals/recorded/recordingRule';
import { EVERYTHING } from '../../src/signals/scope';
import type { WorkbenchState } from '../../workbench/server/WorkbenchState';
import { connectLoki, LOKI } from './support/backendRuntime';
import { analyticsLine, LargeLog, pushLargeLog } from './support/largeLog';
import { program } from './support/programs';
import { runDirectory } from './support/runDirectory';
import { startPrometheus, type Server } from './support/servers';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
const END = 1_749_556_800;
const HOURS = 24;
/** The recording began so long after the range does. */
const HOUR_OF_BEGINNING = 2;
const requests = Number(process.env['QUAYSIDE_LARGE_LINES'] ?? 200_000);
const log = new LargeLog({
  ...{ requests, from: END - HOURS * 3600, to: END },
  // Loki reads a whole block of a stream's chunk for the newest minutes: few streams, or a small log is mostly that.
  ...{ hosts: 2, uris: 2000, clients: 5000, seed: 7 },
});
const range = { from: (END - HOURS * 3600) * 1000, to: END * 1000 };
const steps = stepsOf(range, EVERYTHING_READ);

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

function* recorded(): Generator<RecordedRequest> {
  for (const request of log.requests()) {
    // As the line has it, with three decimals.
    yield { ...request, upstreamSeconds: Number((request.seconds * 0.9).toFixed(3)) };
  }
}

function* samples(conventions: Conventions, from: number): Generator<string> {
  const { requests: counted, methods, bytes, requestTime, upstreamTime, lines } = NGINX_RECORDED;
  yield* recordedLines(recorded(), {
    // Rulers evaluate at any second of the minute.
    ...{ from: from + 17, to: END, ...USUAL_TIMES },
    labels: { [LOG_LABEL]: nginxLogKey(conventions) },
    metrics: { requests: counted, methods, bytes, requestTime, upstreamTime, lines },
    labelNames: {
      status: resultLabel(conventions, 'status'),
      virtualHost: resultLabel(conventions, 'virtualHost'),
      method: resultLabel(conventions, 'method'),
      set: SET_LABEL,
    },
    bounds: BUCKET_BOUNDS,
    sets: ['nginx-traffic', 'nginx-request-time', 'nginx-upstream-time'],
  });
}

let loki: SmallLoki;
let prometheus: Server;
let state: WorkbenchState;
const processed = () => state.requests.reduce((sum, request) => sum + request.processed, 0);

beforeAll(async () => {
  const directory = mkdtempSync(join(runDirectory(), 'recorded-'));
  const file = join(directory, 'recorded.om');
  const text = [
    ...samples(WHOLE, END - HOURS * 3600 - 600),
    ...samples(BEGUN, END - (HOURS - HOUR_OF_BEGINNING) * 3600),
    `up{job="loki"} 1 ${END}\n`,
    '# EOF\n',
  ].join('');
  writeFileSync(file, text);
  const blocks = join(directory, 'blocks');
  await createBlocks(await program('promtool'), file, blocks);
  prometheus = await startPrometheus(blocks, END);
  loki = await startSmallLoki();
  await pushLargeLog(loki.url, log, 'nginx');
}, 600_000);
afterAll(() => Promise.all([loki?.stop(), prometheus?.stop()]));
beforeEach(() => {
  state = connectLoki(loki.url, prometheus.url);
});

/** All charts and totals of the page, and what Loki read for them. */
async function load(conventions: Conventions, recordings?: NginxRecordings) {
  const before = processed();
  const context = contextOf(conventions);
  const more = [undefined, recordings] as const;
  const statuses = await loadStatuses(LOKI, context, steps, ...more);
  const latency = await loadLatency(LOKI, context, steps, 'requestTimes', ...more);
  const upstream = await loadLatency(LOKI, context, steps, 'upstreamTimes', ...more);
  const bytes = await loadBytes(LOKI, context, steps, ...more);
  await loadUnparsed(LOKI, context, steps, ...more);
  return { statuses, latency, upstream, bytes, read: processed() - before };
}

const findRecordings = (conventions: Conventions) => findNginxRecordings(PROMETHEUS, conventions, tilesOf(steps));

/** The bucket that a time is in. */
const bucketOf = (seconds: number) => BUCKET_BOUNDS.findIndex((bound) => seconds <= bound);
const p95 = (whole: Estimate[] | undefined) => whole?.[1]?.value ?? NaN;

function expectTheSame(one: Awaited<ReturnType<typeof load>>, raw: Awaited<ReturnType<typeof load>>) {
  const totals = ({ statuses }: typeof one, which: 'series' | 'hosts') =>
    new Map(statuses[which].map(({ name, values }) => [name, totalOf(values, statuses.steps).value]));
  for (const which of ['series', 'hosts'] as const) {
    const expected = totals(raw, which);
    const found = totals(one, which);
    expect([...found.keys()]).toEqual([...expected.keys()]);
    // The tail of small counts is a request more or less at the ends of the range.
    expected.forEach((count, name) =>
      expect(Math.abs((found.get(name) ?? 0) - count)).toBeLessThanOrEqual(Math.max(2, 0.01 * count))
    );
  }
  const bytes = ({ bytes: { series } }: typeof one) => summed(series).reduce((sum, value) => sum + value, 0);
  expect(bytes(one) / bytes(raw)).toBeCloseTo(1, 2);
  for (const which of ['latency', 'upstream'] as const) {
    expect(one[which].recorded).toBe(true);
    expect(bucketOf(p95(one[which].whole))).toBe(bucketOf(p95(raw[which].whole)));
  }
  // Step by step, but for what lies half a minute across the border of two.
  const shown = summed(one.statuses.series);
  summed(raw.statuses.series).forEach((rate, step) =>
    expect(Math.abs((shown[step] ?? 0) / rate - 1)).toBeLessThan(0.1)
  );
}

let raw: Awaited<ReturnType<typeof load>>;

it('reads all of it where nothing is recorded', async () => {
  expect(await findRecordings(UNRECORDED)).toBeUndefined();
  raw = await load(WHOLE);
  expect(raw.read).toBeGreaterThan(5 * requests * 1000);
}, 600_000);

it('shows the same numbers from a recording, and reads less than 1 % of the bytes', async () => {
  const recordings = await findRecordings(WHOLE);
  const found = await load(WHOLE, recordings);
  process.stdout.write(
    `${requests} lines over 24 hours: ${(raw.read / 1e6).toFixed(0)} MB raw, ${(found.read / 1e6).toFixed(2)} MB with a recording (${((100 * found.read) / raw.read).toFixed(2)} %)\n`
  );
  expectTheSame(found, raw);
  expect(found.read / raw.read).toBeLessThan(0.01);
}, 600_000);

it('reads the time before a recording began from the logs, in one line', async () => {
  const recordings = await findRecordings(BEGUN);
  const found = await load(BEGUN, recordings);
  expectTheSame(found, raw);
  const share = HOUR_OF_BEGINNING / HOURS;
  expect(found.read / raw.read).toBeGreaterThan(share * 0.9);
  expect(found.read / raw.read).toBeLessThan(share + 0.05);
}, 600_000);
