import { z } from 'zod';
import { accessLine } from '../../fleet/accessLines';
import { requestsOfMinute, type AccessRequest } from '../../fleet/accessRequests';
import { createFleet } from '../../fleet/createFleet';
import { waitFor } from '../../stack/native/waitFor';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { NGINX_LATENCY_SIGNALS } from '../../src/signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../../src/signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { select } from '../../src/signals/promql';
import { coverageOf } from '../../src/signals/recorded/coverage';
import { recordedRead } from '../../src/signals/recorded/nginxReads';
import { BUCKET_BOUNDS, nginxHeartbeat, nginxSets } from '../../src/signals/recorded/nginxSets';
import { recordingGroup } from '../../src/signals/recorded/recordingGroup';
import type { RecordingTimes } from '../../src/signals/recorded/recordingRule';
import { EVERYTHING } from '../../src/signals/scope';
import { removeRecordingGroup } from '../../src/grafana/alerting/recordingGroups';
import { planRecorded, readRecorded } from '../../src/grafana/recordedSteps';
import { installRecording } from '../../src/grafana/recordingsInstall';
import { askLoki, askPrometheus, type Sample } from './support/ask';
import { connectBoth, LOKI, PROMETHEUS } from './support/derivedRuntime';
import { pushLines } from './support/pushLines';
import { startLoki, startReceiver, type Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/derivedRuntime'));

/** Minutes become seconds: nobody wants to watch a ruler for an hour. */
const TIMES: RecordingTimes = { intervalSeconds: 3, lateSeconds: 6 };
/** Lines reach Loki up to so much after their time: those are late, and must be counted all the same. */
const UNDER_WAY_MS = 4000;
const DEADLINE_MS = 120_000;
/** Evaluations that are waited for before the ruler is stopped, and again after. */
const EVALUATIONS = 8;

const fleet = createFleet({ end: Math.floor(Date.now() / 60_000) * 60 + 900, hours: 1 });
/** All the fleet's traffic, written by one NGINX. */
const edge = fleet.edges.find(({ format }) => format === 'json');

const minutes = new Map<number, AccessRequest[]>();

/** What the fleet's NGINX was asked between two times (epoch milliseconds; the first is not part of it). */
function requestsBetween(from: number, to: number): AccessRequest[] {
  const out: AccessRequest[] = [];
  for (let minute = Math.floor(from / 60_000); edge && minute * 60_000 <= to; minute++) {
    const known = minutes.get(minute) ?? fleet.edges.flatMap((one) => requestsOfMinute(fleet, one, minute));
    minutes.set(minute, known);
    out.push(...known.filter(({ at }) => at > from && at <= to));
  }
  return out;
}

const conventions: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: [{ label: 'container', op: '=', value: 'edge' }],
      format: {
        kind: 'json',
        fields: {
          status: 'status',
          virtualHost: 'host',
          method: 'request_method',
          bytes: 'body_bytes_sent',
          requestTime: 'request_time',
        },
      },
      labels: {},
    },
  },
};

const began = Date.now();
const byTraffic = [...counted(requestsBetween(began - 600_000, began), ({ virtualHost }) => virtualHost)];
/** All virtual hosts but the least busy, which is to be found among the others. */
const known = byTraffic
  .sort(([, a], [, b]) => b - a)
  .map(([name]) => name)
  .slice(0, -1);

function counted<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  items.forEach((item) => counts.set(key(item), (counts.get(key(item)) ?? 0) + 1));
  return counts;
}

let loki: Server;
let prometheus: Server;
let pushing = true;
let pushes: Promise<void> = Promise.resolve();

/** Pushes each line when it has been under way for its time, until `pushing` ends. */
async function pushLive(): Promise<void> {
  let next = began - 1000;
  const late = ({ n }: AccessRequest) => (n * 379) % UNDER_WAY_MS;
  while (pushing) {
    const now = Date.now();
    const due = requestsBetween(next - UNDER_WAY_MS, now).filter((one) => {
      const arrives = one.at + late(one);
      return one.at > began && arrives > next && arrives <= now;
    });
    if (edge && due.length > 0) {
      await pushLines(
        loki.url,
        { container: 'edge', host: edge.container.host.id },
        due.map((request) => [request.at, accessLine(edge, request)])
      );
    }
    next = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const matrix = z.object({
  data: z.object({ result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.string()])) })) }),
});
type SetId = Parameters<typeof nginxHeartbeat>[1];

