import { of, throwError, type Observable } from 'rxjs';
import { DOCKER } from '../signals/conventions';
import { Problem } from './Problem';
import { changeSettings } from './recordingsSettings';
import { saveFields } from './saveSettings';

interface Request {
  method: string;
  data?: { jsonData: Record<string, unknown>; pinned: boolean };
}

const mockFetch = jest.fn<Observable<{ data: unknown }>, [Request]>();
jest.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({ fetch: (request: Request) => mockFetch(request) }),
  isFetchError: () => false,
}));

/** What Grafana stores, and what was posted to it. */
function grafana(jsonData: Record<string, unknown>) {
  const posted: Array<Record<string, unknown>> = [];
  mockFetch.mockImplementation(({ method, data }) => {
    if (method === 'POST' && data) {
      posted.push(JSON.parse(JSON.stringify(data.jsonData)) as Record<string, unknown>);
    }
    return of({ data: method === 'POST' ? {} : { jsonData, pinned: false } });
  });
  return posted;
}

const PAUSED = [{ name: 'g', interval: '1m', rules: [] }];

describe('storing fields of the settings', () => {
  it('changes them alone: what another tab has stored meanwhile stays, and what nobody can read', async () => {
    const posted = grafana({ pausedRecordings: PAUSED, provisioned: true, later: 1, lokiUid: 'l1' });
    await saveFields({ lokiUid: 'l1' }, { lokiUid: undefined, conventions: DOCKER });
    expect(posted).toEqual([
      { configured: true, pausedRecordings: PAUSED, provisioned: true, later: 1, conventions: DOCKER },
    ]);
  });

  it('does not overwrite what somebody else has changed meanwhile', async () => {
    const posted = grafana({ lokiUid: 'theirs', prometheusUid: 'p' });
    await expect(saveFields({ lokiUid: 'l1' }, { lokiUid: 'mine', prometheusUid: 'p' })).rejects.toMatchObject({
      detail: expect.stringMatching(/lokiUid\. Nothing was stored/),
    });
    expect(posted).toEqual([]);
  });

  it('takes the same in another order for the same', async () => {
    const posted = grafana({ conventions: Object.fromEntries(Object.entries(DOCKER).reverse()) });
    await saveFields({ conventions: DOCKER }, { conventions: { ...DOCKER, hostNames: 'as-is' } });
    expect(posted).toHaveLength(1);
  });

  it('says that it may not', async () => {
    grafana({});
    mockFetch.mockImplementation(({ method }) =>
      method === 'POST' ? throwError(() => new Error('no')) : of({ data: {} })
    );
    await expect(saveFields({}, { lokiUid: 'x' })).rejects.toBeInstanceOf(Problem);
  });
});

describe('changing settings as a whole', () => {
  it('removes what the change leaves out, and keeps what it does not know', async () => {
    const posted = grafana({ lokiUid: 'l', pausedRecordings: PAUSED, later: 1 });
    await changeSettings(({ pausedRecordings: _gone, ...rest }) => rest);
    expect(posted).toEqual([{ configured: true, lokiUid: 'l', later: 1 }]);
  });
});
