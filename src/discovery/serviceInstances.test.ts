import { DOCKER } from '../signals/conventions';
import { EVERYTHING } from '../signals/scope';
import { findInstances } from './serviceInstances';

const mockAsked: Array<{ expr: string; seconds?: number }> = [];
const TARGET = { instance: 'chat:3200', job: 'chat' };

jest.mock('../grafana/prometheus', () => ({
  queryInstant: (_source: unknown, expr: string) => {
    mockAsked.push({ expr });
    return Promise.resolve(expr.startsWith('up') ? [{ labels: TARGET, value: 0 }] : []);
  },
  querySamples: (_source: unknown, expr: string, time: number, seconds: number) => {
    mockAsked.push({ expr, seconds });
    return Promise.resolve([{ labels: TARGET, times: [time - 9000, time - 4000, time], values: [1, 1, 0] }]);
  },
}));
jest.mock('../grafana/seriesLabels', () => ({ seriesLabels: () => Promise.resolve([TARGET]) }));

const TO = 1_800_000_010_000;
const source = { uid: 'p', name: 'Prometheus', type: 'prometheus' as const, isDefault: true };
const find = (seconds: number) =>
  findInstances(source, { conventions: DOCKER, scope: EVERYTHING, window: '5m', range: '1h', job: 'chat' }, 'chat', {
    from: TO - seconds * 1000,
    to: TO,
  });
/** The steps of the looks for the last answer. */
const looks = () => mockAsked.flatMap(({ expr }) => /time\(\)\)\[(\w+:\w+)\]/.exec(expr)?.[1] ?? []);

beforeEach(() => (mockAsked.length = 0));

test('an application that answered after the last step of the range has its last answer', async () => {
  const { instances } = await find(900);
  expect(instances).toMatchObject([{ instance: 'chat:3200', up: false, lastAnswer: TO - 4000 }]);
  expect(looks()).toEqual(['15m:15s']);
});

test('of a long range what is after its last step is looked at in fine steps, and few samples are read', async () => {
  await find(30 * 86_400);
  expect(looks()).toEqual(['30d:2592s', expect.stringMatching(/^\d+\w:15s$/)]);
  const [read] = mockAsked.filter(({ seconds }) => seconds !== undefined);
  expect(read?.seconds).toBeLessThan(15);
});
