import { z } from 'zod';
import { waitFor } from '../../stack/native/waitFor';
import { removeRecordingGroup, writeRecordingGroup } from '../../src/grafana/alerting/recordingGroups';
import { loadAppSettings } from '../../src/grafana/appSettings';
import { loadRecordings, type Recording } from '../../src/grafana/recordings';
import {
  pauseRecording,
  removeRecording,
  resumeRecording,
  saveDerivedMetric,
} from '../../src/grafana/recordingsChange';
import { probeRemoteWrite } from '../../src/grafana/recordingsInstall';
import { nameTaken } from '../../src/grafana/recordingsNames';
import { DOCKER } from '../../src/signals/conventions';
import { derivedReading } from '../../src/signals/derived/derivedReading';
import { DERIVED_LINES, derivedHeartbeat, derivedSet, MOST_SERIES } from '../../src/signals/derived/derivedRules';
import { parseDerivedMetric, type DerivedMetric } from '../../src/signals/derived/derivedMetric';
import { heartbeatSelector } from '../../src/signals/recorded/heartbeat';
import { recordingGroup } from '../../src/signals/recorded/recordingGroup';
import { askPrometheus } from './support/ask';
import { connectBoth, LOKI, PROMETHEUS } from './support/derivedRuntime';
import { pushLines, type TimedLine } from './support/pushLines';
import { startLoki, startReceiver, type Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/derivedRuntime'));

const TIMES = { intervalSeconds: 10, lateSeconds: 10 };
/** Lines reach Loki up to so long after their time. */
const UNDER_WAY_MS = 6000;
const DEADLINE_MS = 240_000;
/** Evaluations of each metric that are compared. */
const EVALUATIONS = 4;
const places = { loki: LOKI, prometheus: PROMETHEUS };
const context = { conventions: DOCKER, levelsFrom: 'lines' } as const;

interface Order {
  at: number;
  status: string;
  ms: number;
  user: string;
}

const began = Date.now();
const PER_SECOND = 20;
/** Ids that a client invents each second. An evaluation may see no more than one second of them, and has too many then. */
const IDS = MOST_SERIES + 200;

/** Orders between two times; the first is not part of it. Each number is odd against the others. */
function ordersBetween(from: number, to: number): Order[] {
  const step = 1000 / PER_SECOND;
  const out: Order[] = [];
  for (let n = Math.floor(from / step) + 1; n * step <= to; n++) {
    const status = ['200', '200', '200', '404', '500'][n % 5] ?? '';
    out.push({ at: n * step, status, ms: ((n * 37) % 997) + 1, user: `u${n % 17}` });
  }
  return out;
}

const text = ({ status, ms, user }: Order) => JSON.stringify({ status, ms, wait: `${ms}ms`, user });

let loki: Server;
let prometheus: Server;
let isPushing = true;
let pushes: Promise<void> = Promise.resolve();

/** Pushes each line when it has been under way for its time. Beside them a client invents ids. */
async function pushLive(): Promise<void> {
  let next = began - 1000;
  let nextIds = began;
  while (isPushing) {
    const now = Date.now();
    const late = ({ ms }: Order) => (ms * 379) % UNDER_WAY_MS;
    const due = ordersBetween(next - UNDER_WAY_MS, now).filter((order) => {
      const arrives = order.at + late(order);
      return order.at > began && arrives > next && arrives <= now;
    });
    const lines = due.map((order): TimedLine => [order.at, text(order)]);
    if (lines.length > 0) {
      await pushLines(loki.url, { host: 'web-1', container: 'shop', app: 'orders' }, lines);
    }
    if (now >= nextIds) {
      const ids = Array.from({ length: IDS }, (_, index): TimedLine => [
        now,
        JSON.stringify({ id: `${now}-${index}` }),
      ]);
      await pushLines(loki.url, { host: 'web-1', container: 'scraped', app: 'scraped' }, ids);
      nextIds = now + 1000;
    }
    next = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function metric(name: string, more: Partial<DerivedMetric> & { app?: string } = {}): DerivedMetric {
  const { app = 'orders', ...rest } = more;
  return parseDerivedMetric({
    ...{ name, title: name, measure: { kind: 'count' }, by: [], times: TIMES },
    selection: { scope: {}, matchers: [{ label: 'app', op: '=', value: app }] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    ...rest,
  });
}

const status = { field: { from: 'json', name: 'status' }, as: 'status', only: ['200'] } as const;
const json = (name: string) => ({ from: 'json', name }) as const;
const METRICS = {
  count: metric('shop:orders', { by: [{ ...status, only: [...status.only] }] }),
  bytes: metric('shop:bytes', { measure: { kind: 'bytes' } }),
  average: metric('shop:took', { measure: { kind: 'average', field: json('ms'), written: 'number' } }),
  distribution: metric('shop:wait', {
    measure: { kind: 'distribution', field: json('wait'), written: 'duration', bounds: [0.1, 0.5, 1] },
  }),
  distinct: metric('shop:users', { measure: { kind: 'distinct', field: json('user') } }),
  rate: metric('shop:bursts', { measure: { kind: 'rate' }, app: 'burst' }),
  flood: metric('shop:flood', { by: [{ field: json('id'), as: 'id' }], app: 'scraped' }),
} as const;

const save = (one: DerivedMetric, isTried = false) =>
  saveDerivedMetric(
    places,
    { metric: one, set: derivedSet(one, context), was: undefined, isTried, evaluator: 'loki' },
    () => undefined
  );

const matrix = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) })
    ),
  }),
});

