import type { Matcher } from './promql';

/** Several values in one part of a URL: commas between them, so those within are escaped. */
export function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map(decode);
}

/** The reverse of `listOf`. */
export function textOf(values: readonly string[]): string {
  return values.map((value) => encodeURIComponent(value)).join(',');
}

/** A URL that somebody typed may hold a lone `%`: then it means itself. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A condition on a label, as URLs and pages write it: `job=nginx`. */
export function matcherText({ label, op, value }: Matcher): string {
  return `${label}${op}${value}`;
}
