import type { NginxRecordings } from '../../grafana/recordingsOfNginx';
import { nearlyWhole, setOf } from '../../grafana/recordingsFound';
import type { RecordedPlan } from '../../grafana/recordedSteps';
import { DOCKER, type Conventions } from '../../signals/conventions';
import type { Filter } from '../../signals/nginx/filters';
import { SET_LABEL } from '../../signals/recorded/labels';
import { chartSources } from './chartSources';

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
          bytes: 'bytes',
          requestTime: 'time',
          upstreamTime: 'upstream',
        },
      },
      labels: {},
    },
  },
};
const MINUTE = 60_000;
/** An hour from 0, of which the minutes before `from` were not recorded. */
const planFrom = (from: number): RecordedPlan => ({
  tiles: { from: MINUTE, stepSeconds: 60, count: 60 },
  recorded: [{ from: from * MINUTE, to: 60 * MINUTE }],
  missing: from === 0 ? [] : [{ from: 0, to: from * MINUTE }],
  parts: [],
});

/** Recordings of these sets, each from a minute on. */
const recorded = (sets: Record<string, number>, named: readonly string[] = ['a.example']): NginxRecordings => ({
  source: { uid: 'p', name: 'P', type: 'prometheus', isDefault: true },
  heartbeats: Object.keys(sets).map((set) => ({ [SET_LABEL]: set })),
  virtualHosts: ['a.example', 'gone.example'],
  plan: (read) => {
    const from = sets[setOf(read)];
    const hosts = read.heartbeat.matchers.slice(2).map(({ value }) => value);
    const isNamed = hosts.every((one) => named.some((name) => new RegExp(`^(?:${one})$`).test(name)));
    return Promise.resolve(from === undefined || !isNamed ? undefined : planFrom(from));
  },
});

async function sourcesOf(exact: NginxRecordings | undefined, filters: Filter[] = [], most = 1) {
  const context = { conventions, scope: {}, window: '5m', range: '1h', filters };
  const found = await chartSources(context, { exact, within: exact && nearlyWhole(exact, most) });
  return Object.fromEntries(found.map(({ id, source }) => [id, source]));
}
const WHOLE = { since: undefined, stopped: undefined, holes: [] };
const TRAFFIC = { 'nginx-traffic': 0 };

test('nothing is told where nothing is recorded', async () => expect(await sourcesOf(undefined)).toEqual({}));

test('each set tells of itself: what is not installed is not claimed', async () =>
  expect(await sourcesOf(recorded({ ...TRAFFIC, 'nginx-request-time': 30 }))).toEqual({
    requests: WHOLE,
    bytes: WHOLE,
    causes: WHOLE,
    requestTimes: { ...WHOLE, since: 30 * MINUTE },
    upstreamTimes: 'unrecorded',
  }));

test('a filter leaves what is recorded by it', async () =>
  expect(
    await sourcesOf(recorded({ ...TRAFFIC, 'nginx-request-time': 0 }), [
      { dimension: 'status', op: 'is', value: '500' },
    ])
  ).toMatchObject({ requests: WHOLE, requestTimes: 'unasked', upstreamTimes: 'unrecorded', causes: WHOLE }));

test('a virtual host that was not recorded by name in this range is not claimed', async () =>
  expect(
    await sourcesOf(recorded(TRAFFIC), [{ dimension: 'virtualHost', op: 'is', value: 'gone.example' }])
  ).toMatchObject({ requests: 'unasked', causes: 'unasked' }));

test('holes above the budget are told of what is measured on parts', async () =>
  expect(await sourcesOf(recorded({ 'nginx-traffic': 30, 'nginx-request-time': 0 }), [], 0.1)).toMatchObject({
    requests: { since: 30 * MINUTE },
    bytes: 'holes',
    requestTimes: WHOLE,
  }));
