import { DOCKER, KUBERNETES } from '../signals/conventions';
import type { AppSettings } from '../grafana/settings';
import { ownSettings } from './ownSettings';

jest.mock('../grafana/dataSources', () => ({
  prometheusDataSources: () => [],
  lokiDataSources: () => [],
  pickDataSource: () => ({ uid: 'usual' }),
}));

const APP: AppSettings = {
  prometheusUid: 'prom-main',
  lokiUid: 'loki-main',
  conventions: DOCKER,
  logBudgetMegabytes: 7,
  locations: [{ name: 'Berlin', prometheusUid: 'prom-berlin', lokiUid: 'loki-berlin', conventions: KUBERNETES }],
};

test.each<[string, Parameters<typeof ownSettings>[1], Partial<AppSettings> & { location?: string }]>([
  ['the main location where nothing is said', {}, { conventions: DOCKER, prometheusUid: 'prom-main' }],
  [
    'a location by its name',
    { location: 'Berlin' },
    { conventions: KUBERNETES, lokiUid: 'loki-berlin', location: 'Berlin' },
  ],
  [
    'a location by its Prometheus',
    { prometheusUid: 'prom-berlin' },
    { conventions: KUBERNETES, lokiUid: 'loki-berlin' },
  ],
  [
    'the main location by its data sources',
    { prometheusUid: 'prom-main' },
    { conventions: DOCKER, lokiUid: 'loki-main' },
  ],
])('has the conventions of %s', (_what, own, expected) => expect(ownSettings(APP, own)).toMatchObject(expected));

test('of data sources that no location has, conventions are found out: those of the main one say nothing of them', () => {
  const found = ownSettings(APP, { prometheusUid: 'prom-other' });
  expect(found.prometheusUid).toBe('prom-other');
  expect(found.conventions).toBeUndefined();
  expect(found.logBudgetMegabytes).toBe(7);
});

test('the usual data source is the main location’s, where its settings name none', () => {
  const { prometheusUid: _uid, ...unnamed } = APP;
  expect(ownSettings(unnamed, { prometheusUid: 'usual' }).conventions).toBe(DOCKER);
});

test('a location that is no more is said', () =>
  expect(() => ownSettings(APP, { location: 'Rome' })).toThrow('There is no location “Rome”'));
