import { select } from '../promql';
import type { RecordedSet, RecordingTimes } from './recordingRule';

/** How much later a sample is than the middle of the lines that it counts. Milliseconds. */
function lagMs({ intervalSeconds, lateSeconds }: RecordingTimes): number {
  return Math.round((lateSeconds + intervalSeconds / 2) * 1000);
}

/** The selector of a set's heartbeat. */
export function heartbeatSelector({ metric, matchers }: RecordedSet['heartbeat']): string {
  return select(metric, matchers);
}

/**
 * How many evaluations counted lines of a window, by the middle of the lines of each. One millisecond less than the
 * window: Prometheus 2 counts a sample at the very beginning of a range, Prometheus 3 does not, and of two adjacent windows
 * only one may have it.
 */
export function evaluationsIn(
  heartbeat: RecordedSet['heartbeat'],
  windowSeconds: number,
  times: RecordingTimes
): string {
  return `max(count_over_time(${heartbeatSelector(heartbeat)}${countedWindow(windowSeconds, times)}))`;
}

/** The range of recorded samples whose lines lie in a window that ends at the time of evaluation. */
export function countedWindow(windowSeconds: number, times: RecordingTimes): string {
  return `[${Math.round(windowSeconds * 1000) - 1}ms] offset -${lagMs(times)}ms`;
}
