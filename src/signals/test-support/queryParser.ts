import { parser as logqlParser } from '@grafana/lezer-logql';
import { parser as promqlParser } from '@prometheus-io/lezer-promql';

/** What the grammar of a query language makes of a text. */
export interface ParsedQuery {
  /** What the grammar could not make sense of, with its place; empty for a query that is right. */
  errors: string[];
  /** Names of all nodes of the syntax tree. */
  nodes: Set<string>;
  /** String literals as they are written, quotes included, in order. */
  literals: string[];
}

/** Parses a query with the grammar that Grafana's own editors use. */
export function parseQuery(language: 'promql' | 'logql', text: string): ParsedQuery {
  const parser = language === 'promql' ? promqlParser : logqlParser;
  const found: ParsedQuery = { errors: [], nodes: new Set(), literals: [] };
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      found.nodes.add(type.name);
      if (type.isError) {
        found.errors.push(`at ${from}: ${text.slice(Math.max(0, from - 20), to + 20)}`);
      }
      if (type.name === 'StringLiteral' || type.name === 'String') {
        found.literals.push(text.slice(from, to));
      }
    },
  });
  return found;
}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};

/** The value of a double-quoted literal by Go's rules, which both servers follow. @throws where Go would refuse it. */
export function unquoteGo(literal: string): string {
  if (!/^"[^\n]*"$/s.test(literal)) {
    throw new Error(`${literal} is no double-quoted literal`);
  }
  const body = literal.slice(1, -1);
  const bytes: number[] = [];
  const pattern =
    /\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([0-7]{3})|\\([abfnrtv\\"])|([^\\"])/suy;
  while (pattern.lastIndex < body.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(body);
    if (!match) {
      throw new Error(`Go refuses ${literal} at ${at}`);
    }
    const [, hex, short, long, octal, simple, plain] = match;
    const point = short ?? long;
    if (hex !== undefined) {
      bytes.push(parseInt(hex, 16));
    } else if (octal !== undefined) {
      bytes.push(parseInt(octal, 8));
    } else if (simple !== undefined) {
      bytes.push(SIMPLE[simple] ?? NaN);
    } else {
      bytes.push(...new TextEncoder().encode(point === undefined ? plain : String.fromCodePoint(parseInt(point, 16))));
    }
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}
