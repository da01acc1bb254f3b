import type { RecordingTimes } from '../signals/recorded/recordingRule';
import type { RecordingState } from './alerting/recordingGroups';

/** How a recording fares. */
export type RecordingHealth =
  /** Its samples come. */
  | 'recording'
  /** The ruler evaluates it, and fails. */
  | 'failing'
  /** Its samples came, and come no more. */
  | 'stopped'
  /** It is evaluated, and no sample was ever seen in Prometheus. */
  | 'never'
  /** It is evaluated, and has no sample now; without a heartbeat nobody knows whether there was anything to record. */
  | 'silent'
  /** It has not been evaluated yet. */
  | 'waiting'
  /** Its rules are kept in the settings only. */
  | 'paused'
  /** Samples come, but no rules of it are known. */
  | 'elsewhere'
  /** No rules of it are known, and samples come no more: it was removed. */
  | 'ended'
  /** Prometheus could not be asked. */
  | 'unknown';

/** A sample that is later than this many intervals is missed. */
const LATE_INTERVALS = 4;

/** What is not known to be recorded has ended when nothing came for so long. Milliseconds. */
const ENDED_MS = 15 * 60_000;

type Evaluated = Extract<RecordingHealth, 'recording' | 'failing' | 'stopped' | 'never' | 'waiting'>;

/**
 * How a recording with a heartbeat fares, from what its ruler and Prometheus say. Times are Unix milliseconds, and `now` is
 * the present: a range that ended yesterday says nothing of a ruler.
 */
export function healthOf(
  { intervalSeconds, lateSeconds }: RecordingTimes,
  states: readonly RecordingState[],
  newest: number | undefined,
  now: number
): Evaluated {
  if (states.some(({ health }) => health === 'error')) {
    return 'failing';
  }
  const limit = (lateSeconds + LATE_INTERVALS * intervalSeconds) * 1000;
  if (newest !== undefined) {
    return now - newest > limit ? 'stopped' : 'recording';
  }
  return states.some(({ lastEvaluation }) => lastEvaluation !== undefined) ? 'never' : 'waiting';
}

/** The same for rules that somebody else made, which have no heartbeat. */
export function foreignHealth(states: readonly RecordingState[], series: number): RecordingHealth {
  if (states.some(({ health }) => health === 'error')) {
    return 'failing';
  }
  if (series > 0) {
    return 'recording';
  }
  return states.some(({ lastEvaluation }) => lastEvaluation !== undefined) ? 'silent' : 'waiting';
}

/** Whether what nobody is known to record is recorded no more. */
export function hasEnded(newest: number, now: number): boolean {
  return now - newest > ENDED_MS;
}
