import type { Matcher } from '../promql';

/** A rule that a ruler of Loki's evaluates, whose samples it writes to Prometheus. */
export interface RecordingRule {
  /** The name of the metric that it makes. */
  record: string;
  /** LogQL: an aggregation over exactly one interval of lines, `offset` by what lines may be late. */
  expr: string;
  labels: Readonly<Record<string, string>>;
}

/** When a group of recording rules is evaluated, and which lines it counts. Seconds. */
export interface RecordingTimes {
  /** From one evaluation to the next; every rule counts the lines of exactly this long, so that counts can be added. */
  intervalSeconds: number;
  /** How long lines are waited for: a line that arrives later than this is never counted. */
  lateSeconds: number;
}

/** A minute, and a minute for lines that are late: shippers batch for seconds, and send again after a failure. */
export const USUAL_TIMES: RecordingTimes = { intervalSeconds: 60, lateSeconds: 60 };

/** Rules that are recorded together, with the metric that tells whether they were. */
export interface RecordedSet {
  id: string;
  title: string;
  /** What it brings, and what it needs. */
  description: string;
  times: RecordingTimes;
  /** Series that each of its rules may make; a ruler records nothing of a rule that makes more. Absent: any number. */
  limit?: number;
  rules: readonly RecordingRule[];
  /**
   * The series that has a sample for every evaluation, of all lines that were read, 0 without any: where it has none,
   * nothing was recorded. Its rule is the last of the set: once it has a sample, all others have theirs.
   */
  heartbeat: { metric: string; matchers: readonly Matcher[] };
}

/** How a signal is read from its recording. */
export interface RecordedRead {
  /**
   * PromQL of the signal at the end of each window: a second for rates, in the labels that its own query gives. Times come
   * in cumulative buckets with the label `le`.
   */
  query: (windowSeconds: number) => string;
  /** The series that tells for which time there is a recording. */
  heartbeat: RecordedSet['heartbeat'];
  /**
   * The query has values for other times as well, which are not to be used: each step is then read from the recording as a
   * whole, or not at all.
   */
  isBeyond?: boolean;
  times: RecordingTimes;
}
