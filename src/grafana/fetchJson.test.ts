import type { BackendSrvRequest } from '@grafana/runtime';
import { of, throwError, type Observable } from 'rxjs';
import { fetchJson } from './fetchJson';

const mockFetch = jest.fn<Observable<unknown>, [BackendSrvRequest]>();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: mockFetch }),
}));

const remove: BackendSrvRequest = { url: '/api/rules', method: 'DELETE' };

describe('what a deletion is answered with', () => {
  test.each([
    ['nothing', '', ''],
    ['JSON', '{"message":"gone"}', { message: 'gone' }],
    ['words', 'group deleted', 'group deleted'],
  ])('may be %s', async (_what, text, read) => {
    mockFetch.mockReturnValue(of({ data: text }));
    expect(await fetchJson(remove)).toEqual(read);
    // Grafana's front end reads nothing as JSON, and fails, unless it is asked for text.
    expect(mockFetch).toHaveBeenLastCalledWith(expect.objectContaining({ responseType: 'text' }));
  });

  test('has its message where it is refused', async () => {
    const response = '{"message":"no such right","statusCode":403}';
    const data = { message: response, error: 'Forbidden', response };
    mockFetch.mockReturnValue(throwError(() => ({ status: 403, data, config: remove })));
    await expect(fetchJson(remove)).rejects.toMatchObject({ status: 403, data: { message: 'no such right' } });
  });

  test('stays as it is where it is refused in words', async () => {
    const data = { message: 'bad gateway', error: 'Bad Gateway', response: 'bad gateway' };
    mockFetch.mockReturnValue(throwError(() => ({ status: 502, data, config: remove })));
    await expect(fetchJson(remove)).rejects.toMatchObject({ status: 502, data });
  });
});

test('all else is read as Grafana reads it', async () => {
  mockFetch.mockReturnValue(of({ data: { a: 1 } }));
  expect(await fetchJson({ url: '/api/rules' })).toEqual({ a: 1 });
  expect(mockFetch).toHaveBeenLastCalledWith(expect.not.objectContaining({ responseType: 'text' }));
});
