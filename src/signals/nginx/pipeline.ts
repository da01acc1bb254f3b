import { quote } from '../promql';
import type { Conventions } from '../conventions';
import { streamsOf } from '../streams';
import type { Scope } from '../scope';
import { anchored, conditions, labelFor } from './conditions';
import { fieldLabel, type Field } from './fields';
import { fieldBehind, isDerived, type Dimension, type Filter } from './filters';
import { lacking, segmentsOf, sourceOf, type AccessLog, type ErrorLog, type Wrapper } from './format';
import { STATUS } from './parse';
import { prefilters } from './prefilter';
import { ID_PART, PLACEHOLDER } from './route';
import { splitRequest, textParser } from './segments';

/** The selector of the access or error log's streams within the scope. */
export function nginxStreams(conventions: Conventions, scope: Scope, log: ErrorLog): string {
  const { logs } = conventions;
  const matchers = log.matchers;
  const named = logs.shape === 'labels' && log.host ? { ...logs, matchers, host: log.host } : { ...logs, matchers };
  return streamsOf({ ...conventions, logs: named }, scope);
}

/** What a query reads off each line. */
export interface Reading {
  /** What it groups by or adds up. Nothing else is parsed. */
  dimensions: readonly Dimension[];
  filters?: readonly Filter[];
  /** `parsed` (the default) keeps lines that have the format; `unparsed` keeps the others. */
  lines?: 'parsed' | 'unparsed';
}

const LINE = fieldLabel('line');

/** The stages that bring NGINX's own line out of its wrapping. */
export function unwrapStages(wrapper: Wrapper | undefined): string[] {
  if (!wrapper) {
    return [];
  }
  const parser =
    wrapper.kind === 'cri' ? `| pattern ${quote(`<_> <_> <_> <${LINE}>`)}` : `| json ${LINE}=${quote(wrapper.path)}`;
  return [parser, `| line_format ${quote(`{{.${LINE}}}`)}`];
}

/** Method, URI and protocol, which a log may have only within its request line. */
const PARTS: readonly Field[] = ['method', 'uri', 'protocol'];

/** Lines that begin as NGINX's error log does: Docker writes both logs to one stream. */
export const ERROR_LINE = '^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} \\[[a-z]+\\] ';

/**
 * The stages of a query after its stream selector: line filters, then the cheapest parser for exactly what the query
 * needs, then conditions, then what is derived. Every stage that can fail on a line is followed by a test of `__error__`,
 * since one failed line fails a whole metric query.
 * @throws for a field that the log lacks: what asks for it must be off.
 */
export function stages(log: AccessLog, { dimensions, filters = [], lines = 'parsed' }: Reading): string {
  const grouped = dimensions.map(fieldBehind);
  const absent = lacking(log, grouped);
  if (absent.length > 0) {
    throw new Error(`The access log has no ${absent.join(' and no ')}`);
  }
  const inRequest = (field: Field) => sourceOf(log, field)?.from === 'request';
  const asked = [...grouped, ...filters.map(({ dimension }) => fieldBehind(dimension))];
  const segments = segmentsOf(log.format);
  // Taken apart only when a part is grouped by: a line whose request is no request has no parts, but has a status.
  const parts = grouped.filter(inRequest);
  const split = parts.length > 0 && segments !== undefined && !asked.includes('request') && !log.labels.request;
  const tests = conditions(log, filters, split);
  const checked = sourceOf(log, 'status') !== undefined;
  const needed = new Set<Field>([
    ...grouped.map((field) => (inRequest(field) && !split ? 'request' : field)),
    ...tests.fields,
    ...(checked ? (['status'] as const) : []),
  ]);
  const out = [
    ...(lines === 'parsed' ? prefilters(log, filters) : []),
    ...unwrapStages(log.wrapper),
    ...(lines === 'unparsed' ? [`!~ ${quote(ERROR_LINE)}`] : []),
    ...parserStages(log, needed, split),
  ];
  const status = labelFor(log, 'status');
  if (lines === 'unparsed') {
    out.push(checked ? `| __error__ != "" or ${status} !~ ${quote(anchored(STATUS))}` : '| __error__ != ""');
    return out.join(' ');
  }
  out.push('| __error__ = ""', ...(checked ? [`| ${status} =~ ${quote(anchored(STATUS))}`] : []), ...tests.stages);
  if (parts.length > 0 && !split) {
    const request = labelFor(log, 'request');
    const names = PARTS.map((part) => (parts.includes(part) ? `<${fieldLabel(part)}>` : '<_>'));
    out.push(`| ${request} =~ ${quote(anchored('[^ ]* [^ ]* (?s:.*)'))}`);
    out.push(`| line_format ${quote(`{{.${request}}}`)}`, `| pattern ${quote(names.join(' '))}`);
  }
  return [...out, ...derivedStages(log, dimensions)].join(' ');
}

function parserStages(log: AccessLog, needed: ReadonlySet<Field>, split: boolean): string[] {
  const own = [...needed].filter((field) => !log.labels[field]);
  if (log.format.kind === 'json') {
    const { fields } = log.format;
    const pairs = own.map((field) => `${fieldLabel(field)}=${quote(fields[field] ?? '')}`);
    return pairs.length > 0 ? [`| json ${pairs.join(', ')}`] : [];
  }
  const segments = segmentsOf(log.format) ?? [];
  const parser = textParser(split ? splitRequest(segments) : segments, new Set(own));
  return parser ? [`| ${parser.stage} ${quote(parser.text)}`] : [];
}

/** A template of Loki's that replaces ids in the path that a label holds, twice for the reason that `ID_PART` gives. */
export function routeTemplate(path: string): string {
  const replace = (inner: string) => `regexReplaceAll "${ID_PART}" ${inner} "/${PLACEHOLDER}\${1}"`;
  return `{{ ${replace(`(${replace(`.${path}`)})`)} }}`;
}

/**
 * What makes derived values of a field: the field becomes the line, and `pattern` cuts it. A template with an expression
 * in it does the same at twice the cost.
 */
function derivedStages(log: AccessLog, dimensions: readonly Dimension[]): string[] {
  const uri = labelFor(log, 'uri');
  const path = fieldLabel('path');
  const out: string[] = [];
  if (dimensions.includes('path') || dimensions.includes('route')) {
    out.push(`| line_format ${quote(`{{.${uri}}}`)}`, `| pattern ${quote(`<${path}>?<_>`)}`);
  }
  if (dimensions.includes('route')) {
    out.push(`| label_format ${fieldLabel('route')}=${quote(routeTemplate(path))}`);
  }
  if (dimensions.includes('referringSite')) {
    const site = fieldLabel('referringSite');
    out.push(
      `| line_format ${quote(`{{.${labelFor(log, 'referrer')}}}`)}`,
      `| pattern ${quote(`<_>://<${site}>/<_>`)}`
    );
  }
  return out;
}

/** The label under which a query's series carry a dimension. */
export function dimensionLabel(log: AccessLog, dimension: Dimension): string {
  return isDerived(dimension) ? fieldLabel(dimension) : labelFor(log, dimension);
}
