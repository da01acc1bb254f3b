import type { DataSourceChoice } from '../grafana/dataSources';
import { logLabels } from '../grafana/loki';
import { queryInstant } from '../grafana/prometheus';
import { chooseSources } from './chooseSources';
import { detectNginx } from './detectNginx';

let mockSources: DataSourceChoice[] = [];
jest.mock('@grafana/runtime', () => ({
  getDataSourceSrv: () => ({
    getList: ({ filter }: { filter: (one: DataSourceChoice) => boolean }) => mockSources.filter(filter),
  }),
}));
jest.mock('../grafana/prometheus', () => ({ queryInstant: jest.fn() }));
jest.mock('../grafana/loki', () => ({ logLabels: jest.fn(), logLabelValues: jest.fn() }));
jest.mock('./detectNginx', () => ({ detectNginx: jest.fn() }));

const source = (type: string, uid: string, isDefault = false): DataSourceChoice => ({
  uid,
  name: uid,
  type,
  isDefault,
});

/** Data sources with how many containers each has; a Loki's are its labels. */
function installed(prometheus: Record<string, number | Error>, loki: Record<string, string[]> = {}) {
  mockSources = [
    ...Object.keys(prometheus).map((uid, index) => source('prometheus', uid, index === 0)),
    ...Object.keys(loki).map((uid, index) => source('loki', uid, index === 0)),
  ];
  jest.mocked(queryInstant).mockImplementation(({ uid }) => {
    const has = prometheus[uid] ?? 0;
    return has instanceof Error ? Promise.reject(has) : Promise.resolve(has > 0 ? [{ labels: {}, value: has }] : []);
  });
  jest.mocked(logLabels).mockImplementation(({ uid }) => Promise.resolve(loki[uid] ?? []));
  jest.mocked(detectNginx).mockResolvedValue([]);
}

beforeEach(() => jest.clearAllMocks());

describe('among several data sources', () => {
  it('the one that has containers is taken, the richest of those', async () => {
    installed({ empty: 0, some: 3, most: 40, away: new Error('no route') });
    const { prometheus } = await chooseSources({});
    expect(prometheus).toEqual({
      source: expect.objectContaining({ uid: 'most' }),
      why: 'It has metrics of containers, which empty has not',
    });
  });

  it('the default one is taken where it has containers, and no other is asked', async () => {
    installed({ usual: 2, other: 40 });
    expect((await chooseSources({})).prometheus.source?.uid).toBe('usual');
    expect(queryInstant).toHaveBeenCalledTimes(1);
  });

  it('none that has any is said', async () => {
    installed({ a: 0, b: 0 });
    expect((await chooseSources({})).prometheus).toMatchObject({
      source: { uid: 'a' },
      why: expect.stringMatching(/None of 2 has metrics of containers/),
    });
  });

  it('the one that is named is taken unasked, and so is the only one', async () => {
    installed({ a: 0, b: 9 }, { l: ['app'] });
    const { prometheus, loki } = await chooseSources({ prometheusUid: 'a' });
    expect([prometheus, loki]).toEqual([
      { source: expect.objectContaining({ uid: 'a' }) },
      { source: expect.objectContaining({ uid: 'l' }) },
    ]);
    expect(queryInstant).not.toHaveBeenCalled();
  });

  it('a Loki with streams of containers is taken, or else one with access logs', async () => {
    installed({}, { audit: ['app'], containers: ['container', 'host'] });
    expect((await chooseSources({})).loki.source?.uid).toBe('containers');
    installed({}, { audit: ['app'], edge: ['job'] });
    jest.mocked(detectNginx).mockImplementation(({ uid }) =>
      // What was detected does not matter here, only that something was.
      Promise.resolve(uid === 'edge' ? new Array(1) : [])
    );
    expect((await chooseSources({})).loki).toMatchObject({
      source: { uid: 'edge' },
      why: expect.stringMatching(/access logs of NGINX/),
    });
  });
});

it('a location has only what it names', async () => {
  installed({ usual: 3 }, { central: ['container'] });
  const { prometheus, loki } = await chooseSources({ location: 'Oslo', prometheusUid: 'usual' });
  expect(prometheus.source?.uid).toBe('usual');
  expect(loki).toEqual({ source: undefined });
});
