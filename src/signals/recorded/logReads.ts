import type { Conventions } from '../conventions';
import { exactParts } from '../exactParts';
import { DETECTED_LEVEL } from '../logLevels';
import { hasFilter, type LogQuery } from '../logQuery';
import { select, type Matcher } from '../promql';
import type { Scope } from '../scope';
import { streamLabels, streamMatchers } from '../streams';
import { countedWindow } from './heartbeat';
import { LOG_LABEL } from './labels';
import { logHeartbeat, logKey, LOGS_RECORDED, type LogSetId } from './logSets';
import { USUAL_TIMES, type RecordedRead, type RecordedSet, type RecordingTimes } from './recordingRule';

/** The heartbeats of all sets that are recorded of containers' logs. */
export function logHeartbeats(conventions: Conventions): RecordedSet['heartbeat'] {
  return { metric: LOGS_RECORDED.lines, matchers: [{ label: LOG_LABEL, op: '=', value: logKey(conventions) }] };
}

/**
 * The recorded series of exactly these streams, as selectors without a range; nothing where the recording does not have the
 * labels by which they are chosen.
 */
function selectorsOf(
  metric: string,
  conventions: Conventions,
  { scope, matchers }: LogQuery['selection']
): string[] | undefined {
  const known = new Set(streamLabels(conventions));
  // What the conventions ask of every stream was asked as they were recorded.
  const asRecorded: Conventions = { ...conventions, logs: { ...conventions.logs, matchers: [] } };
  const containers = scope.containers ?? [];
  const parts: Scope[] =
    containers.length > 0 ? exactParts({ containers }).map((part) => ({ ...scope, ...part })) : [scope];
  const chosen = parts.map((part): Matcher[] => [...streamMatchers(asRecorded, part), ...matchers]);
  return chosen.flat().every(({ label }) => known.has(label))
    ? chosen.map((each) => select(metric, [{ label: LOG_LABEL, op: '=', value: logKey(conventions) }, ...each]))
    : undefined;
}

/** A sum over recorded counts, a second. */
function readOf(
  query: LogQuery,
  { metric, set, by }: { metric: string; set: LogSetId; by: readonly string[] },
  times: RecordingTimes
): RecordedRead | undefined {
  const { conventions, selection } = query;
  const selectors = hasFilter(query) ? undefined : selectorsOf(metric, conventions, selection);
  return (
    selectors && {
      query: (windowSeconds) => {
        const sums = selectors.map((selector) => `sum_over_time(${selector}${countedWindow(windowSeconds, times)})`);
        return `sum by (${by.join(', ')}) (${sums.join(' or ')}) / ${windowSeconds}`;
      },
      heartbeat: logHeartbeat(conventions, set),
      times,
    }
  );
}

/**
 * How the volume by level is read from its recording, in lines a second by `detected_level`; nothing where something is asked
 * of the lines, or of a label that the recording has not. Which levels are chosen does not matter: all are counted.
 */
export function recordedLevels(query: LogQuery, times = USUAL_TIMES): RecordedRead | undefined {
  const all = { ...query, filter: { ...query.filter, levels: [] } };
  return readOf(all, { metric: LOGS_RECORDED.levels, set: 'log-levels', by: [DETECTED_LEVEL] }, times);
}

/** How lines that name something thrown are read from their recording, a second, all together; nothing as for levels. */
export function recordedExceptions(query: LogQuery, times = USUAL_TIMES): RecordedRead | undefined {
  return readOf(query, { metric: LOGS_RECORDED.exceptions, set: 'log-exceptions', by: [] }, times);
}
