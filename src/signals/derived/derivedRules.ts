import type { Conventions } from '../conventions';
import { delayed } from '../delayed';
import { logfmtStages } from '../logfmt';
import { linesOf, logSelector, NO_FILTER, OWN_LABEL, type LogQuery } from '../logQuery';
import type { LevelsFrom } from '../logLevels';
import { anchored } from '../nginx/conditions';
import { routeTemplate } from '../nginx/pipeline';
import { escapeRegex, quote } from '../promql';
import type { RecordedSet, RecordingRule } from '../recorded/recordingRule';
import { SET_LABEL } from '../recorded/labels';
import { OTHER } from '../recorded/other';
import { measuredField, type DerivedMetric, type GroupField, type LineField, type Written } from './derivedMetric';

/** What the queries of a metric depend on beside the metric itself. */
export interface DerivedContext {
  conventions: Conventions;
  levelsFrom: LevelsFrom;
}

/** The heartbeat of every metric that somebody made: the lines that it looked at. */
export const DERIVED_LINES = 'quayside:derived_lines:count1m';

/** The label of the measured value while a query runs. */
const VALUE = `${OWN_LABEL}value`;

/** What a value must look like, for `unwrap` fails a whole query over one that does not. */
const LOOKS: Record<Written, string> = {
  number: '[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]+)?',
  duration: '[-+]?(?:[0-9]+(?:[.][0-9]+)?(?:ns|us|µs|ms|s|m|h))+',
  bytes: '[0-9]+(?:[.][0-9]+)? ?(?:[kKMGTPE]i?)?[bB]?',
};

const unwrapped: Record<Written, string> = {
  number: VALUE,
  duration: `duration_seconds(${VALUE})`,
  bytes: `bytes(${VALUE})`,
};

interface Extraction {
  field: LineField;
  /** The label that holds it while the query runs. */
  as: string;
}

/** The stages that read fields: one parser for each way in which they are written, and only for what is read. */
function parserStages(wanted: readonly Extraction[]): string[] {
  const json = wanted.flatMap(({ field, as }) => (field.from === 'json' ? [`${as}=${quote(field.name)}`] : []));
  const logfmt = wanted.flatMap(({ field, as }) => (field.from === 'logfmt' ? [{ as, key: field.name }] : []));
  const expressions = new Map<string, string>();
  const copies: string[] = [];
  for (const { field, as } of wanted) {
    if (field.from === 'pattern' || field.from === 'regexp') {
      expressions.set(field.expression, `| ${field.from} ${quote(field.expression)}`);
    }
    if (field.from !== 'json' && field.from !== 'logfmt' && field.name !== as) {
      copies.push(`${as}=${quote(`{{.${field.name}}}`)}`);
    }
  }
  return [
    ...(json.length > 0 ? [`| json ${json.join(', ')}`] : []),
    ...logfmtStages(logfmt),
    ...expressions.values(),
    ...(copies.length > 0 ? [`| label_format ${copies.join(', ')}`] : []),
  ];
}

/** Which lines of a metric: those that it measures, or those that lack something that it needs. */
type Which = 'measured' | 'unparsed' | 'not numbers';

/** Whether a grouped value is among those that are recorded by name, for each field that says which are. */
type Named = ReadonlyMap<GroupField, boolean>;

function queryOf({ selection, filter }: DerivedMetric, { conventions, levelsFrom }: DerivedContext): LogQuery {
  return { conventions, selection, filter: { ...NO_FILTER, ...filter }, levelsFrom };
}

/** The lines of a metric with what is read off each. */
function selected(metric: DerivedMetric, context: DerivedContext, which: Which, named: Named = new Map()): string {
  const measured = measuredField(metric.measure);
  const wanted: Extraction[] = [
    ...metric.by.map(({ field, as }) => ({ field, as })),
    ...(measured ? [{ field: measured.field, as: VALUE }] : []),
  ];
  const stages = [linesOf(queryOf(metric, context)), ...parserStages(wanted)];
  if (which === 'unparsed') {
    return [...stages, '| __error__ != ""'].join(' ');
  }
  const parsed = wanted.some(({ field }) => field.from !== 'label');
  if (parsed) {
    stages.push('| __error__ = ""');
  }
  for (const { as, route } of metric.by) {
    if (route) {
      stages.push(`| label_format ${as}=${quote(routeTemplate(as))}`);
    }
  }
  for (const [{ as, only = [] }, isNamed] of named) {
    stages.push(`| ${as} ${isNamed ? '=~' : '!~'} ${quote(anchored(only.map(escapeRegex).join('|')))}`);
  }
  if (measured?.written) {
    stages.push(`| ${VALUE} ${which === 'measured' ? '=~' : '!~'} ${quote(anchored(LOOKS[measured.written]))}`);
  } else if (measured) {
    stages.push(`| ${VALUE} != ""`);
  }
  return stages.join(' ');
}

