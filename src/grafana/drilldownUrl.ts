import { urlUtil } from '@grafana/data';
import type { Matcher } from '../signals/promql';
import { parseSelector } from '../signals/selectorText';
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

const SELECTOR = /\{(?:[^{}"`]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/;

/** The matchers of the first selector of a log query; none of what is no selector. */
function streamsIn(expr: string): Matcher[] {
  const [selector] = SELECTOR.exec(expr) ?? [];
  try {
    return selector ? parseSelector(selector) : [];
  } catch {
    // A query that was written by hand for something else: the app then begins with all logs.
    return [];
  }
}

/** What separates the parts of a filter in an address of Grafana's apps, within such a part. */
const escaped = (part: string) => part.replaceAll('|', '__gfp__').replaceAll(',', '__gfc__').replaceAll('#', '__gfh__');

/** Logs Drilldown shows lines below a label and its value; the filters say exactly which. */
function logsPath(matchers: readonly Matcher[]): string {
  const one = matchers.find(({ op, value }) => op === '=' && value !== '');
  return one ? `/${one.label}/${encodeURIComponent(one.value.replaceAll('/', '-'))}/logs` : '';
}

/** A path that opens a query's metric, or its streams, in the app of `drilldownFor`, over the same time. */
export function drilldownUrl(
  source: Pick<DataSourceChoice, 'uid' | 'type'>,
  expr: string,
  { from, to }: { from: string; to: string }
): string {
  const { app, page } = drilldownFor(source);
  if (source.type === 'loki') {
    const matchers = streamsIn(expr);
    const filters = matchers.map(({ label, op, value }) => `${label}|${op}|${escaped(value)}`);
    const params = { 'var-ds': source.uid, ...(filters.length > 0 ? { 'var-filters': filters } : {}), from, to };
    return urlUtil.renderUrl(`/a/${app}/${page}${logsPath(matchers)}`, params);
  }
  const metric = metricIn(expr);
  return urlUtil.renderUrl(`/a/${app}/${page}`, { 'var-ds': source.uid, ...(metric ? { metric } : {}), from, to });
}
