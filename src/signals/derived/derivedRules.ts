import { delayed } from '../delayed';
import { SET_LABEL } from '../recorded/labels';
import type { RecordedSet, RecordingRule } from '../recorded/recordingRule';
import { boundText, by, derivedSelector, selected, VALUE, type DerivedContext } from './derivedLines';
import type { DerivedMetric, Written } from './derivedMetric';

/** The heartbeat of every metric that somebody made: the lines that it looked at. */
export const DERIVED_LINES = 'quayside:derived_lines:count1m';

const unwrapped: Record<Written, string> = {
  number: VALUE,
  duration: `duration_seconds(${VALUE})`,
  bytes: `bytes(${VALUE})`,
};

/** One series of queries of a metric: the name's ending, a static label, and the query over a window. */
interface Part {
  suffix: string;
  labels: Record<string, string>;
  expr: (window: string) => string;
}

function partsOf(metric: DerivedMetric, context: DerivedContext): Part[] {
  const { measure } = metric;
  const labels = metric.by.map(({ as }) => as);
  const lines = selected(metric, context, 'measured');
  const grouped = by(labels);
  const part = (expr: Part['expr'], suffix = '', more: Record<string, string> = {}): Part => ({
    suffix,
    labels: more,
    expr,
  });
  const over = (aggregation: string) => (window: string) => `sum${grouped} (${aggregation}(${lines} [${window}]))`;
  const value = (text: Written) => `${lines} | unwrap ${unwrapped[text]} | __error__ = ""`;
  // Grouped inside: grouped outside, every line would be a series.
  const inner = (call: string, text: Written) => (window: string) =>
    `${call}${value(text)} [${window}])${labels.length > 0 ? grouped : ' by ()'}`;
  switch (measure.kind) {
    case 'count':
      return [part(over('count_over_time'))];
    case 'rate':
      return [part(over('rate'))];
    case 'bytes':
      return [part(over('bytes_over_time'))];
    case 'sum':
      return [part((window) => `sum${grouped} (sum_over_time(${value(measure.written)} [${window}]))`)];
    case 'average':
      return [
        part((window) => `sum${grouped} (sum_over_time(${value(measure.written)} [${window}]))`, '_sum'),
        part(over('count_over_time'), '_count'),
      ];
    case 'min':
    case 'max':
      return [part(inner(`${measure.kind}_over_time(`, measure.written))];
    case 'percentile':
      return [part(inner(`quantile_over_time(${measure.share}, `, measure.written))];
    case 'distribution': {
      const bucket = (le: string, condition: string) =>
        part((window) => `sum${grouped} (count_over_time(${lines}${condition} [${window}]))`, '_bucket', { le });
      return [
        ...measure.bounds.map((limit) =>
          bucket(String(limit), ` | ${VALUE} <= ${boundText(limit, measure.written)} | __error__ = ""`)
        ),
        bucket('+Inf', ''),
        part((window) => `sum${grouped} (sum_over_time(${value(measure.written)} [${window}]))`, '_sum'),
      ];
    }
    case 'distinct':
      return [
        part(
          (window) =>
            `count${grouped} (sum by (${[...labels, VALUE].join(', ')}) (count_over_time(${lines} [${window}])))`
        ),
      ];
  }
}

/** What a metric is recorded by, or previewed with: a name, static labels, and the query over a window. */
export interface DerivedQuery {
  record: string;
  labels: Readonly<Record<string, string>>;
  expr: (window: string) => string;
}

/** The queries of a metric, each a rule of its recording: no more than there are bounds of a distribution, and two. */
export function derivedQueries(metric: DerivedMetric, context: DerivedContext): DerivedQuery[] {
  return partsOf(metric, context).map(({ suffix, labels, expr }) => ({ record: metric.name + suffix, labels, expr }));
}

/**
 * Series that one rule of a metric may make. At more the ruler records none of that rule's, and says so as the rule's
 * error: a client that invents values stops a metric, not Prometheus.
 */
export const MOST_SERIES = 1000;

/** The series that has a sample for each evaluation of a metric's rules. */
export function derivedHeartbeat(name: string): RecordedSet['heartbeat'] {
  return { metric: DERIVED_LINES, matchers: [{ label: SET_LABEL, op: '=', value: name }] };
}

/** A metric as a recorded set: its rules, and the heartbeat that tells whether they are evaluated. */
export function derivedSet(metric: DerivedMetric, context: DerivedContext): RecordedSet {
  const { times } = metric;
  const window = `${times.intervalSeconds}s`;
  const heartbeat: RecordingRule = {
    record: DERIVED_LINES,
    expr: `sum(count_over_time(${derivedSelector(metric, context)} [${window}])) or vector(0)`,
    labels: { [SET_LABEL]: metric.name },
  };
  const rules = [
    ...derivedQueries(metric, context).map(({ record, labels, expr }): RecordingRule => ({
      record,
      labels,
      expr: expr(window),
    })),
    heartbeat,
  ];
  return {
    id: metric.name,
    title: metric.title,
    description: metric.help,
    times,
    limit: MOST_SERIES,
    rules: rules.map((rule) => ({ ...rule, expr: delayed(rule.expr, times.lateSeconds) })),
    heartbeat: derivedHeartbeat(metric.name),
  };
}
