import { durationSeconds } from './promql';

/** What one evaluation of a query reads of some streams. */
export interface LogRead {
  /** A stream selector, as the query has it. */
  selector: string;
  /** The longest range that it is read over. */
  seconds: number;
  /** How often it is read. */
  passes: number;
}

/** Strings and comments of LogQL, in which nothing is a selector; then selectors, then ranges. */
const TOKENS =
  /"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*|\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`}])*\}|\[\s*((?:\d+(?:ms|[smhdwy]))+)\s*\]/gs;

/** The stream selectors of a LogQL query, in order, as often as it has them. */
export function selectorsIn(expr: string): string[] {
  return [...expr.matchAll(TOKENS)].map(([token]) => token).filter((token) => token.startsWith('{'));
}

/**
 * The streams that a LogQL query reads, each once, in order: a query may name the same streams several times, and reads
 * them as often. One without a range, such as one for lines, reads no seconds by itself.
 */
export function streamReads(expr: string): LogRead[] {
  const ranges = [...expr.matchAll(TOKENS)].flatMap(([, range]) => (range === undefined ? [] : durationSeconds(range)));
  const seconds = Math.max(0, ...ranges);
  const passes = new Map<string, number>();
  selectorsIn(expr).forEach((selector) => passes.set(selector, (passes.get(selector) ?? 0) + 1));
  return [...passes].map(([selector, count]) => ({ selector, seconds, passes: count }));
}
