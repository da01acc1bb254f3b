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

/**
 * The streams that a LogQL query reads, each once, in order: a query may name the same streams several times, and reads
 * them as often. Where it has no range, as one for lines, the range of the question is what is read.
 * @param otherwise seconds for a query without a range of its own
 */
export function logReads(expr: string, otherwise = 0): LogRead[] {
  const reads = new Map<string, LogRead>();
  const ranges: number[] = [];
  for (const [token, range] of expr.matchAll(TOKENS)) {
    if (range !== undefined) {
      ranges.push(durationSeconds(range));
    } else if (token.startsWith('{')) {
      const before = reads.get(token);
      reads.set(token, { selector: token, seconds: 0, passes: (before?.passes ?? 0) + 1 });
    }
  }
  const seconds = ranges.length > 0 ? Math.max(...ranges) : otherwise;
  return [...reads.values()].map((read) => ({ ...read, seconds }));
}
