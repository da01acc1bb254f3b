import type { MetricFamily } from './metricFamily';
import { counterRate, gaugeTogether, observedMean, observedRate, percentile, summaryQuantiles } from './metricSignals';
import { at, byLabels, seriesOf, type ServiceContext, type ServiceSignal } from './serviceContext';

/** What is compared when a metric is split by a label: by type, the most telling first. */
export function measuresOf(family: MetricFamily): ServiceSignal[] {
  switch (family.type) {
    case 'counter':
      return [counterRate(family)];
    case 'histogram':
    case 'native histogram':
      return [percentile(family, 95), observedRate(family), observedMean(family)];
    case 'summary':
      return [
        ...(family.hasCount ? [observedMean(family), observedRate(family)] : []),
        ...(family.hasQuantiles ? [summaryQuantiles(family)] : []),
      ];
    case 'gauge':
      return [gaugeTogether(family, 'max'), gaugeTogether(family, 'avg'), gaugeTogether(family, 'sum')];
    case 'info':
      return [];
  }
}

/** The metric by which the series of a family are counted and labelled. */
export function labelledBy(family: MetricFamily): string {
  switch (family.type) {
    case 'histogram':
      return `${family.name}_count`;
    case 'summary':
      return family.hasCount ? `${family.name}_count` : family.name;
    default:
      return family.name;
  }
}

/** The `limit` values of a label with the largest measure: over the context's window, at the time of the query. */
export function topValues(context: ServiceContext, measure: ServiceSignal, label: string, limit: number): string {
  return `topk(${Math.max(1, Math.floor(limit))}, ${measure.query({ ...context, by: [label] })})`;
}

/** How many values a label of a family has. */
export function valueCount(context: ServiceContext, family: MetricFamily, label: string): string {
  const { by: _by, ...whole } = context;
  const values = `group${byLabels({ ...whole, by: [label] })} (${at(context, seriesOf(context, labelledBy(family)))})`;
  return `count(${values})`;
}
