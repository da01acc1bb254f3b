import { locationUtil, urlUtil } from '@grafana/data';
import type { DataSourceChoice } from './dataSources';

/** A link that opens a query, or several, in Explore over the same time (Unix milliseconds, or texts such as `now-1h`). */
export function exploreUrl(
  source: Pick<DataSourceChoice, 'uid' | 'type'>,
  expr: string | readonly string[],
  range: { from: number | string; to: number | string }
): string {
  const pane = {
    datasource: source.uid,
    queries: [expr].flat().map((one, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      expr: one,
      datasource: { uid: source.uid, type: source.type },
    })),
    range: { from: String(range.from), to: String(range.to) },
  };
  return locationUtil.assureBaseUrl(
    urlUtil.renderUrl('/explore', { schemaVersion: 1, panes: JSON.stringify({ quayside: pane }) })
  );
}