/** Every sample of a selector, oldest first; times are Unix milliseconds. */
async function samples(selector: string) {
  const query = new URLSearchParams({ query: `${selector}[1h]` });
  const response = await fetch(`${prometheus.url}/api/v1/query?${query}`);
  return matrix
    .parse(await response.json())
    .data.result.flatMap(({ metric: labels, values }) =>
      values.map(([time, value]) => ({ labels, time: Math.round(time * 1000), value: Number(value) }))
    );
}

const evaluations = async ({ name }: DerivedMetric) =>
  (await samples(heartbeatSelector(derivedHeartbeat(name)))).map(({ time }) => time).sort((a, b) => a - b);

/** Evaluations that counted lines of a time when all were pushed. */
async function whole(one: DerivedMetric): Promise<number[]> {
  const behind = (TIMES.lateSeconds + TIMES.intervalSeconds) * 1000;
  return (await evaluations(one)).filter((time) => time - behind > began).slice(0, EVALUATIONS);
}

/** Recorded values at the compared evaluations, each with the orders that it should tell of. */
async function compared(one: DerivedMetric, record: string, labels: Record<string, string> = {}) {
  const times = await whole(one);
  const all = await samples(record);
  return times.map((time) => {
    const found = all.filter(
      (sample) =>
        sample.time === time && Object.entries(labels).every(([label, value]) => sample.labels[label] === value)
    );
    const to = time - TIMES.lateSeconds * 1000;
    return {
      recorded: found.reduce((sum, { value }) => sum + value, 0),
      orders: ordersBetween(to - TIMES.intervalSeconds * 1000, to),
    };
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

async function expectAgreement(
  one: DerivedMetric,
  record: string,
  truth: (orders: readonly Order[]) => number,
  labels?: Record<string, string>
): Promise<void> {
  const all = await compared(one, record, labels);
  expect(all).toHaveLength(EVALUATIONS);
  const recorded = sum(all.map((each) => each.recorded));
  const expected = sum(all.map(({ orders }) => truth(orders)));
  process.stdout.write(`recorded ${record}${JSON.stringify(labels ?? {})}: ${recorded} of ${expected}\n`);
  expect(expected).toBeGreaterThan(0);
  expect(Math.abs(recorded - expected) / expected).toBeLessThan(0.01);
}

const BURST = 40;
let burstAt = 0;

const recordings = async (): Promise<Recording[]> => {
  const { pausedRecordings = [] } = await loadAppSettings();
  const asked = { paused: pausedRecordings, heartbeats: [DERIVED_LINES], now: Date.now(), mayWrite: true };
  const found = await loadRecordings(places, asked);
  expect(found.problems).toEqual([]);
  return found.recordings;
};
const recordingOf = async ({ name }: DerivedMetric) => (await recordings()).find(({ facts }) => facts.set === name);

beforeAll(async () => {
  prometheus = await startReceiver();
  const others = new Map([['prometheus:9090', Number(new URL(prometheus.url).port)]]);
  loki = await startLoki({ others, args: ['-ruler.poll-interval=1s'] });
  connectBoth(prometheus.url, loki.url);
  pushes = pushLive();
  const { count, ...rest } = METRICS;
  // The first one tries remote write, as the page does.
  await save(count, true);
  for (const one of Object.values(rest)) {
    await save(one);
  }
  burstAt = Date.now() + TIMES.intervalSeconds * 2000;
  const burst = Array.from({ length: BURST }, (): TimedLine => [burstAt, 'burst']);
  await pushLines(loki.url, { host: 'web-1', container: 'burst', app: 'burst' }, burst);
  await waitFor(
    'enough evaluations of each metric',
    async () => {
      const counts = await Promise.all(Object.values(METRICS).map(async (one) => (await whole(one)).length));
      const after = (await evaluations(METRICS.rate)).filter((time) => time > burstAt + 40_000).length;
      return (counts.every((found) => found >= EVALUATIONS) && after > 0) || undefined;
    },
    { deadlineMs: DEADLINE_MS }
  );
}, DEADLINE_MS * 2);

afterAll(async () => {
  isPushing = false;
  await pushes;
  await Promise.all([loki?.stop(), prometheus?.stop()]);
});

describe('what a ruler recorded of lines that were under way for seconds', () => {
  it('counts lines by a field of which one value is named', async () => {
    const of = (name: string) => (orders: readonly Order[]) =>
      orders.filter((order) => (order.status === '200') === (name === '200')).length;
    await expectAgreement(METRICS.count, 'shop:orders', of('200'), { status: '200' });
    await expectAgreement(METRICS.count, 'shop:orders', of('other'), { status: 'other' });
  });

  it('adds up bytes', () =>
    expectAgreement(METRICS.bytes, 'shop:bytes', (orders) => sum(orders.map((order) => text(order).length))));

  it('averages by sum and count', async () => {
    await expectAgreement(METRICS.average, 'shop:took_sum', (orders) => sum(orders.map(({ ms }) => ms)));
    await expectAgreement(METRICS.average, 'shop:took_count', (orders) => orders.length);
  });

  it('distributes values over buckets, from which p95 comes to the width of one', async () => {
    for (const [le, bound] of [
      ['0.1', 100],
      ['0.5', 500],
      ['+Inf', Infinity],
    ] as const) {
      const under = (orders: readonly Order[]) => orders.filter(({ ms }) => ms <= bound).length;
      await expectAgreement(METRICS.distribution, 'shop:wait_bucket', under, { le });
    }
    const at = ((await whole(METRICS.distribution)).at(-1) ?? 0) / 1000;
    const [p95] = await askPrometheus(prometheus.url, derivedReading(METRICS.distribution, '40s'), at);
    expect(p95?.value).toBeGreaterThan(0.5);
    expect(p95?.value).toBeLessThanOrEqual(1);
  });

  it('counts different values', async () => {
    const all = await compared(METRICS.distinct, 'shop:users');
    expect(all.map(({ recorded }) => recorded)).toEqual(
      all.map(({ orders }) => new Set(orders.map((o) => o.user)).size)
    );
  });

  it('tells a rate over silent intervals too', async () => {
    const times = await evaluations(METRICS.rate);
    const index = times.findIndex((time) => time - TIMES.lateSeconds * 1000 >= burstAt);
    const at = times[index + 2] ?? NaN;
    // Five evaluations, and only one of them saw lines.
    const [found] = await askPrometheus(prometheus.url, derivedReading(METRICS.rate, '49s'), at / 1000 + 1);
    expect(found?.value).toBeCloseTo(BURST / (5 * TIMES.intervalSeconds), 5);
  });
});

describe('the page', () => {
  it('finds each recording healthy, with its own series', async () => {
    const found = await recordings();
    const told = found.map(({ facts, health, series }) => [facts.set, health, series]);
    // Each with a heartbeat; of the rate nothing is left to see by now.
    expect(told).toEqual(
      expect.arrayContaining([
        ['shop:orders', 'recording', 3],
        ['shop:bytes', 'recording', 2],
        ['shop:took', 'recording', 3],
        ['shop:wait', 'recording', 6],
        ['shop:users', 'recording', 2],
      ])
    );
    expect(found).toHaveLength(Object.keys(METRICS).length);
    // A rule is evaluated for the last whole interval.
    const earliest = began - TIMES.intervalSeconds * 1000;
    const odd = found.filter(({ since }) => since === undefined || since < earliest);
    expect(odd.map(({ facts, since }) => [facts.set, since])).toEqual([]);
  });

  it('says by Loki’s own words that more values came than a rule may make', async () => {
    const flood = await recordingOf(METRICS.flood);
    expect(flood?.health).toBe('failing');
    expect(flood?.lastError).toMatch(/limit|maximum/);
    expect(await samples('shop:flood')).toEqual([]);
  });

  it('keeps a paused recording, and resumes it', async () => {
    const group = recordingGroup(derivedSet(METRICS.bytes, context));
    await pauseRecording(LOKI, group);
    expect((await recordingOf(METRICS.bytes))?.health).toBe('paused');
    await resumeRecording(LOKI, group);
    expect((await recordingOf(METRICS.bytes))?.health).not.toBe('paused');
    expect((await loadAppSettings()).pausedRecordings).toEqual([]);
  });

  it('tells recordings whose rules are not here, and those of others', async () => {
    const { name } = recordingGroup(derivedSet(METRICS.distinct, context));
    await removeRecordingGroup(LOKI, name);
    expect(await recordingOf(METRICS.distinct)).toMatchObject({ health: 'elsewhere', group: undefined });
    const response = await fetch(`${loki.url}/loki/api/v1/rules/theirs`, {
      method: 'POST',
      body: JSON.stringify({
        name: 'their-group',
        interval: '2s',
        rules: [{ record: 'their:lines', expr: 'sum(count_over_time({app="orders"}[10s]))' }],
      }),
    });
    expect(response.ok).toBe(true);
    const theirs = await waitFor(
      'the rules of others to be recorded',
      async () =>
        (await recordings()).find(({ facts, health }) => facts.set === 'their-group' && health === 'recording'),
      { deadlineMs: DEADLINE_MS }
    );
    expect(theirs).toMatchObject({ owner: { kind: 'ruler' }, series: 1 });
  });

  it('removes a trial that a closed page left behind', async () => {
    const left = {
      name: `quayside-trial-${began - 3600_000}`,
      interval: '10s',
      rules: [{ record: 'quayside:probe', expr: 'vector(1)', labels: {} }],
    };
    await writeRecordingGroup(LOKI, left);
    expect((await recordings()).map(({ group }) => group?.name)).not.toContain(left.name);
    const rules = await (await fetch(`${loki.url}/loki/api/v1/rules`)).text();
    expect(rules).not.toContain(left.name);
  });

  it('knows which names are taken', async () => {
    expect(await nameTaken(places, METRICS.count)).toMatch(/is the name of “shop:orders”/);
    expect(await nameTaken(places, metric('shop:wait_sum'))).toMatch(/series called shop:wait_sum already/);
    expect(await nameTaken(places, metric('shop:new'))).toBeUndefined();
    // What was removed may be made anew.
    const { name } = recordingGroup(derivedSet(METRICS.bytes, context));
    await removeRecording(LOKI, { group: name, set: 'shop:bytes', evaluator: 'loki' });
    expect(await nameTaken(places, METRICS.bytes)).toBeUndefined();
  });
});

it('says what to configure where a ruler writes to no Prometheus', async () => {
  const alone = await startLoki({ args: ['-ruler.poll-interval=1s', '-ruler.remote-write.enabled=false'] });
  try {
    connectBoth(prometheus.url, alone.url);
    await expect(probeRemoteWrite(places, () => undefined, undefined, 15_000)).rejects.toMatchObject({
      title: 'What Loki’s ruler records does not reach Prometheus',
      wayOut: expect.stringContaining('ruler.remote_write'),
    });
    expect(await (await fetch(`${alone.url}/loki/api/v1/rules`)).text()).not.toContain('quayside-trial');
  } finally {
    await alone.stop();
  }
}, 120_000);
