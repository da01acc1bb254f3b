import { of, throwError, type Observable } from 'rxjs';
import { DOCKER, VECTOR_COMBINED_LOGS } from '../signals/conventions';
import { createDataSource, linkSources, lokiDefinition, prometheusDefinition, testDataSource } from './dataSourceAdmin';

interface Request {
  url: string;
  method: string;
  data?: unknown;
}

const mockFetch = jest.fn<Observable<{ data: unknown }>, [Request]>();
jest.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({ fetch: (request: Request) => mockFetch(request) }),
  isFetchError: (error: unknown) => typeof error === 'object' && error !== null && 'status' in error,
}));

const refused = (status: number, message: string) => throwError(() => ({ status, data: { message } }));

/** Grafana, which answers GET by `known` and takes what is posted. */
function grafana(known: () => Observable<{ data: unknown }>): Request[] {
  const posted: Request[] = [];
  mockFetch.mockImplementation((request) => {
    if (request.method === 'POST') {
      posted.push(request);
      return of({ data: {} });
    }
    return known();
  });
  return posted;
}

const NONE = () => refused(404, 'No correlation found');

describe('a data source that is created', () => {
  it('leads from lines to the container, whatever the label is called', () => {
    const [field] = lokiDefinition('http://loki:3100', DOCKER).jsonData['derivedFields'] as Array<{ url: string }>;
    expect(field?.url).toContain('/place?stream.container=${__value.raw:percentencode}&stream.host=${labels.host');
    const combined = lokiDefinition('http://loki:3100', { ...DOCKER, logs: VECTOR_COMBINED_LOGS });
    expect(JSON.stringify(combined)).toContain('"matcherRegex":"containers"');
  });

  it('is posted to Grafana as it is', async () => {
    const posted = grafana(NONE);
    const made = prometheusDefinition('http://prometheus:9090', DOCKER);
    await createDataSource(made);
    expect(posted).toEqual([expect.objectContaining({ url: '/api/datasources', data: made })]);
  });

  it('links numbers with lines and pages, when Prometheus comes after Loki', async () => {
    const posted = grafana(NONE);
    await linkSources('Prometheus', { conventions: DOCKER, prometheusUid: 'p', lokiUid: 'l' });
    expect(posted.map(({ url }) => url)).toEqual(new Array(2).fill('/api/datasources/uid/p/correlations'));
    expect(posted.map(({ data }) => data)).toEqual([
      expect.objectContaining({
        type: 'query',
        targetUID: 'l',
        config: { field: 'name', target: { expr: '{container=~`/?${name:regex}`}' } },
      }),
      expect.objectContaining({
        type: 'external',
        config: { field: 'name', target: { url: expect.stringContaining('/place?series.instance=${instance:') } },
      }),
    ]);
  });

  it('adds to a Prometheus that was there what a new Loki brings, once', async () => {
    const posted = grafana(NONE);
    await linkSources('Loki', { conventions: DOCKER, prometheusUid: 'p', lokiUid: 'l' });
    expect(posted.map(({ data }) => (data as { type: string }).type)).toEqual(['query']);
    const again = grafana(() => of({ data: [{ label: 'Logs of this container' }] }));
    await linkSources('Loki', { conventions: DOCKER, prometheusUid: 'p', lokiUid: 'l' });
    expect(again).toEqual([]);
  });

  it('says which permission links need', async () => {
    grafana(NONE);
    mockFetch.mockImplementation(({ method }) => (method === 'POST' ? refused(403, 'no') : NONE()));
    await expect(
      linkSources('Prometheus', { conventions: DOCKER, prometheusUid: 'p', lokiUid: undefined })
    ).rejects.toMatchObject({
      title: 'You may not link data sources',
      wayOut: expect.stringContaining('datasources:write'),
    });
  });
});

describe('a test of a data source', () => {
  const source = { uid: 'p', name: 'Prometheus', type: 'prometheus', isDefault: true };
  it('is what Grafana’s own server says', async () => {
    grafana(() => of({ data: { status: 'OK', message: 'Successfully queried' } }));
    expect(await testDataSource(source)).toEqual({ ok: true, message: 'Successfully queried' });
  });
  it('never fails: a server that is away is a result, with what to do', async () => {
    grafana(() => refused(400, 'connection refused'));
    expect(await testDataSource(source)).toEqual({
      ok: false,
      message: expect.stringMatching(/connection refused.*whether Prometheus runs/s),
    });
  });
});
