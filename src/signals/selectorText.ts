import { braces, type Matcher } from './promql';

const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/;

/** The text of a Go string in double quotes, as Loki and Prometheus write their values. */
function unquoted(text: string): string {
  if (text.startsWith('`')) {
    return text.slice(1, -1);
  }
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g, (_whole, hex?: string, code?: string, char = '') =>
      (hex ?? code) ? String.fromCharCode(parseInt(hex ?? code ?? '', 16)) : (escapes[char] ?? char)
    );
}

/**
 * The matchers of a selector as people write it: `{job="nginx", host=~"web-.*"}`, its braces left out or not.
 * @throws Error in words for whoever typed it
 */
export function parseSelector(text: string): Matcher[] {
  let rest = text.trim().replace(/^\{/, '').replace(/\}$/, '');
  const matchers: Matcher[] = [];
  while (rest.trim() !== '') {
    const match = MATCHER.exec(rest);
    const [whole = '', label = '', op, quoted = ''] = match ?? [];
    const known = (['=', '!=', '=~', '!~'] as const).find((one) => one === op);
    if (!known) {
      throw new Error(
        `Write labels like job="nginx", with commas between them; this is none: ${rest.trim().slice(0, 40)}`
      );
    }
    matchers.push({ label, op: known, value: unquoted(quoted) });
    rest = rest.slice(whole.length);
    if (rest !== '' && !rest.startsWith(',')) {
      throw new Error(`A comma is missing before: ${rest.slice(0, 40)}`);
    }
    rest = rest.slice(1);
  }
  if (!matchers.some(({ op, value }) => value !== '' && (op === '=' || (op === '=~' && value !== '.*')))) {
    throw new Error('Name a label that the streams have, such as job="nginx": Loki refuses to look through everything');
  }
  return matchers;
}

/** The reverse of `parseSelector`. */
export function selectorText(matchers: readonly Matcher[]): string {
  return braces(matchers);
}
