import { alertmanagerOf } from './alertmanagerOf';
import { GRAFANA_ALERTMANAGER } from './alertmanagers';
import { GRAFANA_RULES } from './ruleStates';

const mockSettings = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getDataSourceSrv: () => ({ getInstanceSettings: (uid: string) => mockSettings(uid) as unknown }),
}));

const PROMETHEUS = { uid: 'prom', name: 'Prometheus', kind: 'prometheus' as const };
const [a, b] = [
  { uid: 'a', name: 'A' },
  { uid: 'b', name: 'B' },
];

test.each([
  ['Grafana’s rules tell Grafana’s own', GRAFANA_RULES, {}, [a], { uid: 'grafana', isAssumed: false }],
  ['the one that is named', PROMETHEUS, { alertmanagerUid: 'b' }, [a, b], { uid: 'b', isAssumed: false }],
  ['the only one', PROMETHEUS, {}, [a], { uid: 'a', isAssumed: true }],
  ['nobody knows of two', PROMETHEUS, { alertmanagerUid: '' }, [a, b], undefined],
  ['none is there', PROMETHEUS, {}, [], undefined],
])('%s', (_what, source, jsonData, others, expected) => {
  mockSettings.mockReturnValue({ jsonData });
  expect(alertmanagerOf(source, [GRAFANA_ALERTMANAGER, ...others])).toEqual(expected);
});
