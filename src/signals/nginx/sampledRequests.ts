import { lineFormat } from '../logql';
import { labelFor } from './conditions';
import { fieldBehind, isDerived, type Dimension, type Filter } from './filters';
import type { Field } from './fields';
import { sourceOf, type AccessLog } from './format';
import type { RankedList } from './lists';
import { lines, logsThatSay, type NginxContext } from './nginxSignal';
import { requestParts, type FieldValues } from './parse';
import { PROBING, probes } from './probing';
import { routeOf } from './route';
import { isStaticFile, PAGE, STATIC_FILE } from './staticFiles';

/** The fields that the ranked lists are made of. */
const SAMPLED: readonly Field[] = [
  ...(['client', 'user', 'country', 'method', 'uri', 'protocol', 'status', 'virtualHost'] as const),
  ...(['referrer', 'agent', 'upstreamAddress', 'cacheStatus'] as const),
];

/** Between the values in a line; where a client sends one itself, it is left out of what is read. */
const SEPARATOR = '\u001f';

/** How the requests of one access log are read, shortened to what lists need. */
export interface SampledLog {
  /** For a query of lines. */
  expr: string;
  /** The values in a line of the answer. */
  read: (line: string) => FieldValues;
}

function sampledLog(context: NginxContext, access: AccessLog, wanted: readonly Field[]): SampledLog {
  const sources = wanted.map((field) => [field, sourceOf(access, field)?.from] as const);
  const inRequest = sources.some(([, from]) => from === 'request');
  const fields: Field[] = [
    ...sources.flatMap(([field, from]) => (from === 'line' || from === 'label' ? [field] : [])),
    // Taken apart here: a line whose request is none would be left out there, and it has a client and a status.
    ...(inRequest ? (['request'] as const) : []),
  ];
  const values = fields.map((field) => `{{ .${labelFor(access, field)} | replace "${SEPARATOR}" "" }}`);
  const selected = lines(context, access, { dimensions: fields });
  return {
    // No label is kept: each line would carry all that was parsed a second time.
    expr: `${selected} ${lineFormat(values.join(SEPARATOR))} | keep nothing`,
    read: (line) => {
      const texts = line.split(SEPARATOR);
      const own: FieldValues = Object.fromEntries(fields.map((field, index) => [field, texts[index] ?? '']));
      return { ...(own.request === undefined ? {} : requestParts(own.request)), ...own };
    },
  };
}

/**
 * Queries for the requests themselves, a log each, from which every ranked list can be made at once: a slice of the log
 * is then read once, and not once for each list, and Loki's limit of series does not matter.
 */
export function sampledRequests(context: NginxContext): SampledLog[] {
  return logsThatSay(context, []).map((access) => sampledLog(context, access, SAMPLED));
}

/** The same for the requests of one list, with no more of them than it is made of: `sampledRow` makes its rows. */
export function listedRequests(which: RankedList, context: NginxContext): SampledLog[] {
  return logsThatSay(context, which.fields).map((access) => sampledLog(context, access, which.fields));
}

const blank = (text: string) => (text === '-' ? '' : text);

/** The host in a referrer, as the queries cut it out. */
function siteOf(referrer: string): string {
  const [, rest = ''] = /^[^]*?:\/\/([^]*)$/.exec(referrer) ?? [];
  return rest.split('/')[0] ?? '';
}

function valueOf(dimension: Dimension, values: FieldValues): string | undefined {
  const value = values[fieldBehind(dimension)];
  if (value === undefined || !isDerived(dimension)) {
    return value;
  }
  switch (dimension) {
    case 'path':
      return value.split('?')[0];
    case 'route':
      return routeOf(value);
    case 'statusClass':
      return `${value[0] ?? ''}xx`;
    case 'referringSite':
      return siteOf(value);
  }
}

/** Expressions of lists that are RE2's, with what says the same here. */
const IN_CODE: ReadonlyMap<Filter, (uri: string) => boolean> = new Map([
  [STATIC_FILE, isStaticFile],
  [PAGE, (uri: string) => !isStaticFile(uri)],
  [PROBING, (uri: string) => probes(uri) !== undefined],
]);

function holds(filter: Filter, values: FieldValues): boolean {
  const value = valueOf(filter.dimension, values);
  if (value === undefined) {
    // A request that is none has no URI, and so not this one either.
    return filter.op === 'not' || filter.op === 'misses';
  }
  const test = IN_CODE.get(filter);
  if (test) {
    return test(values.uri ?? '');
  }
  if (filter.op === 'is' || filter.op === 'not') {
    return (blank(value) === blank(filter.value)) === (filter.op === 'is');
  }
  throw new Error(`A list filters by ${filter.dimension} ${filter.op}, which nothing here says the same as`);
}

/** The row of a list that a request counts for, as `listRows` has it; nothing where the list leaves it out. */
export function sampledRow({ dimensions, filters }: RankedList, values: FieldValues): string[] | undefined {
  if (!filters.every((filter) => holds(filter, values))) {
    return undefined;
  }
  const row = dimensions.map((dimension) => valueOf(dimension, values));
  return row.every((value) => value !== undefined) ? row.map(blank) : undefined;
}
