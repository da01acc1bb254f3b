import type { Conventions } from '../conventions';
import { delayed } from '../delayed';
import { hashOfValue } from '../hashOf';
import { LOG_HEALTH_SIGNALS } from '../logHealth';
import { DETECTED_LEVEL, levelFilters, LEVELS, type LevelsFrom } from '../logLevels';
import { EVERYTHING } from '../scope';
import { streamLabels, streamsOf } from '../streams';
import { LOG_LABEL, SET_LABEL } from './labels';
import { USUAL_TIMES, type RecordedSet, type RecordingRule, type RecordingTimes } from './recordingRule';

/** The metrics that are recorded of containers' logs: counts of one interval's lines, to be added with `sum_over_time`. */
export const LOGS_RECORDED = {
  levels: 'quayside:container_log_lines:count1m',
  exceptions: 'quayside:container_exceptions:count1m',
  lines: 'quayside:log_lines:count1m',
} as const;

/** What the user of a recorded set of logs chooses. */
export interface LogSetOptions {
  conventions: Conventions;
  /** Where Loki notes the levels of lines itself, one rule counts all of them. */
  levelsFrom: LevelsFrom;
  times?: RecordingTimes;
}

/** The sets that containers' logs are recorded in. */
export type LogSetId = 'log-levels' | 'log-exceptions';

/** What identifies the streams that the conventions name. Series of others are not these. */
export function logKey({ logs }: Conventions): string {
  return hashOfValue(logs);
}

/** The series that tells whether a set was recorded: one sample for each evaluation. */
export function logHeartbeat(conventions: Conventions, set: LogSetId): RecordedSet['heartbeat'] {
  return {
    metric: LOGS_RECORDED.lines,
    matchers: [
      { label: LOG_LABEL, op: '=', value: logKey(conventions) },
      { label: SET_LABEL, op: '=', value: set },
    ],
  };
}

/** What can be recorded of all containers' logs, as sets that are installed with one click each. */
export function logSets({ conventions, levelsFrom, times = USUAL_TIMES }: LogSetOptions): RecordedSet[] {
  const window = `${times.intervalSeconds}s`;
  const streams = streamsOf(conventions, EVERYTHING);
  const key = logKey(conventions);
  const by = streamLabels(conventions);
  const rule = (record: string, expr: string, labels: Record<string, string> = {}): RecordingRule => ({
    record,
    expr: delayed(expr, times.lateSeconds),
    labels: { [LOG_LABEL]: key, ...labels },
  });
  const counted = (filters: readonly string[], labels: readonly string[]) =>
    `sum by (${labels.join(', ')}) (count_over_time(${[streams, ...filters].join(' ')} [${window}]))`;
  const set = (id: LogSetId, title: string, description: string, rules: RecordingRule[]): RecordedSet => ({
    id,
    title,
    description,
    times,
    rules: [
      ...rules,
      rule(LOGS_RECORDED.lines, `sum(count_over_time(${streams} [${window}])) or vector(0)`, { [SET_LABEL]: id }),
    ],
    heartbeat: logHeartbeat(conventions, id),
  });
  const levels =
    levelsFrom === 'detected'
      ? [rule(LOGS_RECORDED.levels, counted([], [...by, DETECTED_LEVEL]))]
      : LEVELS.map((level) =>
          rule(LOGS_RECORDED.levels, counted(levelFilters([level], 'lines'), by), { [DETECTED_LEVEL]: level })
        );
  const exceptions = LOG_HEALTH_SIGNALS.exceptions.query({ conventions, scope: EVERYTHING, window, range: window });
  return [
    set(
      'log-levels',
      'Logs: lines of each container by level',
      'How many lines each container wrote, and how grave they are: which one grows, and which one began to complain.',
      levels
    ),
    set(
      'log-exceptions',
      'Logs: exceptions of each container',
      'Lines that name something thrown: an exception, an error with a name of its own, or a panic. To be drawn and alerted on; the Logs page, which shows their words, reads the logs.',
      [rule(LOGS_RECORDED.exceptions, exceptions)]
    ),
  ];
}
