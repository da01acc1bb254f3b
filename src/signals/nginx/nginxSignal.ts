import type { Conventions } from '../conventions';
import type { Signal, SignalContext, Unit } from '../signal';
import { streamLabels } from '../streams';
import { fieldLabel, type Field } from './fields';
import { fieldBehind, type Dimension, type Filter } from './filters';
import { lacking, type AccessLog, type NginxConventions, type NginxLog } from './format';
import { logsOf } from './logs';
import { dimensionLabel, nginxStreams, stages, type Reading } from './pipeline';

/** Everything that the text of an NGINX query depends on. `range` is the whole range in totals. */
export interface NginxContext extends SignalContext {
  filters?: readonly Filter[];
  /** What to split the signal by, beside what it is split by itself, as far as a log says it. */
  by?: readonly Dimension[];
  /** Also by the stream's labels: the host and container that wrote the log. */
  byStream?: boolean;
  /** Only of the logs that this holds for. */
  ofLogs?: (access: AccessLog) => boolean;
  /** How long before the time of the query the range of totals ends, a duration such as `1h`; without it, then. */
  offset?: string;
}

/** The range of a total, between its brackets, and how far back it ends. */
export const rangeOf = ({ range, offset }: NginxContext) => `[${range}]${offset ? ` offset ${offset}` : ''}`;

