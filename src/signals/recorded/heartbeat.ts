import { select } from '../promql';
import { HOSTS_LABEL, SET_LABEL } from './labels';
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
 * only one may have it. The heartbeat is another series whenever other virtual hosts are recorded by name.
 */
export function evaluationsIn(
  heartbeat: RecordedSet['heartbeat'],
  windowSeconds: number,
  times: RecordingTimes
): string {
  const counts = `count_over_time(${heartbeatSelector(heartbeat)}${countedWindow(windowSeconds, times)})`;
  return `sum(max by (${HOSTS_LABEL}) (${counts}))`;
}

/**
 * PromQL that tells which sets were recorded within the range before the time of the query: for each, and for each list of
 * virtual hosts that it recorded by name, the number of evaluations.
 */
export function setsRecorded(heartbeats: RecordedSet['heartbeat'], range: string): string {
  return `max by (${SET_LABEL}, ${HOSTS_LABEL}) (count_over_time(${heartbeatSelector(heartbeats)}[${range}]))`;
}

/** How long a window must be to hold the same number of evaluations wherever it begins: at least so many seconds. */
export function evenWindow(atLeastSeconds: number, { intervalSeconds }: RecordingTimes): number {
  return Math.max(1, Math.ceil(atLeastSeconds / intervalSeconds)) * intervalSeconds;
}

/** The range of recorded samples whose lines lie in a window that ends at the time of evaluation. */
export function countedWindow(windowSeconds: number, times: RecordingTimes): string {
  return `[${Math.round(windowSeconds * 1000) - 1}ms] offset -${lagMs(times)}ms`;
}
