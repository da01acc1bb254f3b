import type { Conventions } from '../conventions';
import { logfmtStages } from '../logfmt';
import type { LevelsFrom } from '../logLevels';
import { linesOf, logSelector, NO_FILTER, OWN_LABEL, type LogQuery } from '../logQuery';
import { anchored } from '../nginx/conditions';
import { parseFilter } from '../nginx/filters';
import { routeTemplate } from '../nginx/pipeline';
import { quote } from '../promql';
import { OTHER } from '../recorded/other';
import { measuredField, type DerivedMetric, type LineField, type Written } from './derivedMetric';

/** What the queries of a metric depend on beside the metric itself. */
export interface DerivedContext {
  conventions: Conventions;
  levelsFrom: LevelsFrom;
}

/** The label of the measured value while a query runs. */
export const VALUE = `${OWN_LABEL}value`;

/** What a value must look like, for `unwrap` fails a whole query over one that does not. */
const LOOKS: Record<Written, string> = {
  number: '[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]+)?',
  duration: '[-+]?(?:[0-9]+(?:[.][0-9]+)?(?:ns|us|µs|ms|s|m|h))+',
  bytes: '[0-9]+(?:[.][0-9]+)? ?(?:[kKMGTPE]i?)?[bB]?',
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

/** Which lines of a metric: those that it measures, or those that lack something that it needs: a value, or one that can be read. */
type Which = 'measured' | 'unparsed' | 'unusable';

/** A template of a label's value where it is recorded by name, and of what all others are called together. */
function namedTemplate(label: string, only: readonly string[]): string {
  return `{{ if eq .${label} ${only.map(quote).join(' ')} }}{{.${label}}}{{ else }}${OTHER}{{ end }}`;
}

function queryOf({ selection, filter }: DerivedMetric, { conventions, levelsFrom }: DerivedContext): LogQuery {
  const requests = (filter.requests ?? []).map(({ log, filters }) => ({
    log,
    filters: filters.flatMap((text) => parseFilter(text) ?? []),
  }));
  return { conventions, selection, filter: { ...NO_FILTER, ...filter, requests }, levelsFrom };
}

/** The lines of a metric with what is read off each. */
export function selected(metric: DerivedMetric, context: DerivedContext, which: Which): string {
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
  for (const { as, route, only } of metric.by) {
    if (route) {
      // Without what follows a question mark, which no two clients write alike.
      const path = `{{ regexReplaceAll "[?#].*" .${as} "" }}`;
      stages.push(`| label_format ${as}=${quote(path)}`, `| label_format ${as}=${quote(routeTemplate(as))}`);
    }
    // One query for the named and the others: one query for each would read every line once more.
    if (only) {
      stages.push(`| label_format ${as}=${quote(namedTemplate(as, only))}`);
    }
  }
  if (measured?.written) {
    stages.push(`| ${VALUE} ${which === 'measured' ? '=~' : '!~'} ${quote(anchored(LOOKS[measured.written]))}`);
  } else if (measured) {
    stages.push(`| ${VALUE} ${which === 'measured' ? '!=' : '='} ""`);
  }
  return stages.join(' ');
}

/** A bound as a condition on a label takes it. */
export const boundText = (limit: number, written: Written) =>
  written === 'duration' ? `${limit}s` : written === 'bytes' ? `${limit}B` : String(limit);

/** The clause that groups by labels; nothing where there are none. */
export const by = (labels: readonly string[]) => (labels.length > 0 ? ` by (${labels.join(', ')})` : '');

/** The lines that a metric looks at before it parses any: what its cost is made of. */
export function derivedSelector(metric: DerivedMetric, context: DerivedContext): string {
  return logSelector(queryOf(metric, context));
}

/** How many lines pass a metric's filter, over a window. */
export function derivedLineCount(metric: DerivedMetric, context: DerivedContext, window: string): string {
  return `sum(count_over_time(${linesOf(queryOf(metric, context))} [${window}]))`;
}
