import { jsonPath, parseAsWritten, type JsonStep } from '../../signals/nginx/jsonPath';

/** A named part of a line. */
export interface LineField {
  from: 'json' | 'logfmt';
  /** A path of Loki's `json` stage, or a key of logfmt. */
  name: string;
  value: string;
}

/** A line with more than this is shown with the first ones: it is somebody's whole document. */
const MOST_FIELDS = 200;

function flatten(value: unknown, steps: readonly JsonStep[], into: LineField[]): void {
  if (into.length >= MOST_FIELDS) {
    return;
  }
  if (typeof value === 'object' && value !== null) {
    const entries: Array<[JsonStep, unknown]> = Array.isArray(value)
      ? value.map((one: unknown, index): [JsonStep, unknown] => [index, one])
      : Object.entries(value);
    entries.forEach(([step, one]) => flatten(one, [...steps, step], into));
    return;
  }
  if (steps.length > 0) {
    into.push({ from: 'json', name: jsonPath(steps), value: value === null ? '' : String(value) });
  }
}

/** A key begins where no other does: otherwise a long word would be searched from each of its letters. */
const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/g;

/** Fewer pairs than this are a sentence in which somebody happens to write an equals sign. */
const LEAST_PAIRS = 2;

function logfmtFields(line: string): LineField[] {
  const [head = ''] = line.split('\n', 1);
  const fields = [...head.matchAll(PAIR)].map(([, name = '', quoted, plain]): LineField => ({
    from: 'logfmt',
    name,
    value: quoted === undefined ? (plain ?? '') : unescape(quoted),
  }));
  return fields.length >= LEAST_PAIRS ? fields.slice(0, MOST_FIELDS) : [];
}

function unescape(quoted: string): string {
  try {
    const text: unknown = JSON.parse(`"${quoted}"`);
    return String(text);
  } catch {
    // Not every logger escapes as JSON does: then the text is shown as it stands.
    return quoted;
  }
}

/** The object that a line of JSON holds. */
export function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    const parsed = parseAsWritten(line);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    // Cut off, or no JSON after all: a line like any other.
    return undefined;
  }
}

/** The fields of a line in JSON or logfmt; none of any other. */
export function lineFields(line: string): LineField[] {
  const object = jsonObject(line);
  if (!object) {
    return logfmtFields(line);
  }
  const fields: LineField[] = [];
  flatten(object, [], fields);
  return fields;
}
