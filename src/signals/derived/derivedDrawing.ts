import type { DerivedMetric } from './derivedMetric';
import { derivedReading } from './derivedReading';
import type { DerivedContext } from './derivedLines';
import { derivedQueries } from './derivedRules';

/** One query of a chart of a metric. */
export interface DrawnQuery {
  /** What its series are called, in Grafana's words for a legend: `{{label}}` is a label's value. */
  legend: string;
  /** The query over a window: a duration, or a variable of Grafana's that is one. */
  expr: (window: string) => string;
}

/** The shares of a distribution that are drawn. */
const SHARES = [0.5, 0.95, 0.99] as const;

function legendOf({ title, by }: DerivedMetric, first?: string): string {
  const parts = [...(first === undefined ? [] : [first]), ...by.map(({ as }) => `{{${as}}}`)];
  return parts.join(' ') || title;
}

/** `p95` for 0.95. */
const shareText = (share: number) => `p${Number((share * 100).toFixed(3))}`;

/** A metric as it is drawn from the logs: a distribution as percentiles, an average as such. */
export function drawnFromLogs(metric: DerivedMetric, context: DerivedContext): DrawnQuery[] {
  const { measure } = metric;
  if (measure.kind === 'distribution') {
    const { field, written } = measure;
    return SHARES.flatMap((share) =>
      derivedQueries({ ...metric, measure: { kind: 'percentile', field, written, share } }, context).map(
        ({ expr }) => ({ legend: legendOf(metric, shareText(share)), expr })
      )
    );
  }
  const queries = derivedQueries(metric, context);
  const expr = (window: string) => queries.map((one) => one.expr(window)).join(' / ');
  return [{ legend: legendOf(metric), expr }];
}

/** A metric as it is drawn from what was recorded of it. */
export function drawnFromRecording(metric: DerivedMetric): DrawnQuery[] {
  return metric.measure.kind === 'distribution'
    ? SHARES.map((share) => ({
        legend: legendOf(metric, shareText(share)),
        expr: (window) => derivedReading(metric, window, share),
      }))
    : [{ legend: legendOf(metric), expr: (window) => derivedReading(metric, window) }];
}
