import { getDataSourceSrv } from '@grafana/runtime';

/** A data source that a page asks. */
export interface DataSourceChoice {
  uid: string;
  name: string;
  type: string;
  isDefault: boolean;
}

/** Data sources that speak Prometheus' API through Grafana's own back end. */
const PROMETHEUS_TYPES = [
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
] as const;

function ofTypes(types: readonly string[]): DataSourceChoice[] {
  return getDataSourceSrv()
    .getList({ filter: ({ type }) => types.includes(type) })
    .map(({ uid, name, type, isDefault }) => ({ uid, name, type, isDefault: isDefault ?? false }));
}

/** The Prometheus data sources that the user may see. */
export function prometheusDataSources(): DataSourceChoice[] {
  return ofTypes(PROMETHEUS_TYPES);
}

/** The Loki data sources that the user may see. */
export function lokiDataSources(): DataSourceChoice[] {
  return ofTypes(['loki']);
}

/** The chosen one, or the default, or the first; nothing where there is none, or the chosen one is gone. */
export function pickDataSource(
  all: readonly DataSourceChoice[],
  uid: string | undefined
): DataSourceChoice | undefined {
  return uid ? all.find((candidate) => candidate.uid === uid) : (all.find(({ isDefault }) => isDefault) ?? all[0]);
}
