import { escapeRegex } from '../promql';
import { fieldInfo, fieldLabel, fieldOfName, type Field } from './fields';
import { LIST_BODY, matchSegments } from './matchSegments';

/** A piece of a text format: text that stands there as it is, or a value (without a field: one that nobody reads). */
export type Segment = { literal: string } | Capture;

interface Capture {
  capture: Field | undefined;
}

/** NGINX's own `combined`, as a pattern of NGINX's variables. */
export const COMBINED_PATTERN =
  '<remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent> "<http_referer>" "<http_user_agent>"';

/**
 * The segments of an expression of Loki's `pattern` parser whose captures are called like NGINX's variables or the
 * catalog's fields. Captures of any other name are skipped over.
 * @throws where Loki would refuse the expression, or a field is captured twice.
 */
export function parsePattern(pattern: string): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const match of pattern.matchAll(/<([A-Za-z_][A-Za-z0-9_]*)>/g)) {
    if (match.index > at) {
      segments.push({ literal: pattern.slice(at, match.index) });
    }
    const [whole, name = ''] = match;
    segments.push({ capture: name === '_' ? undefined : fieldOfName(name) });
    at = match.index + whole.length;
  }
  if (at < pattern.length) {
    segments.push({ literal: pattern.slice(at) });
  }
  const fields = captured(segments);
  if (fields.length === 0) {
    throw new Error('The pattern names no field: write one such as <status> where its value stands');
  }
  const twice = fields.find((field, index) => fields.indexOf(field) !== index);
  if (twice) {
    throw new Error(`The pattern has the field ${twice} twice`);
  }
  segments.forEach((segment, index) => {
    const next = segments[index + 1];
    if ('capture' in segment && next && 'capture' in next) {
      throw new Error('Two fields of the pattern touch: nothing tells where one ends');
    }
  });
  return segments;
}

/** The fields that segments hold, in their order. */
export function captured(segments: readonly Segment[]): Field[] {
  return segments.flatMap((segment) => ('capture' in segment && segment.capture ? [segment.capture] : []));
}

/** The segments with the request line taken apart: the form in which its method, URI and protocol can be grouped by. */
export function splitRequest(segments: readonly Segment[]): Segment[] {
  return segments.flatMap((segment): Segment[] =>
    'capture' in segment && segment.capture === 'request'
      ? [{ capture: 'method' }, { literal: ' ' }, { capture: 'uri' }, { literal: ' ' }, { capture: 'protocol' }]
      : [segment]
  );
}

/** The shortest head of the segments that holds every needed field, with the literal that ends the last one. */
function cut(segments: readonly Segment[], needed: ReadonlySet<Field>): Segment[] {
  const last = segments.reduce(
    (found, segment, index) => ('capture' in segment && segment.capture && needed.has(segment.capture) ? index : found),
    -1
  );
  return last === -1 ? [] : segments.slice(0, last + 2);
}

/** A list such as `0.01, 0.2` holds the very blank that ends an unquoted value, so `pattern` would cut it short. */
function breaksPattern(segments: readonly Segment[]): boolean {
  return segments.some((segment, index) => {
    const next = segments[index + 1];
    return (
      'capture' in segment &&
      segment.capture !== undefined &&
      fieldInfo(segment.capture).list === true &&
      next !== undefined &&
      'literal' in next &&
      /^[ ,:]/.test(next.literal)
    );
  });
}

/** RE2 text; `matchSegments` reads a line as it does. */
function regexpText(segments: readonly Segment[], needed: ReadonlySet<Field>): string {
  const parts = segments.map((segment, index) => {
    if ('literal' in segment) {
      return escapeRegex(segment.literal);
    }
    const { capture } = segment;
    const list = capture !== undefined && fieldInfo(capture).list === true;
    const body = list ? LIST_BODY : index === segments.length - 1 ? '.*' : '.*?';
    return capture !== undefined && needed.has(capture) ? `(?P<${fieldLabel(capture)}>${body})` : `(?:${body})`;
  });
  return `(?s)^${parts.join('')}`;
}

/** What reads some fields off a line: Loki's `pattern`, or its `regexp` where `pattern` cannot. */
export interface TextParser {
  stage: 'pattern' | 'regexp';
  text: string;
  segments: Segment[];
}

/** The cheapest parser that reads the needed fields, and no others. Nothing where none of them is in the text. */
export function textParser(segments: readonly Segment[], needed: ReadonlySet<Field>): TextParser | undefined {
  const head = cut(segments, needed);
  if (head.length === 0) {
    return undefined;
  }
  if (breaksPattern(head)) {
    return { stage: 'regexp', text: regexpText(head, needed), segments: head };
  }
  const text = head
    .map((segment) => {
      if ('literal' in segment) {
        return segment.literal;
      }
      return segment.capture && needed.has(segment.capture) ? `<${fieldLabel(segment.capture)}>` : '<_>';
    })
    .join('');
  return { stage: 'pattern', text, segments: head };
}

/** The literals that stand directly before and after a field. */
export function around(segments: readonly Segment[], field: Field): { before: string; after: string } {
  const index = segments.findIndex((segment) => 'capture' in segment && segment.capture === field);
  const text = (segment: Segment | undefined) => (segment && 'literal' in segment ? segment.literal : '');
  return { before: text(segments[index - 1]), after: text(segments[index + 1]) };
}

/** Reads a line as Loki's `pattern` does: a value ends at the next literal, or where the line ends if that is missing. */
function readPattern(segments: readonly Segment[], line: string): Map<Field, string> {
  const found = new Map<Field, string>();
  let rest = line;
  let open: Capture | undefined;
  for (const segment of segments) {
    if ('capture' in segment) {
      open = segment;
      continue;
    }
    const index = rest.indexOf(segment.literal);
    if (!open) {
      if (index !== 0) {
        return found;
      }
    } else if (open.capture) {
      found.set(open.capture, index === -1 ? rest : rest.slice(0, index));
    }
    if (index === -1) {
      return found;
    }
    open = undefined;
    rest = rest.slice(index + segment.literal.length);
  }
  if (open?.capture) {
    found.set(open.capture, rest);
  }
  return found;
}

/** Reads every field of a line, as the parser of `textParser` does in Loki. */
export function readText(segments: readonly Segment[], line: string): Map<Field, string> {
  if (!breaksPattern(segments)) {
    return readPattern(segments, line);
  }
  return matchSegments(segments, line);
}
