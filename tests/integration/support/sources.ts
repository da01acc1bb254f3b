import type { DataSourceChoice } from '../../../src/grafana/dataSources';

/** The data sources of these tests, under the names by which `connect` knows them. */
export const PROMETHEUS: DataSourceChoice = {
  uid: 'prometheus',
  name: 'Prometheus',
  type: 'prometheus',
  isDefault: true,
};
export const LOKI: DataSourceChoice = { uid: 'loki', name: 'Loki', type: 'loki', isDefault: false };
