import { FIELDS, FIELD_NAMES, fieldInfo, type Field } from './fields';

/** Values that the catalog makes of a field, and that lists show and filters take as if the log had them. */
export const DERIVED = {
  /** The URI without its query string. */
  path: { title: 'Path', of: 'uri' },
  /** The path with its ids replaced. */
  route: { title: 'Route', of: 'uri' },
  /** `2xx` to `5xx`. */
  statusClass: { title: 'Status class', of: 'status' },
  /** The host in the referrer. */
  referringSite: { title: 'Referring site', of: 'referrer' },
} as const satisfies Record<string, { title: string; of: Field }>;

/** What can be grouped by and filtered on: a field of the log, or what is derived from one. */
export type Dimension = Field | keyof typeof DERIVED;

/** True for a value that is derived from a field rather than written in the log. */
export function isDerived(dimension: Dimension): dimension is keyof typeof DERIVED {
  return dimension in DERIVED;
}

/** The field of the log that a dimension is read from. */
export function fieldBehind(dimension: Dimension): Field {
  return isDerived(dimension) ? DERIVED[dimension].of : dimension;
}

/** What a dimension is called where people read it. */
export function dimensionTitle(dimension: Dimension): string {
  return isDerived(dimension) ? DERIVED[dimension].title : FIELDS[dimension].title;
}

/** How a filter compares. The order is the one in which they are offered. */
export const OPERATORS = ['is', 'not', 'matches', 'misses', 'over', 'under'] as const;

export type Operator = (typeof OPERATORS)[number];

/**
 * One condition on requests: what a click on a value makes. Several `is` on one dimension mean any of them; everything
 * else must hold together. `matches` and `misses` take an RE2 expression for the whole value; `over` and `under` a number.
 */
export interface Filter {
  dimension: Dimension;
  op: Operator;
  value: string;
}

/** How people read each comparison. */
export const OPERATOR_WORDS: Record<Operator, string> = {
  is: 'is',
  not: 'is not',
  matches: 'matches',
  misses: 'does not match',
  over: 'is more than',
  under: 'is less than',
};

/** A filter in words. */
export function filterWords({ dimension, op, value }: Filter): string {
  return `${dimensionTitle(dimension)} ${OPERATOR_WORDS[op]} ${value === '' ? '(none)' : value}`;
}

const isDimension = (name: string): name is Dimension =>
  (FIELD_NAMES as readonly string[]).includes(name) || Object.hasOwn(DERIVED, name);

const isOperator = (name: string): name is Operator => (OPERATORS as readonly string[]).includes(name);

/** A filter as the text of one URL parameter: `status:is:404`. The URL's own escaping is added by whoever writes the URL. */
export function filterText({ dimension, op, value }: Filter): string {
  return `${dimension}:${op}:${wellFormed(value)}`;
}

/** Without lone halves of surrogate pairs: they have no UTF-8 form, so no URL and no server can hold them. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** The filter of a URL parameter; nothing where it is none, for URLs are typed and shared by people. */
export function parseFilter(text: string): Filter | undefined {
  const match = /^([A-Za-z]+):([a-z]+):(.*)$/s.exec(text);
  const [, dimension = '', op = '', value = ''] = match ?? [];
  if (!isDimension(dimension) || !isOperator(op)) {
    return undefined;
  }
  const filter: Filter = { dimension, op, value: wellFormed(value) };
  return filterProblem(filter) === undefined ? filter : undefined;
}

/** Loki takes queries of at most 128 kB, and a page has several filters. */
export const LONGEST_EXPRESSION = 10_000;

/** Why a filter cannot be asked, in words for the person who typed it; nothing where it can. */
export function filterProblem({ dimension, op, value }: Filter): string | undefined {
  if (op === 'over' || op === 'under') {
    if (isDerived(dimension) || !fieldInfo(dimension).numeric) {
      return `${dimensionTitle(dimension)} is no number`;
    }
    if (value.trim() === '') {
      return 'Say a number';
    }
    return /^\d+(\.\d+)?$/.test(value) ? undefined : `"${value}" is no number`;
  }
  if (op === 'matches' || op === 'misses') {
    if (value.length > LONGEST_EXPRESSION) {
      return `An expression of ${value.length} characters is too long: Loki takes ${LONGEST_EXPRESSION} at most`;
    }
    if (/\(\?(?:<?[=!])|\\[1-9]/.test(value)) {
      return "Loki's expressions (RE2) cannot look ahead or behind, nor refer back";
    }
    try {
      // RE2 and JavaScript differ in the rare parts; this catches what is plainly broken before Loki refuses the panel.
      new RegExp(value.replace(/^\(\?[imsU]+\)/, ''));
    } catch {
      return `"${value}" is no regular expression`;
    }
  }
  return undefined;
}

const same = (a: Filter, b: Filter) => a.dimension === b.dimension && a.value === b.value;

/**
 * The filters after a click on a value. A second click on the same choice takes it back; the opposite choice for the
 * same value replaces it.
 */
export function toggleFilter(filters: readonly Filter[], clicked: Filter): Filter[] {
  const others = filters.filter((filter) => !same(filter, clicked));
  const wasThere = filters.some((filter) => same(filter, clicked) && filter.op === clicked.op);
  return wasThere ? others : [...others, clicked];
}
