import { boundText, by, selected, VALUE, type DerivedContext } from './derivedLines';
import { measuredField, type DerivedMetric } from './derivedMetric';

/** How many lines of a metric's streams and filter lack what it reads, over a window. Both are 0 where all is well. */
export function derivedFailures(
  metric: DerivedMetric,
  context: DerivedContext,
  window: string
): { unparsed: string; unusable?: string } {
  const counted = (which: 'unparsed' | 'unusable') =>
    `sum(count_over_time(${selected(metric, context, which)} [${window}]))`;
  return {
    unparsed: counted('unparsed'),
    ...(measuredField(metric.measure) ? { unusable: counted('unusable') } : {}),
  };
}

/** The lines themselves that lack what a metric reads, as examples. */
export function derivedFailureLines(
  metric: DerivedMetric,
  context: DerivedContext
): { unparsed: string; unusable?: string } {
  return {
    unparsed: selected(metric, context, 'unparsed'),
    ...(measuredField(metric.measure) ? { unusable: selected(metric, context, 'unusable') } : {}),
  };
}

/** How many values lie above the highest bucket of a distribution, over a window; nothing where it is none. */
export function derivedBeyond(metric: DerivedMetric, context: DerivedContext, window: string): string | undefined {
  const { measure } = metric;
  const highest = measure.kind === 'distribution' ? measure.bounds.at(-1) : undefined;
  return measure.kind === 'distribution' && highest !== undefined
    ? `sum(count_over_time(${selected(metric, context, 'measured')} | ${VALUE} > ${boundText(highest, measure.written)} | __error__ = "" [${window}]))`
    : undefined;
}

/**
 * How many different values each field is recorded with, and how many sets of them there are, over a window: values that
 * are not recorded by name are one. Loki refuses either with an error that names its limit where there are more than that.
 */
export function derivedSeries(
  metric: DerivedMetric,
  context: DerivedContext,
  window: string
): { all: string; each: Array<{ label: string; expr: string }> } {
  const lines = selected(metric, context, 'measured');
  const count = (labels: readonly string[]) => `count(sum${by(labels)} (count_over_time(${lines} [${window}])))`;
  return {
    all: count(metric.by.map(({ as }) => as)),
    each: metric.by.map(({ as }) => ({ label: as, expr: count([as]) })),
  };
}

/** The busiest values of one field, over a window, as they would be recorded by name: those that are named now do not count. */
export function busiestValues(
  metric: DerivedMetric,
  context: DerivedContext,
  label: string,
  window: string,
  count: number
): string {
  const by = metric.by.filter(({ as }) => as === label).map(({ only: _only, ...field }) => field);
  const lines = selected({ ...metric, by }, context, 'measured');
  return `topk(${count}, sum by (${label}) (count_over_time(${lines} [${window}])))`;
}
