import { getDataSourceSrv } from '@grafana/runtime';
import { DOCKER } from '../signals/conventions';
import { parseDerivedMetric } from '../signals/derived/derivedMetric';
import { derivedSet } from '../signals/derived/derivedRules';
import { fetchJson } from './fetchJson';
import { ensureFolder } from './alerting/grafanaGroups';
import { grafanaRecordings, grafanaTargetProblem, installInGrafana, pauseInGrafana } from './recordingsInGrafana';

jest.mock('@grafana/runtime', () => ({
  config: {},
  isFetchError: () => false,
  getDataSourceSrv: jest.fn(),
}));
jest.mock('./alerting/grafanaGroups');
jest.mock('./fetchJson');

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const SET = derivedSet(
  parseDerivedMetric({
    ...{ name: 'shop:x', title: 'X', selection: { scope: {}, matchers: [] }, measure: { kind: 'count' }, by: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    times: { intervalSeconds: 60, lateSeconds: 60 },
  }),
  { conventions: DOCKER, levelsFrom: 'lines' }
);

/** The settings of all data sources. */
function dataSources(jsonData: object): void {
  const all = { getInstanceSettings: () => ({ jsonData }) };
  jest.mocked(getDataSourceSrv).mockReturnValue(all as ReturnType<typeof getDataSourceSrv>);
}

const sent = () => jest.mocked(fetchJson).mock.calls.map(([request]) => request);

beforeEach(() => {
  jest.resetAllMocks();
  dataSources({ prometheusType: 'Prometheus' });
  jest.mocked(fetchJson).mockResolvedValue({});
});

test('a set is one group of recording rules, each of which says what it records, and where to', async () => {
  await installInGrafana(PLACES, SET);
  expect(ensureFolder).toHaveBeenCalledWith({ uid: 'quayside-recorded', title: 'Quayside recorded' });
  const [request] = sent();
  expect(request).toMatchObject({
    url: '/api/v1/provisioning/folder/quayside-recorded/rule-groups/quayside-shop%3Ax',
    method: 'PUT',
    data: { interval: 60, folderUid: 'quayside-recorded' },
  });
  const { rules } = request?.data as { rules: object[] };
  expect(rules).toHaveLength(2);
  expect(rules[0]).toMatchObject({
    record: { metric: 'shop:x', from: 'A', target_datasource_uid: 'Prometheus' },
    data: [{ refId: 'A', datasourceUid: 'Loki', model: { queryType: 'instant', expr: SET.rules[0]?.expr } }],
    uid: expect.stringMatching(/^.{1,40}$/),
  });
});

test('a Prometheus that does not say its type is refused before anything is installed', async () => {
  dataSources({});
  expect(grafanaTargetProblem(PLACES.prometheus)).toMatch(/jsonData.prometheusType/);
  await expect(installInGrafana(PLACES, SET)).rejects.toMatchObject({ kind: 'settings' });
  expect(sent()).toEqual([]);
});

test('a pause keeps the rules as they are', async () => {
  const stored = { title: 'g', interval: 60, rules: [{ uid: 'a', record: { metric: 'm' } }] };
  jest.mocked(fetchJson).mockResolvedValue(stored);
  await pauseInGrafana('g', true);
  expect(sent().at(-1)).toMatchObject({
    method: 'PUT',
    data: { ...stored, rules: [{ uid: 'a', record: { metric: 'm' }, isPaused: true }] },
  });
});

test('recording rules on this Loki are found among all, with how they fare', async () => {
  const rule = (uid: string, datasourceUid: string, record?: object) => ({
    labels: { a: 'b' },
    grafana_alert: {
      uid,
      namespace_uid: 'f',
      is_paused: false,
      record,
      data: [{ datasourceUid, model: { expr: 'q' } }],
    },
  });
  const record = { metric: 'm', from: 'A' };
  const rules = [rule('1', 'Loki', record), rule('2', 'Loki'), rule('3', 'Other', record)];
  jest
    .mocked(fetchJson)
    .mockImplementation(({ url }) =>
      Promise.resolve(
        url.startsWith('/api/ruler')
          ? { Folder: [{ name: 'g', interval: '1m', rules }] }
          : { data: { groups: [{ name: 'g', rules: [{ uid: '1', health: 'error', lastError: 'no' }] }] } }
      )
    );
  expect(await grafanaRecordings(PLACES.loki)).toEqual([
    {
      group: { name: 'g', interval: '1m', rules: [{ record: 'm', expr: 'q', labels: { a: 'b' } }] },
      ...{ folder: 'Folder', isOurs: false, isPaused: false },
      states: [expect.objectContaining({ health: 'error', lastError: 'no' })],
    },
  ]);
});

test('where there are no such rules, nothing more is asked', async () => {
  expect(await grafanaRecordings(PLACES.loki)).toEqual([]);
  expect(sent()).toHaveLength(1);
});
