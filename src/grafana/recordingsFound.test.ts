import { DOCKER, type Conventions } from '../signals/conventions';
import { NGINX_SIGNALS } from '../signals/nginx/signals';
import { HOSTS_LABEL, SET_LABEL } from '../signals/recorded/labels';
import { recordedRead } from '../signals/recorded/nginxReads';
import { nginxHeartbeats } from '../signals/recorded/nginxRecorded';
import { queryInstant } from './prometheus';
import { planRecorded, type RecordedPlan } from './recordedSteps';
import { findRecordings, nearlyWhole, planOf } from './recordingsFound';
import { findNginxRecordings } from './recordingsOfNginx';

jest.mock('./prometheus');
jest.mock('./recordedSteps');

const SOURCE = { uid: 'p', name: 'P', type: 'prometheus', isDefault: true };
const TILES = { from: 600_000, stepSeconds: 600, count: 10 };
const conventions: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: [{ label: 'container', op: '=', value: 'edge' }],
      format: { kind: 'json', fields: { status: 'status', virtualHost: 'host' } },
      labels: {},
    },
  },
};
/** All of the range but its last tenth. */
const PLAN: RecordedPlan = {
  tiles: TILES,
  recorded: [{ from: 0, to: 5_400_000 }],
  missing: [{ from: 5_400_000, to: 6_000_000 }],
  parts: [],
};
const read = (value?: string) => {
  const filters = value === undefined ? [] : [{ dimension: 'virtualHost' as const, op: 'is' as const, value }];
  const context = { conventions, scope: {}, window: '5m', range: '1h', filters };
  const found = recordedRead(NGINX_SIGNALS.requests, context, { virtualHosts: ['a.example', 'b.example'] });
  if (!found) {
    throw new Error('requests are recorded');
  }
  return found;
};

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(queryInstant).mockResolvedValue([
    { labels: { [SET_LABEL]: 'nginx-traffic', [HOSTS_LABEL]: 'a.example' }, value: 50 },
    { labels: { [SET_LABEL]: 'nginx-traffic', [HOSTS_LABEL]: 'a.example b.example' }, value: 50 },
  ]);
  jest.mocked(planRecorded).mockResolvedValue(PLAN);
});

test('knows the virtual hosts that were recorded by name at some time', async () =>
  expect(await findNginxRecordings(SOURCE, conventions, TILES)).toMatchObject({
    virtualHosts: ['a.example', 'b.example'],
  }));

test('is nothing where nothing was recorded, and asks nothing where steps are finer than what is recorded', async () => {
  jest.mocked(queryInstant).mockResolvedValue([]);
  expect(await findRecordings(SOURCE, nginxHeartbeats(conventions), TILES)).toBeUndefined();
  jest.mocked(queryInstant).mockClear();
  expect(await findRecordings(SOURCE, nginxHeartbeats(conventions), { ...TILES, stepSeconds: 30 })).toBeUndefined();
  expect(queryInstant).not.toHaveBeenCalled();
});

test('plans each set once for all who read it, and a virtual host by itself', async () => {
  const found = await findNginxRecordings(SOURCE, conventions, TILES);
  if (!found) {
    throw new Error('something is recorded');
  }
  await Promise.all([planOf(found, read()), planOf(found, read()), planOf(found, read('b.example'))]);
  expect(jest.mocked(planRecorded).mock.calls.map(([, { heartbeat }]) => heartbeat.matchers.length)).toEqual([2, 3]);
});

test('has no plan for a set that was not recorded', async () => {
  const found = await findNginxRecordings(SOURCE, conventions, TILES);
  const other = {
    ...read(),
    heartbeat: { metric: 'h', matchers: [{ label: SET_LABEL, op: '=' as const, value: 'x' }] },
  };
  expect(found && (await planOf(found, other))).toBeUndefined();
  expect(planRecorded).not.toHaveBeenCalled();
});

test('leaves out what has holes that hold more than may be read', async () => {
  const found = await findNginxRecordings(SOURCE, conventions, TILES);
  if (!found) {
    throw new Error('something is recorded');
  }
  expect(await planOf(nearlyWhole(found, 0.11), read())).toBe(PLAN);
  expect(await planOf(nearlyWhole(found, 0.09), read())).toBeUndefined();
});
