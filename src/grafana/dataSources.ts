import { getDataSourceSrv } from '@grafana/runtime';
import { durationSeconds } from '../signals/promql';

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

/** A data source with what its own settings say. */
export interface SourceSettings {
  uid: string;
  type: string;
  jsonData: object;
}

/** The data sources with these uids that the user may see. */
export function dataSourcesOf(uids: readonly string[]): SourceSettings[] {
  return uids
    .flatMap((uid) => getDataSourceSrv().getInstanceSettings(uid) ?? [])
    .map(({ uid, type, jsonData }) => ({ uid, type, jsonData }));
}

/** The chosen one, or the default, or the first; nothing where there is none, or the chosen one is gone. */
export function pickDataSource(
  all: readonly DataSourceChoice[],
  uid: string | undefined
): DataSourceChoice | undefined {
  return uid ? all.find((candidate) => candidate.uid === uid) : (all.find(({ isDefault }) => isDefault) ?? all[0]);
}

/** What Grafana assumes of a Prometheus data source that says nothing of its scrape interval. Seconds. */
const USUAL_INTERVAL = 15;

/** Seconds between two scrapes that a Prometheus data source is set to: Grafana makes `$__rate_interval` of it. */
export function scrapeIntervalOf(source: DataSourceChoice | undefined): number {
  const settings = source && getDataSourceSrv().getInstanceSettings(source.uid);
  const text = (settings?.jsonData as { timeInterval?: unknown } | undefined)?.timeInterval;
  if (typeof text !== 'string') {
    return USUAL_INTERVAL;
  }
  try {
    return durationSeconds(/^\d+$/.test(text) ? `${text}s` : text.replace(/^[<>]=?/, ''));
  } catch {
    // A variable, or what is no duration: Grafana makes the usual of it too.
    return USUAL_INTERVAL;
  }
}
