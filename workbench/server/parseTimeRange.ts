import { parseInterval } from './durations';

/** A time range in epoch milliseconds. */
export interface TimeRangeMs {
  from: number;
  to: number;
}

/** Reads the `from` and `to` of a query request: epoch milliseconds, or `now`, `now-1h`. */
export function parseTimeRange(from: unknown, to: unknown, now = Date.now()): TimeRangeMs {
  return { from: parseTime(from, now), to: parseTime(to, now) };
}

function parseTime(value: unknown, now: number): number {
  const text = String(value ?? '');
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  if (text === 'now') {
    return now;
  }
  const relative = /^now-(.+)$/.exec(text);
  if (relative?.[1]) {
    return now - parseInterval(relative[1]);
  }
  throw new Error(`invalid time "${text}": the workbench reads epoch milliseconds and now-<duration>`);
}
