import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryPoints } from '../../grafana/prometheus';
import { findRecordings, missingSeconds, planOf } from '../../grafana/recordingsFound';
import { volumeSteps } from '../../insights/logs/volumeSteps';
import type { TimeSlice } from '../../signals/logBudget';
import type { LogQuery } from '../../signals/logQuery';
import { logHeartbeats, recordedExceptions } from '../../signals/recorded/logReads';

/** Lines that name something thrown, as they were recorded. */
export interface RecordedExceptions {
  count: number;
  /** The share of the range that was recorded, 0 to 1. */
  share: number;
}

/**
 * How many lines name something thrown, by their recording: where not all of the logs is read, that is the only number of
 * all of them. Nothing where it is not recorded, or not by what is asked. Rejects with a Problem.
 */
export async function loadRecordedExceptions(
  prometheus: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  signal?: AbortSignal
): Promise<RecordedExceptions | undefined> {
  const read = recordedExceptions(query);
  const { stepSeconds, times } = volumeSteps(range);
  const [from = range.to] = times;
  const recordings =
    read &&
    (await findRecordings(
      prometheus,
      logHeartbeats(query.conventions),
      { from, stepSeconds, count: times.length },
      signal
    ));
  const plan = read && recordings && (await planOf(recordings, read));
  if (!plan) {
    return undefined;
  }
  const found = await queryPoints(prometheus, read.query(stepSeconds), { from, to: range.to, stepSeconds }, signal);
  const rates = found.flatMap(({ values }) => values);
  return {
    count: Math.round(rates.reduce((sum, rate) => sum + rate * stepSeconds, 0)),
    share: 1 - missingSeconds(plan) / (times.length * stepSeconds),
  };
}
