import { FIELD_NAMES, type Field } from './fields';
import { segmentsOf, sourceOf, type AccessLog } from './format';
import { jsonText, parseAsWritten } from './jsonPath';
import { readText } from './segments';

/** Values of fields, as the line writes them. */
export type FieldValues = Partial<Record<Field, string>>;

/** What a format reads as a status: Loki and this module alike take a line without one for unparsed. */
export const STATUS = '[0-9]{3}';

const CRI = /^\S+ (?:stdout|stderr) [FP] /;

/** NGINX's line inside what a shipper put round it. Nothing where the wrapping is not there. */
export function unwrapLine(wrapper: AccessLog['wrapper'], line: string): string | undefined {
  if (!wrapper) {
    return line;
  }
  if (wrapper.kind === 'cri') {
    const head = CRI.exec(line);
    return head ? line.slice(head[0].length) : undefined;
  }
  const inner = jsonText(parseJson(line), wrapper.path);
  return inner === '' ? undefined : inner.replace(/\r?\n$/, '');
}

/** One key of a flat JSON object with its value. A number or a word ends where something else begins; a comma may lack. */
const PAIR = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|(?:-?[0-9][0-9.eE+-]*|true|false|null)(?=[\s,}]))\s*,?/y;

/**
 * The JSON object of a line; nothing for anything else, a bare number or list included. Of a line that breaks off, as
 * Docker cuts those above 16 kB, what stands before the break: so does Loki, which looks no further than it must.
 *
 * Two things differ. A key that stands twice has its first value in Loki, and its last here. And a query of Loki's that
 * needs the very value in which a line breaks off drops the line, while others count it.
 */
export function parseJson(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    return parseAsWritten(line) as Readonly<Record<string, unknown>>;
  } catch {
    return beforeBreak(line);
  }
}

function beforeBreak(line: string): Readonly<Record<string, unknown>> | undefined {
  const pairs: string[] = [];
  PAIR.lastIndex = 1;
  for (let match = PAIR.exec(line); match; match = PAIR.exec(line)) {
    pairs.push(`${match[1]}:${match[2]}`);
  }
  try {
    return pairs.length > 0 ? (parseAsWritten(`{${pairs.join(',')}}`) as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // Not even its beginning is JSON: control characters within a text, or numbers that are none.
    return undefined;
  }
}

/** The parts of a request line; none where it has not three, as in a TLS handshake sent to a plain port. */
export function requestParts(request: string): Pick<FieldValues, 'method' | 'uri' | 'protocol'> {
  const match = /^([^ ]*) ([^ ]*) (.*)$/s.exec(request);
  return match ? { method: match[1], uri: match[2], protocol: match[3] } : {};
}

/**
 * The fields of an access log line, read as the queries' parsers read it in Loki. Nothing where the line does not have
 * the format, which is what the signal of unparsed lines counts.
 */
export function parseLine(log: Pick<AccessLog, 'format' | 'wrapper'>, line: string): FieldValues | undefined {
  const inner = unwrapLine(log.wrapper, line);
  if (inner === undefined) {
    return undefined;
  }
  const values = log.format.kind === 'json' ? readJson(log.format.fields, inner) : readSegments(log.format, inner);
  const checked = sourceOf({ format: log.format, labels: {} }, 'status') !== undefined;
  if (!values || (checked && !new RegExp(`^${STATUS}$`).test(values.status ?? ''))) {
    return undefined;
  }
  return { ...(values.request === undefined ? {} : requestParts(values.request)), ...values };
}

function readSegments(format: AccessLog['format'], line: string): FieldValues {
  return Object.fromEntries(readText(segmentsOf(format) ?? [], line));
}

function readJson(paths: Partial<Record<Field, string>>, line: string): FieldValues | undefined {
  const value = parseJson(line);
  if (!value) {
    return undefined;
  }
  const values: FieldValues = {};
  for (const field of FIELD_NAMES) {
    const path = paths[field];
    if (path !== undefined) {
      values[field] = jsonText(value, path);
    }
  }
  return values;
}
