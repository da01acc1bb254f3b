import { formatInterval, parseInterval } from './durations';
import { replaceBuiltIns } from './interpolatePrometheus';
import type { TimeRangeMs } from './parseTimeRange';

/** What decides the step and the built-in variables of a Loki query. */
export interface LokiIntervals {
  expr: string;
  range: TimeRangeMs;
  queryType: 'range' | 'instant';
  intervalMs?: number;
  step?: string;
  resolution?: number;
}

/** Computes the step and replaces the built-in variables, as Grafana's Loki back end does. */
export function interpolateLoki(query: LokiIntervals): { expr: string; stepMs: number } {
  const intervalMs = query.intervalMs ?? 1000;
  const rangeMs = query.range.to - query.range.from;
  const rangeS = Math.round(rangeMs / 1000);
  const resolution = [1, 2, 3, 4, 5, 10].includes(query.resolution ?? 1) ? (query.resolution ?? 1) : 1;
  const stepMs = query.step
    ? parseInterval(query.step) * resolution
    : Math.ceil(Math.max(intervalMs * resolution, rangeMs / 11_000));
  const expr = replaceBuiltIns(query.expr, {
    __interval_ms: String(Math.floor(intervalMs)),
    __interval: formatInterval(intervalMs),
    __range_ms: String(rangeMs),
    __range_s: String(rangeS),
    __range: `${rangeS}s`,
  });
  // `${__auto}` is no variable in Grafana, so it is left as it is.
  return {
    expr: expr.replaceAll('$__auto', query.queryType === 'instant' ? `${rangeS}s` : formatInterval(stepMs)),
    stepMs,
  };
}
