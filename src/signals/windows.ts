import { durationText } from './promql';

/** The window of rates in tables and findings, which say one number for a container. */
export const TABLE_WINDOW = '5m';

/**
 * The window in which events (restarts, OOM kills) are counted: the range (Unix milliseconds), in whole minutes, but never
 * more than an hour, whose cost is known, and never less than five minutes.
 */
export function eventsWindow(range: { from: number; to: number }): string {
  return durationText(Math.min(3600, Math.max(300, Math.round((range.to - range.from) / 60000) * 60)));
}
