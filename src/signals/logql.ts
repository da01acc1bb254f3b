import { braces, quote, type Matcher } from './promql';

/** Answered by every Loki that answers queries at all, without reading a log. */
export const ANSWERS = 'vector(1)';

/**
 * A Loki stream selector. Loki refuses one that could match the empty value of every label, so a selector without any
 * condition asks for streams that have `fallback` at all.
 */
export function streams(matchers: readonly Matcher[], fallback: string): string {
  const selective = matchers.some(({ op, value }) => value !== '' && (op === '=' || (op === '=~' && value !== '.*')));
  return braces(selective ? matchers : [...matchers, { label: fallback, op: '=~', value: '.+' }]);
}

/** Keeps lines that contain (`|=`) or lack (`!=`) a text, or match (`|~`) or miss (`!~`) an RE2 expression. */
export function lineFilter(op: '|=' | '!=' | '|~' | '!~', text: string): string {
  return `${op} ${quote(text)}`;
}

/** Makes the line of labels, by a template of Go's. */
export function lineFormat(template: string): string {
  return `| line_format ${quote(template)}`;
}
