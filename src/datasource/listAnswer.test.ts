import { Problem } from '../grafana/Problem';
import type { Sample } from '../grafana/prometheus';
import { DOCKER } from '../signals/conventions';
import { fieldLabel } from '../signals/nginx/fields';
import { NGINX_LISTS } from '../signals/nginx/lists';
import { accessLog, JSON_FORMAT } from '../signals/nginx/test-support/contexts';
import { EVERYTHING } from '../signals/scope';
import { listAnswer } from './listAnswer';

const mockQuery = jest.fn<Promise<Sample[]>, [unknown, string, number]>();
jest.mock('../grafana/loki', () => ({
  queryLogInstant: (source: unknown, expr: string, time: number) => mockQuery(source, expr, time),
}));

const question = {
  query: { refId: 'A' },
  list: NGINX_LISTS.clients,
  conventions: { ...DOCKER, nginx: { access: accessLog(JSON_FORMAT) } },
  read: { scope: EVERYTHING, virtualHosts: [], unreadable: [] },
  range: { from: 0, to: 3600_000 },
  source: { uid: 'l', name: 'Loki', type: 'loki' as const, isDefault: true },
};
const FOUND: Sample[] = [{ labels: { [fieldLabel('client')]: '10.0.0.1' }, value: 7 }];
const tooMany = new Problem('limit', 'Too many', 'maximum of series (500) reached', 'Ask for less');
const refused = new Problem('refused', 'Refused', 'unknown function approx_topk', 'Ask another');

/** The counts' column, and what is said of the whole. */
async function answer() {
  const { fields, meta } = await listAnswer(question);
  const counts = fields.at(-1);
  return { title: counts?.config.displayName, counts: counts?.values, notices: meta?.notices?.map(({ text }) => text) };
}

beforeEach(() => mockQuery.mockReset());

test('counts are of the whole range where Loki counts it', async () => {
  mockQuery.mockResolvedValue(FOUND);
  expect(await answer()).toEqual({ title: 'Requests', counts: [7], notices: undefined });
});

test('counts of less than the range say so above them', async () => {
  mockQuery.mockRejectedValueOnce(tooMany).mockRejectedValueOnce(refused).mockResolvedValueOnce(FOUND);
  const { title, notices } = await answer();
  expect(title).toBe('Requests, last 10m');
  expect(notices).toEqual([
    'Only the last 10m of the range: over all of it there are more values than Loki counts in one query.',
  ]);
  expect(mockQuery.mock.lastCall?.[1]).toContain('[10m]');
});

test('counts that Loki estimates say so above them', async () => {
  mockQuery.mockRejectedValueOnce(tooMany).mockResolvedValueOnce(FOUND);
  expect(await answer()).toMatchObject({
    title: 'Requests, estimated',
    notices: ['Counts are estimates of Loki’s (approx_topk).'],
  });
});

test('what cannot be counted at all is a problem, and no empty list', async () => {
  mockQuery.mockRejectedValue(tooMany);
  await expect(answer()).rejects.toMatchObject({ kind: 'limit', title: expect.stringContaining('too many') as string });
});
