/** Text in quotes, which stays as it is, or the window of a range aggregation. */
const LITERAL_OR_WINDOW = /"(?:\\.|[^"\\])*"|`[^`]*`|\[[0-9a-z]+\]/gs;

/**
 * A LogQL query that looks at its lines some seconds later: every window gets an `offset`. A ruler evaluates at the
 * present time, when lines that are still under way are missing, and lacks Prometheus' `query_offset` (Loki 3.7 drops it
 * without a word).
 */
export function delayed(expr: string, seconds: number): string {
  if (seconds <= 0) {
    return expr;
  }
  return expr.replace(LITERAL_OR_WINDOW, (part) => (part.startsWith('[') ? `${part} offset ${seconds}s` : part));
}
