import { DOCKER, KUBERNETES } from '../signals/conventions';
import type { SourceSettings } from '../grafana/dataSources';
import { settingsSeen } from './settingsSeen';

jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual('@grafana/runtime'),
  getDataSourceSrv: () => ({ getList: () => [] }),
}));

const app = {
  ...{ prometheusUid: 'p', lokiUid: 'l', conventions: DOCKER },
  locations: [{ name: 'paris', prometheusUid: 'pp', lokiUid: 'pl', conventions: KUBERNETES }, { name: 'oslo' }],
};
const prometheus = (uid: string): SourceSettings => ({ uid, type: 'prometheus', jsonData: {} });
const loki = (uid: string): SourceSettings => ({ uid, type: 'loki', jsonData: {} });
const signals = (jsonData = {}): SourceSettings => ({ uid: 's', type: 'quayside-signals-datasource', jsonData });

test.each<[string, SourceSettings[], string | undefined]>([
  ['nothing', [], undefined],
  ['the main Prometheus', [prometheus('p')], undefined],
  ['the main Loki', [loki('l')], undefined],
  ['the Prometheus of a location', [prometheus('pp')], 'paris'],
  ['the Loki of a location', [loki('pl')], 'paris'],
  ['both of a location', [prometheus('pp'), loki('pl')], 'paris'],
  ['those of two places', [prometheus('p'), loki('pl')], undefined],
  ['something else beside', [{ uid: '__expr__', type: '__expr__', jsonData: {} }, prometheus('pp')], 'paris'],
  ['the bundled data source', [signals()], undefined],
  ['the bundled data source of a location', [signals({ location: 'oslo' })], 'oslo'],
  ['the bundled data source on the servers of a location', [signals({ prometheusUid: 'pp' })], 'paris'],
  ['the bundled data source of a location that is gone', [signals({ location: 'rome' })], undefined],
])('%s', (_what, sources, location) => expect(settingsSeen(app, sources).location).toBe(location));

test('labels are read as they are at the location, and as nothing is known of them elsewhere', () => {
  expect(settingsSeen(app, [prometheus('pp')]).conventions).toBe(KUBERNETES);
  expect(settingsSeen(app, [prometheus('p')]).conventions).toBe(DOCKER);
  const foreign = settingsSeen(app, [prometheus('foreign')]);
  expect(foreign).toMatchObject({ prometheusUid: 'foreign' });
  expect(foreign.conventions).toBeUndefined();
});
