import { escapeRegex, select } from '../promql';
import { SET_LABEL } from './labels';

/** How far back it is told since when something is recorded. */
export const REMEMBERED_DAYS = 30;
const REMEMBERED = `${REMEMBERED_DAYS}d`;

/** PromQL that tells of everything that was ever recorded: one series for each set. */
export function recordedSetQueries(heartbeats: readonly string[]): { since: string; newest: string } {
  const any = select('', [{ label: '__name__', op: '=~', value: heartbeats.join('|') }]);
  // A subquery sees a sample for five minutes after its time: `timestamp` tells the sample's own.
  return {
    // What has just begun has no sample yet at any of the times fifteen minutes, or one, apart.
    since: [
      `min_over_time(timestamp(${any})[${REMEMBERED}:15m])`,
      `min_over_time(timestamp(${any})[15m:1m])`,
      `timestamp(${any})`,
    ]
      .map((times) => `min by (${SET_LABEL}) (${times})`)
      .join(' or '),
    newest: `max by (${SET_LABEL}) (timestamp(${any})) or max by (${SET_LABEL}) (max_over_time(timestamp(${any})[${REMEMBERED}:15m]))`,
  };
}

/**
 * PromQL that counts the series of every metric of ours, and of these, that has a sample now: one number for each metric,
 * and of heartbeats for each set.
 */
export function namedSeriesQuery(metrics: readonly string[]): string {
  const names = ['quayside:.+', ...new Set(metrics.map(escapeRegex))];
  const any = select('', [{ label: '__name__', op: '=~', value: names.join('|') }]);
  return `count by (__name__, ${SET_LABEL}) (${any})`;
}
