import { urlUtil } from '@grafana/data';
import type { DataSourceChoice } from './dataSources';

const LOGS = { app: 'grafana-lokiexplore-app', page: 'explore', title: 'Logs Drilldown' };
const METRICS = { app: 'grafana-metricsdrilldown-app', page: 'drilldown', title: 'Metrics Drilldown' };

/** The app of Grafana's that explores what a data source holds. */
export function drilldownFor({ type }: Pick<DataSourceChoice, 'type'>): typeof LOGS {
  return type === 'loki' ? LOGS : METRICS;
}

/** The first metric that a query names: a word before a brace or a range. */
function metricIn(expr: string): string | undefined {
  return /\b([a-zA-Z_:][\w:]*)\s*[{[]/.exec(expr)?.[1];
}

/** A path that opens a query's metric, or its data source's logs, in the app of `drilldownFor`, over the same time. */
export function drilldownUrl(
  source: Pick<DataSourceChoice, 'uid' | 'type'>,
  expr: string,
  { from, to }: { from: string; to: string }
): string {
  const { app, page } = drilldownFor(source);
  const metric = source.type === 'loki' ? undefined : metricIn(expr);
  return urlUtil.renderUrl(`/a/${app}/${page}`, { 'var-ds': source.uid, ...(metric ? { metric } : {}), from, to });
}
