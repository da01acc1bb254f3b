import { of, throwError } from 'rxjs';
import { logVolumeOf } from './lokiCost';

const fetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: (request: { url: string }) => fetch(request.url) }),
}));

const LOKI = { uid: 'logs', name: 'Logs', type: 'loki', isDefault: true };
const HIDDEN = {
  status: 500,
  data: { message: 'An error occurred within the plugin', messageId: 'plugin.requestFailureError' },
};
const queryFailed = (error: string, status: number) => ({
  status: 400,
  data: { results: { A: { error, status } } },
});

const fails = (index: unknown, query?: unknown) =>
  fetch.mockImplementation((url: string) =>
    url.includes('/resources/')
      ? throwError(() => index)
      : query
        ? throwError(() => query)
        : of({ data: { results: { A: { frames: [] } } } })
  );

const asked = () => logVolumeOf(LOKI, '{job="nginx"}', { from: 0, to: 1000 });

afterEach(() => fetch.mockReset());

test.each([
  ['was not there', queryFailed('dial tcp 10.0.0.9:3100: connect: connection refused', 500), 'unreachable', /refused/],
  ['failed', queryFailed('internal error', 500), 'unexpected', /internal error/],
  ['was too slow', queryFailed('context deadline exceeded', 504), 'timeout', /deadline/],
  ['had too much to do', queryFailed('too many outstanding requests', 429), 'busy', /outstanding/],
])('of a Loki that %s, the cause is told that Grafana hides', async (_what, query, kind, detail) => {
  fails(HIDDEN, query);
  await expect(asked()).rejects.toMatchObject({ kind, detail: expect.stringMatching(detail) });
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('where queries are answered, it is said that the index is not', async () => {
  fails(HIDDEN);
  await expect(asked()).rejects.toMatchObject({ kind: 'unexpected', title: expect.stringContaining('index') });
});

test('a cause that is told is not asked for', async () => {
  fails({ status: 429, data: { message: 'too many outstanding requests' } });
  await expect(asked()).rejects.toMatchObject({ kind: 'busy' });
  expect(fetch).toHaveBeenCalledTimes(1);
});