/** A signal read from NGINX's logs. */
export interface NginxSignal extends Signal {
  source: 'logs';
  /** The fields of the access log without which it has no value. */
  fields: readonly Field[];
  /** Where it counts requests: which, and split by what. A finer recording of requests can then stand in for it. */
  counts?: { by: readonly Dimension[]; filters: readonly Filter[] };
  /** Where it is a share of requests: of which. It can then be made of two counts. */
  shareOf?: readonly Filter[];
  /** Where it is a percentile of times: of which, and which, 0 to 1. It can then be made of a distribution. */
  percentile?: { of: 'requestTime' | 'upstreamTime'; share: number };
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

/** The access logs that are read together. @throws where the conventions name none. */
export function accessLogsOf(conventions: Conventions): AccessLog[] {
  return logsOf(nginxOf(conventions)).map(({ access }) => access);
}

/** Why a signal is off: the fields that every access log lacks some of, as the one that lacks the fewest does; none where it is on. */
export function lackingFields(conventions: Conventions, fields: readonly Field[]): Field[] {
  const absent = conventions.nginx
    ? logsOf(conventions.nginx).map(({ access }) => lacking(access, fields))
    : [[...fields]];
  return absent.reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
}

/** A condition of `Signal.applies`: some log is known that says all of `fields`. */
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

/** Selector and stages for one access log. */
export function lines(context: NginxContext, access: AccessLog, reading: Reading): string {
  const filters = [...(reading.filters ?? []), ...(context.filters ?? [])];
  return `${nginxStreams(context.conventions, context.scope, access)} ${stages(access, { ...reading, filters })}`;
}

/** All dimensions of a query: the signal's own, and those that the context adds. */
export function dimensionsOf(context: NginxContext, own: readonly Dimension[]): Dimension[] {
  return [...new Set([...own, ...(context.by ?? [])])];
}

/** The dimension as it can be grouped by inside a query: a class is made of its code only after the lines are counted. */
const inner = (dimension: Dimension): Dimension => (dimension === 'statusClass' ? 'status' : dimension);

/** The label under which the series of a query carry a dimension: one name for all logs, whatever each calls it. */
export function resultLabel(conventions: Conventions, dimension: Dimension): string {
  const [first, ...more] = accessLogsOf(conventions);
  return first && more.length === 0 ? dimensionLabel(first, dimension) : fieldLabel(dimension);
}

/** The logs that say everything a query asks: others have nothing to add to it. */
export function logsThatSay(context: NginxContext, fields: readonly Field[]): AccessLog[] {
  const asked = [...fields, ...(context.filters ?? []).map(({ dimension }) => fieldBehind(dimension))];
  const logs = accessLogsOf(context.conventions).filter(context.ofLogs ?? (() => true));
  const able = logs.filter((log) => lacking(log, asked).length === 0);
  // Where none can, the first says in its error what is missing.
  return able.length > 0 ? able : logs.slice(0, 1);
}

/** Logs whose requests are not in the answer to a query: they do not say all that it asks. None where nobody says it. */
export function logsLeftOut(context: NginxContext, fields: readonly Field[]): NginxLog[] {
  const able = new Set(logsThatSay(context, fields).map((access) => JSON.stringify(access)));
  return logsOf(nginxOf(context.conventions)).filter(({ access }) => !able.has(JSON.stringify(access)));
}

/** What tells the log that a series of a union was read from. */
const LOG = fieldLabel('log');

/** The same label under its common name. `\x24` is `$`, which Grafana would take for a variable. */
const renamed = (expr: string, from: string, to: string) =>
  from === to ? expr : `label_replace(${expr}, "${to}", "\\x24{1}", "${from}", "(.*)")`;

/** Sums over several logs as one sum: a series that two of them have is added up, one that a single log has stays. */
export function addedUp(sums: readonly string[], by: readonly string[]): string {
  const distinct = [...new Set(sums)];
  const [only, ...more] = distinct;
  if (only !== undefined && more.length === 0) {
    return only;
  }
  // `or` drops what the left side has already: each log's series carry its number, which the sum takes away again.
  const named = distinct.map((sum, index) => `label_replace(${sum}, "${LOG}", "${index}", "", "")`);
  return `sum${clause(by)} (${named.join(' or ')})`;
}

/**
 * `sum` over the lines of all logs, grouped by dimensions and by `labels` that `over` makes. Loki parses only what a
 * direct `sum by` needs. What only the context splits by is split where a log says it: requests of the others are added up
 * under no value, so that the whole stays the whole.
 * @param over the text of a range aggregation of one log's lines
 */
export function summedBy(
  context: NginxContext,
  {
    dimensions,
    read = dimensions,
    labels = [],
  }: { dimensions: readonly Dimension[]; read?: readonly Dimension[]; labels?: readonly string[] },
  filters: readonly Filter[],
  over: (selected: string, access: AccessLog) => string
): string {
  const split = new Set(context.by ?? []);
  const fields = [...read.filter((dimension) => !split.has(dimension)), ...filters.map(({ dimension }) => dimension)];
  const streamed = context.byStream ? streamLabels(context.conventions) : [];
  const shared = [
    ...streamed,
    ...new Set(dimensions.map((dimension) => resultLabel(context.conventions, dimension))),
    ...labels,
  ];
  const sums = logsThatSay(context, fields.map(fieldBehind)).map((access) => {
    const said = (dimension: Dimension) =>
      !split.has(dimension) || lacking(access, [fieldBehind(dimension)]).length === 0;
    const grouped = dimensions.filter(said);
    const own = [...new Set(grouped.map((dimension) => dimensionLabel(access, dimension)))];
    const selected = lines(context, access, { dimensions: read.filter(said), filters });
    const sum = `sum${clause([...streamed, ...own, ...labels])} (${over(selected, access)})`;
    return grouped.reduce(
      (text, dimension) =>
        renamed(text, dimensionLabel(access, dimension), resultLabel(context.conventions, dimension)),
      sum
    );
  });
  return addedUp(sums, shared);
}

/** `sum` over lines, grouped by what the signal and the context ask for. */
export function summed(
  context: NginxContext,
  own: readonly Dimension[],
  filters: readonly Filter[],
  over: (selected: string, access: AccessLog) => string
): string {
  const dimensions = dimensionsOf(context, own);
  const counted = summedBy(context, { dimensions: [...new Set(dimensions.map(inner))] }, filters, over);
  if (!dimensions.includes('statusClass')) {
    return counted;
  }
  const status = resultLabel(context.conventions, 'status');
  // Over the few series of codes, not over every line. `\x24` is `$`, which Grafana would take for a variable.
  const named = `label_replace(${counted}, "${fieldLabel('statusClass')}", "\\x24{1}xx", "${status}", "(.).*")`;
  return `sum${clause(groupLabels(context, own))} (${named})`;
}

/** Requests with `filters`, a second. */
export const requestRate = (context: NginxContext, own: readonly Dimension[], filters: readonly Filter[] = []) =>
  summed(context, own, filters, (selected) => `rate(${selected} [${context.window}])`);

/** Requests with `filters`, over the whole range. */
export const requestCount = (context: NginxContext, own: readonly Dimension[], filters: readonly Filter[] = []) =>
  summed(context, own, filters, (selected) => `count_over_time(${selected} ${rangeOf(context)})`);

/** The labels of the series of a query with these dimensions. */
export function groupLabels(context: NginxContext, own: readonly Dimension[]): string[] {
  return [
    ...(context.byStream ? streamLabels(context.conventions) : []),
    ...new Set(dimensionsOf(context, own).map((dimension) => resultLabel(context.conventions, dimension))),
  ];
}
