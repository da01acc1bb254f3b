import { escapeRegex, quote } from '../promql';
import { isDerived, type Filter } from './filters';
import { fieldLabel, type Field } from './fields';
import { sourceOf, type AccessLog } from './format';
import { routeRegex } from './route';

/** What a query string or nothing may follow: a path is a filter on the URI. */
const QUERY = '(?s:\\?.*)?';

/** Text formats write `-` where there is no value, JSON an empty text: to a reader they are the same. */
const BLANK = '-?';

/**
 * A value longer than this is asked for by its beginning. Loki takes queries of at most 128 kB, and a client may send a
 * user agent of that size.
 */
export const LONGEST_VALUE = 2000;

/**
 * What stands before the first `://`, or all of a referrer that has none. RE2 cannot look ahead, so this spells out every
 * way of going on after a colon.
 */
const NO_SCHEME = '[^:]*(?::+(?:/:+)*(?:/[^/:]|[^:/])[^:]*)*(?::+(?:/:+)*/?)?';

/** A test of one field's whole value. `exact` where a plain comparison will do. */
interface Test {
  field: Field;
  regex: string;
  exact?: string;
}

function isBlank(value: string): boolean {
  return value === '' || value === '-';
}

/** The codes of the classes, `1xx` to `5xx`, whose name an expression matches: the log has codes alone. */
function classCodes(expression: string): string {
  const [, flags = '', body = ''] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(expression) ?? [];
  try {
    const test = new RegExp(`^(?:${body})$`, flags);
    const found = ['1', '2', '3', '4', '5'].filter((first) => test.test(`${first}xx`));
    // No code has letters: nothing is of no class.
    return found.length > 0 ? `[${found.join('')}][0-9]{2}` : 'none';
  } catch {
    // What only RE2 can read is left to it.
    return expression;
  }
}

/** The test that a value, or an expression for values, makes of a field. */
export function testOf({ dimension, op, value }: Filter): Test {
  const literal = op === 'is' || op === 'not';
  const long = value.length > LONGEST_VALUE;
  const cut = Array.from(value).slice(0, LONGEST_VALUE).join('');
  const body = !literal ? `(?:${value})` : long ? `${escapeRegex(cut)}(?s:.*)` : escapeRegex(value);
  if (!isDerived(dimension)) {
    if (literal && long) {
      return { field: dimension, regex: body };
    }
    if (literal && !isBlank(value)) {
      return { field: dimension, regex: body, exact: value };
    }
    return { field: dimension, regex: literal ? BLANK : value };
  }
  switch (dimension) {
    case 'path':
      return { field: 'uri', regex: body + QUERY };
    case 'route':
      return { field: 'uri', regex: (literal && !long ? routeRegex(value) : body) + QUERY };
    case 'statusClass':
      return { field: 'status', regex: literal ? `${escapeRegex(value.slice(0, 1))}[0-9]{2}` : classCodes(value) };
    case 'referringSite':
      return {
        field: 'referrer',
        // Without an address, as without a referrer, there is no site.
        regex: isBlank(value) && literal ? `${NO_SCHEME}(?:://-?(?s:/.*)?)?` : `${NO_SCHEME}://${body}(?s:/.*)?`,
      };
  }
}

/** The same test on the request line, for a log that has the line whole. */
function onRequest(test: Test): Test {
  const regex: Partial<Record<Field, string>> = {
    method: `(?:${test.regex})(?s: .*)`,
    uri: `[^ ]* (?:${test.regex}) (?s:.*)`,
    protocol: `[^ ]* [^ ]* (?:${test.regex})`,
  };
  return { field: 'request', regex: regex[test.field] ?? test.regex };
}

/**
 * An expression for the whole of a label's value. Loki says that it anchors label filters by itself, and does not where
 * it simplifies them: `a.*`, `.*a` and `warn|warning` find their texts anywhere (grafana/loki#23892, seen in 3.7.8).
 * With anchors of its own an expression is left as it is.
 */
export function anchored(regex: string): string {
  return `^(?:${regex})$`;
}

/** The label that holds a field while a query runs: a label of the stream, or the one that the parser extracts. */
export function labelFor(log: AccessLog, field: Field): string {
  return log.labels[field] ?? fieldLabel(field);
}

/** The tests of filters, and which fields they read. */
export interface Conditions {
  /** Label filters, each beginning with `| `. */
  stages: string[];
  fields: Field[];
}

/**
 * The label filters of LogQL for `filters`.
 * @param split whether the parser takes the request line apart; otherwise conditions on its parts test it whole.
 * @throws for a field that the log lacks: what asks for it must be off.
 */
export function conditions(log: AccessLog, filters: readonly Filter[], split: boolean): Conditions {
  const stages: string[] = [];
  const fields = new Set<Field>();
  const place = (test: Test): Test => {
    const source = sourceOf(log, test.field);
    if (!source) {
      throw new Error(`The access log has no ${test.field}`);
    }
    const placed = source.from === 'request' && !split ? onRequest(test) : test;
    fields.add(placed.field);
    return placed;
  };
  const write = (tests: readonly Test[], keep: boolean) => {
    const [first] = tests;
    if (!first) {
      return;
    }
    const label = labelFor(log, first.field);
    if (tests.length === 1 && first.exact !== undefined) {
      stages.push(`| ${label} ${keep ? '=' : '!='} ${quote(first.exact)}`);
    } else {
      stages.push(`| ${label} ${keep ? '=~' : '!~'} ${quote(anchored(tests.map(({ regex }) => regex).join('|')))}`);
    }
  };

  for (const [, chosen] of grouped(filters.filter(({ op }) => op === 'is'))) {
    write(
      chosen.map((filter) => place(testOf(filter))),
      true
    );
  }
  for (const filter of filters.filter(({ op }) => op === 'matches')) {
    write([place(testOf(filter))], true);
  }
  for (const filter of filters.filter(({ op }) => op === 'not' || op === 'misses')) {
    write([place(testOf(filter))], false);
  }
  const bounds = filters.filter(({ op }) => op === 'over' || op === 'under');
  for (const { dimension, op, value } of bounds) {
    if (!isDerived(dimension)) {
      const { field } = place({ field: dimension, regex: '' });
      stages.push(`| ${labelFor(log, field)} ${op === 'over' ? '>' : '<'} ${Number(value)}`);
    }
  }
  if (bounds.length > 0) {
    // A value that is no number, such as `-`, passes the comparison with an error; unfiltered it fails the whole query.
    stages.push('| __error__ = ""');
  }
  return { stages, fields: [...fields] };
}

function grouped(filters: readonly Filter[]): Map<string, Filter[]> {
  const groups = new Map<string, Filter[]>();
  for (const filter of filters) {
    groups.set(filter.dimension, [...(groups.get(filter.dimension) ?? []), filter]);
  }
  return groups;
}
