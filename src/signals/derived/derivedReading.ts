import { clause } from '../nginx/nginxSignal';
import { heartbeatSelector } from '../recorded/heartbeat';
import type { DerivedMetric } from './derivedMetric';
import { derivedHeartbeat } from './derivedRules';

/** The share of a distribution that is told where no other is asked for. */
const USUAL_SHARE = 0.95;

/**
 * PromQL that reads a metric from what was recorded of it, over a window (a duration), in the labels that it is split by.
 * Counts are of one interval each: they are added up, never taken for counters. A window shorter than the interval is
 * empty.
 */
export function derivedReading({ name, measure, by }: DerivedMetric, window: string, share = USUAL_SHARE): string {
  const labels = by.map(({ as }) => as);
  const over = (aggregation: string, metric = name) => `${aggregation}_over_time(${metric}[${window}])`;
  const added = (metric = name, more: readonly string[] = []) =>
    `sum${clause([...labels, ...more])} (${over('sum', metric)})`;
  switch (measure.kind) {
    case 'count':
    case 'bytes':
    case 'sum':
      return added();
    case 'average':
      return `${added(`${name}_sum`)} / ${added(`${name}_count`)}`;
    case 'distribution':
      return `histogram_quantile(${share}, ${added(`${name}_bucket`, ['le'])})`;
    case 'rate':
      // An interval without a line has no sample, and is 0: the heartbeat knows how many intervals there were.
      return `${added()} / scalar(max(count_over_time(${heartbeatSelector(derivedHeartbeat(name))}[${window}])))`;
    case 'min':
      return `min${clause(labels)} (${over('min')})`;
    case 'max':
    case 'distinct':
    case 'percentile':
      // Neither can be added up over time: the highest of any interval.
      return `max${clause(labels)} (${over('max')})`;
  }
}

/** PromQL that adds up what any recorded metric of counts has over a window, all of its series together. */
export function countsReading(metric: string, window: string): string {
  return `sum(sum_over_time(${metric}[${window}]))`;
}