const by = (labels: readonly string[]) => (labels.length > 0 ? ` by (${labels.join(', ')})` : '');

/** One series of queries of a metric: the name's ending, a static label, and the query over a window. */
interface Part {
  suffix: string;
  labels: Record<string, string>;
  expr: (window: string) => string;
}

function partsOf(metric: DerivedMetric, context: DerivedContext, labels: readonly string[], named: Named): Part[] {
  const { measure } = metric;
  const lines = selected(metric, context, 'measured', named);
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
      const bound = (limit: number) =>
        measure.written === 'duration' ? `${limit}s` : measure.written === 'bytes' ? `${limit}B` : String(limit);
      return [
        ...measure.bounds.map((limit) => bucket(String(limit), ` | ${VALUE} <= ${bound(limit)} | __error__ = ""`)),
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

/** Every way in which the fields with named values can be named or not: each is a rule of its own. */
function namings(fields: readonly GroupField[]): Named[] {
  return fields
    .filter(({ only }) => only !== undefined)
    .reduce<Named[]>(
      (all, field) => all.flatMap((named) => [true, false].map((isNamed) => new Map([...named, [field, isNamed]]))),
      [new Map()]
    );
}

/** What a metric is recorded by, or previewed with: a name, static labels, and the query over a window. */
export interface DerivedQuery {
  record: string;
  labels: Readonly<Record<string, string>>;
  expr: (window: string) => string;
}

/** The queries of a metric, each a rule of its recording. */
export function derivedQueries(metric: DerivedMetric, context: DerivedContext): DerivedQuery[] {
  return namings(metric.by).flatMap((named) => {
    const unnamed = metric.by.filter((field) => named.get(field) === false);
    const labels = metric.by.filter((field) => !unnamed.includes(field)).map(({ as }) => as);
    const others = Object.fromEntries(unnamed.map(({ as }) => [as, OTHER]));
    return partsOf(metric, context, labels, named).map((part) => ({
      record: metric.name + part.suffix,
      labels: { ...others, ...part.labels },
      expr: part.expr,
    }));
  });
}

/** How many lines of a metric's streams and filter lack what it reads, over a window. Both are 0 where all is well. */
export function derivedFailures(
  metric: DerivedMetric,
  context: DerivedContext,
  window: string
): { unparsed: string; notNumbers?: string } {
  const counted = (which: Which) => `sum(count_over_time(${selected(metric, context, which)} [${window}]))`;
  return {
    unparsed: counted('unparsed'),
    ...(measuredField(metric.measure)?.written ? { notNumbers: counted('not numbers') } : {}),
  };
}

/** The lines themselves that lack what a metric reads, as examples. */
export function derivedFailureLines(
  metric: DerivedMetric,
  context: DerivedContext
): { unparsed: string; notNumbers?: string } {
  return {
    unparsed: selected(metric, context, 'unparsed'),
    ...(measuredField(metric.measure)?.written ? { notNumbers: selected(metric, context, 'not numbers') } : {}),
  };
}

/** The lines that a metric looks at before it parses any: what its cost is made of. */
export function derivedSelector(metric: DerivedMetric, context: DerivedContext): string {
  return logSelector(queryOf(metric, context));
}

/** How many lines pass a metric's filter, over a window. */
export function derivedLineCount(metric: DerivedMetric, context: DerivedContext, window: string): string {
  return `sum(count_over_time(${linesOf(queryOf(metric, context))} [${window}]))`;
}

/**
 * How many different values each field has, and how many series they make together, over a window. Loki refuses either
 * with an error that names its limit where there are more than that.
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
    rules: rules.map((rule) => ({ ...rule, expr: delayed(rule.expr, times.lateSeconds) })),
    heartbeat: { metric: DERIVED_LINES, matchers: [{ label: SET_LABEL, op: '=', value: metric.name }] },
  };
}