/** The times (epoch milliseconds) at which the rules of a set were evaluated, oldest first: each set has a beat of its own. */
async function evaluations(set: SetId = 'nginx-traffic'): Promise<number[]> {
  const heartbeat = nginxHeartbeat(conventions, set);
  const query = `${select(heartbeat.metric, heartbeat.matchers)}[1h]`;
  const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query })}`);
  const { data } = matrix.parse(await response.json());
  return data.result.flatMap(({ values }) => values.map(([time]) => Math.round(time * 1000))).sort((a, b) => a - b);
}

const GROUPS = nginxSets({ conventions, virtualHosts: known, times: TIMES }).map(recordingGroup);

/** As the page does, whose trial of the ruler has a test of its own. */
async function install(): Promise<void> {
  for (const group of GROUPS) {
    await installRecording({ loki: LOKI, prometheus: PROMETHEUS }, group, false, () => undefined);
  }
}

async function removeRules(): Promise<void> {
  for (const { name } of GROUPS) {
    await removeRecordingGroup(LOKI, name);
  }
}

const SETS: readonly SetId[] = ['nginx-traffic', 'nginx-request-time'];

const waitForEvaluations = (after: number, count: number) =>
  waitFor(
    `${count} evaluations`,
    async () => {
      const found = await Promise.all(SETS.map(evaluations));
      return found.every((times) => times.filter((time) => time > after).length >= count) || undefined;
    },
    { deadlineMs: DEADLINE_MS }
  );

beforeAll(async () => {
  prometheus = await startReceiver();
  const others = new Map([['prometheus:9090', Number(new URL(prometheus.url).port)]]);
  loki = await startLoki({ others, args: ['-ruler.poll-interval=1s'] });
  connectBoth(prometheus.url, loki.url);
  pushes = pushLive();
  await install();
  // The first lines were pushed after the first evaluations looked for them.
  await waitForEvaluations(began + (TIMES.lateSeconds + TIMES.intervalSeconds) * 1000, EVALUATIONS);
}, DEADLINE_MS * 2);

afterAll(async () => {
  pushing = false;
  await pushes;
  await Promise.all([loki?.stop(), prometheus?.stop()]);
});

/** A stretch that was recorded whole, and the evaluations that did. */
async function recordedStretch(set?: SetId): Promise<{ from: number; to: number; seconds: number }> {
  const behind = (TIMES.lateSeconds + TIMES.intervalSeconds) * 1000;
  const all = (await evaluations(set)).filter((time) => time - behind > began).slice(0, EVALUATIONS);
  const to = (all.at(-1) ?? 0) - TIMES.lateSeconds * 1000;
  const seconds = all.length * TIMES.intervalSeconds;
  return { from: to - seconds * 1000, to, seconds };
}

const contextOf = (more: Partial<NginxContext> = {}): NginxContext => ({
  conventions,
  scope: EVERYTHING,
  window: '1m',
  range: '1m',
  ...more,
});

/** What a signal was, read from the recording: counts over the stretch. */
async function read(signal: NginxSignal, more: Partial<NginxContext> = {}, set?: SetId): Promise<Sample[]> {
  const { to, seconds } = await recordedStretch(set);
  const expr = recordedRead(signal, contextOf(more), { virtualHosts: known, times: TIMES })?.query(seconds) ?? '';
  const found = await askPrometheus(prometheus.url, expr, to / 1000);
  return found.map(({ labels, value }) => ({ labels, value: value * seconds }));
}

/** The truth over the same stretch. */
async function truth(set?: SetId): Promise<AccessRequest[]> {
  const { from, to } = await recordedStretch(set);
  return requestsBetween(from, to);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function expectWithinOnePercent(name: string, recorded: number, true_: number) {
  process.stdout.write(`recorded ${name}: ${recorded.toFixed(0)} of ${true_}\n`);
  expect(true_).toBeGreaterThan(0);
  expect(Math.abs(recorded - true_) / true_).toBeLessThan(0.01);
}

const parsed = (requests: readonly AccessRequest[]) => requests.filter(({ cut }) => !cut);

describe('what a ruler recorded of lines that were under way for seconds', () => {
  it('counts all requests', async () =>
    expectWithinOnePercent(
      'requests',
      sum((await read(NGINX_SIGNALS.requests)).map(({ value }) => value)),
      parsed(await truth()).length
    ));

  it('counts each status', async () => {
    const expected = counted(parsed(await truth()), ({ status }) => String(status));
    const found = new Map(
      (await read(NGINX_SIGNALS.statusCodes)).map(({ labels, value }) => [labels['ngx_status'] ?? '', value])
    );
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [status, count] of expected) {
      expectWithinOnePercent(`requests with ${status}`, found.get(status) ?? 0, count);
    }
  });

  it('counts the virtual hosts that it knows, and all others together', async () => {
    const expected = counted(parsed(await truth()), ({ virtualHost }) =>
      known.includes(virtualHost) ? virtualHost : 'other'
    );
    const found = await read(NGINX_SIGNALS.requests, { by: ['virtualHost'] });
    expect(found.map(({ labels }) => labels['ngx_virtual_host']).sort()).toEqual([...expected.keys()].sort());
    found.forEach(({ labels, value }) => {
      const name = labels['ngx_virtual_host'] ?? '';
      expectWithinOnePercent(`requests for ${name}`, value, expected.get(name) ?? 0);
    });
  });

  it('adds up bytes', async () =>
    expectWithinOnePercent(
      'bytes',
      sum((await read(NGINX_SIGNALS.bytes)).map(({ value }) => value)),
      sum(parsed(await truth()).map(({ bytes }) => bytes))
    ));

  it('tells p95 to the width of a bucket', async () => {
    const buckets = (await read(NGINX_LATENCY_SIGNALS.requestTimes, {}, 'nginx-request-time'))
      .map(({ labels, value }) => ({ le: Number(labels['le']?.replace('+Inf', 'Infinity')), value }))
      .sort((a, b) => a.le - b.le);
    const total = buckets.at(-1)?.value ?? 0;
    const bound = buckets.find(({ value }) => value >= 0.95 * total)?.le ?? NaN;
    const seconds = parsed(await truth('nginx-request-time'))
      .map((request) => Number(request.seconds.toFixed(3)))
      .sort((a, b) => a - b);
    const p95 = seconds[Math.ceil(0.95 * seconds.length) - 1] ?? NaN;
    process.stdout.write(`recorded p95: in the bucket up to ${bound} s; ${p95} s in truth\n`);
    expect(p95).toBeLessThanOrEqual(bound);
    expect(p95).toBeGreaterThan([0, ...BUCKET_BOUNDS].filter((one) => one < bound).at(-1) ?? NaN);
  });

  it(
    'tells when there were no rules',
    async () => {
      const before = (await evaluations()).at(-1) ?? 0;
      await removeRules();
      // Time enough that the hole cannot be taken for an evaluation that was late.
      await waitFor(
        'a hole of several intervals',
        async () => Date.now() - ((await evaluations()).at(-1) ?? 0) > 4 * TIMES.intervalSeconds * 1000 || undefined,
        { deadlineMs: DEADLINE_MS }
      );
      await install();
      await waitForEvaluations(before + 4 * TIMES.intervalSeconds * 1000, 3);
      const all = await evaluations();
      const range = {
        from: (all[0] ?? 0) - TIMES.lateSeconds * 1000,
        to: (all.at(-1) ?? 0) - TIMES.lateSeconds * 1000,
      };
      const { missing } = coverageOf(all, range, TIMES);
      expect(missing).toHaveLength(1);
      const [hole] = missing;
      expect((hole?.to ?? 0) - (hole?.from ?? 0)).toBeGreaterThanOrEqual(3 * TIMES.intervalSeconds * 1000);
      expect(hole?.from).toBeGreaterThanOrEqual(before - TIMES.lateSeconds * 1000 - 100);
    },
    DEADLINE_MS
  );

  it('has its holes, and the time before it began, filled from the logs', async () => {
    const stepSeconds = 9;
    const all = await evaluations();
    // At the end of what an evaluation counted: elsewhere half an interval is on the other side of the range's end.
    const to = (all.at(-1) ?? 0) - TIMES.lateSeconds * 1000;
    // Back to before there were any lines, and before the ruler looked for them.
    const count = Math.ceil((to - began) / 1000 / stepSeconds) + 4;
    const tiles = { from: to - (count - 1) * stepSeconds * 1000, stepSeconds, count };
    const read = recordedRead(NGINX_SIGNALS.statusCodes, contextOf(), { virtualHosts: known, times: TIMES });
    if (!read) {
      throw new Error('requests by status are recorded');
    }
    const rates = (at: number, seconds: number) =>
      askLoki(
        loki.url,
        NGINX_SIGNALS.statusCodes.query(contextOf({ window: `${Math.round(seconds * 1000)}ms` })),
        at / 1000
      );
    const plan = await planRecorded(PROMETHEUS, read, tiles);
    expect(plan.missing.length).toBeGreaterThanOrEqual(2);
    expect(plan.recorded.length).toBeGreaterThanOrEqual(2);
    const series = await readRecorded(PROMETHEUS, read, plan, {
      part: rates,
      steps: async (from, end) => {
        const steps = Math.round((end - from) / 1000 / stepSeconds) + 1;
        const times = Array.from({ length: steps }, (_, step) => from + step * stepSeconds * 1000);
        const found = await Promise.all(times.map((time) => rates(time, stepSeconds)));
        return found.flatMap((samples, step) =>
          samples.map(({ labels, value }) => ({ labels, times: [times[step] ?? 0], values: [value] }))
        );
      },
    });
    expectWithinOnePercent(
      'requests with holes filled',
      sum(series.flatMap(({ values }) => values)) * stepSeconds,
      parsed(requestsBetween(began, to)).length
    );
  });
});
