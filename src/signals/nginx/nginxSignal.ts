import type { Conventions } from '../conventions';
import type { Signal, SignalContext, Unit } from '../signal';
import { streamLabels } from '../streams';
import { fieldLabel, type Field } from './fields';
import type { Dimension, Filter } from './filters';
import { lacking, type AccessLog, type NginxConventions } from './format';
import { dimensionLabel, nginxStreams, stages, type Reading } from './pipeline';

/** Everything that the text of an NGINX query depends on. `range` is the whole range in totals. */
export interface NginxContext extends SignalContext {
  filters?: readonly Filter[];
  /** What to split the signal by, beside what it is split by itself. */
  by?: readonly Dimension[];
  /** Also by the stream's labels: the host and container that wrote the log. */
  byStream?: boolean;
}

/** A signal read from NGINX's logs. */
export interface NginxSignal extends Signal {
  source: 'logs';
  /** The fields of the access log without which it has no value. */
  fields: readonly Field[];
  /** How it develops: over `window`, at every step. */
  query: (context: NginxContext) => string;
  /** Its one value over `range`: for an instant query at the range's end. */
  total: (context: NginxContext) => string;
}

/** How NGINX's logs are read here. @throws where the conventions do not say: nothing of NGINX can be shown then. */
export function nginxOf({ nginx }: Conventions): NginxConventions {
  if (!nginx) {
    throw new Error('The conventions do not say where NGINX logs');
  }
  return nginx;
}

/** Why a signal is off: the fields that the access log lacks; none where it is on. */
export function lackingFields(conventions: Conventions, fields: readonly Field[]): Field[] {
  return conventions.nginx ? lacking(conventions.nginx.access, fields) : [...fields];
}

/** A condition of `Signal.applies`: the log is known and says all of `fields`. */
export const hasFields =
  (fields: readonly Field[]) =>
  (conventions: Conventions): boolean =>
    conventions.nginx !== undefined && lackingFields(conventions, fields).length === 0;

/** A signal of the catalog from its parts. */
export function nginxSignal(
  id: string,
  title: string,
  unit: Unit,
  description: string,
  fields: readonly Field[],
  query: NginxSignal['query'],
  total: NginxSignal['total']
): NginxSignal {
  const applies = hasFields(fields);
  return {
    id: `nginx.${id}`,
    title,
    description,
    unit,
    source: 'logs',
    subject: 'fleet',
    needs: [],
    fields,
    applies,
    query,
    total,
  };
}

/** Labels after a word such as `by`, or nothing for none. */
export function clause(labels: readonly string[]): string {
  return labels.length > 0 ? ` by (${labels.join(', ')})` : '';
}

/** Selector and stages for the access log. */
export function lines(context: NginxContext, reading: Reading): string {
  const { access } = nginxOf(context.conventions);
  const filters = [...(reading.filters ?? []), ...(context.filters ?? [])];
  return `${nginxStreams(context.conventions, context.scope, access)} ${stages(access, { ...reading, filters })}`;
}

/** All dimensions of a query: the signal's own, and those that the context adds. */
export function dimensionsOf(context: NginxContext, own: readonly Dimension[]): Dimension[] {
  return [...new Set([...own, ...(context.by ?? [])])];
}

/** The dimension as it can be grouped by inside a query: a class is made of its code only after the lines are counted. */
const inner = (dimension: Dimension): Dimension => (dimension === 'statusClass' ? 'status' : dimension);

const labelsOf = (context: NginxContext, access: AccessLog, dimensions: readonly Dimension[]) => [
  ...(context.byStream ? streamLabels(context.conventions) : []),
  ...new Set(dimensions.map((dimension) => dimensionLabel(access, dimension))),
];

/**
 * `sum` over lines, grouped by what the signal and the context ask for. Loki parses only what a direct `sum by` needs.
 * @param over the text of a range aggregation of the lines
 */
export function summed(
  context: NginxContext,
  own: readonly Dimension[],
  filters: readonly Filter[],
  over: (selected: string) => string
): string {
  const { access } = nginxOf(context.conventions);
  const dimensions = dimensionsOf(context, own);
  const read = dimensions.map(inner);
  const text = over(lines(context, { dimensions: read, filters }));
  const counted = `sum${clause(labelsOf(context, access, read))} (${text})`;
  if (!dimensions.includes('statusClass')) {
    return counted;
  }
  const status = dimensionLabel(access, 'status');
  const statusClass = fieldLabel('statusClass');
  // Over the few series of codes, not over every line. `\x24` is `$`, which Grafana would take for a variable.
  const named = `label_replace(${counted}, "${statusClass}", "\\x24{1}xx", "${status}", "(.).*")`;
  return `sum${clause(labelsOf(context, access, dimensions))} (${named})`;
}

/** Requests with `filters`, a second. */
export const requestRate = (context: NginxContext, own: readonly Dimension[], filters: readonly Filter[] = []) =>
  summed(context, own, filters, (selected) => `rate(${selected} [${context.window}])`);

/** Requests with `filters`, over the whole range. */
export const requestCount = (context: NginxContext, own: readonly Dimension[], filters: readonly Filter[] = []) =>
  summed(context, own, filters, (selected) => `count_over_time(${selected} [${context.range}])`);

/** The labels of the series of a query with these dimensions. */
export function groupLabels(context: NginxContext, own: readonly Dimension[]): string[] {
  return labelsOf(context, nginxOf(context.conventions).access, dimensionsOf(context, own));
}
