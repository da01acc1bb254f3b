import { durationSeconds } from './promql';

/** A range or a subquery's range, in PromQL and LogQL. Texts in quotes may hold anything. */
const WINDOW = /"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|\[((?:\d+(?:ms|[smhdwy]))+)(?::[^\]]*)?\]/g;

/** The shortest time that a query looks back from each of its steps, in seconds; undefined where it looks at moments only. */
export function shortestWindow(expr: string): number | undefined {
  const windows = [...expr.matchAll(WINDOW)].flatMap(([, window]) => (window ? [durationSeconds(window)] : []));
  return windows.length > 0 ? Math.min(...windows) : undefined;
}
