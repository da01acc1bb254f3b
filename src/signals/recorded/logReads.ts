import type { Conventions } from '../conventions';
import { exactParts } from '../exactParts';
import { DETECTED_LEVEL, LEVEL_WORDS, type Level } from '../logLevels';
import { hasFilter, NO_FILTER, type LogQuery } from '../logQuery';
import { anyOf, select, type Matcher } from '../promql';
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
  { scope, matchers }: LogQuery['selection'],
  own: readonly Matcher[]
): string[] | undefined {
  const known = new Set(streamLabels(conventions));
  // What the conventions ask of every stream was asked as they were recorded.
  const asRecorded: Conventions = { ...conventions, logs: { ...conventions.logs, matchers: [] } };
  const containers = scope.containers ?? [];
  const parts: Scope[] =
    containers.length > 0 ? exactParts({ containers }).map((part) => ({ ...scope, ...part })) : [scope];
  const chosen = parts.map((part): Matcher[] => [...streamMatchers(asRecorded, part), ...matchers]);
  return chosen.flat().every(({ label }) => known.has(label))
    ? chosen.map((each) => select(metric, [{ label: LOG_LABEL, op: '=', value: logKey(conventions) }, ...own, ...each]))
    : undefined;
}

/** A sum over recorded counts, a second. */
function readOf(
  query: LogQuery,
  { metric, set, by, own = [] }: { metric: string; set: LogSetId; by: readonly string[]; own?: readonly Matcher[] },
  times: RecordingTimes
): RecordedRead | undefined {
  const { conventions, selection } = query;
  const selectors = hasFilter(query) ? undefined : selectorsOf(metric, conventions, selection, own);
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

/** The words by which a recording may call a level: Loki's, or ours. */
const wordsOf = (level: Level) => [...new Set([level, ...(level === 'unknown' ? [] : LEVEL_WORDS[level])])];

/**
 * How the lines of each stream are read from their recording, a second, by the labels of the stream; of one level, as it was
 * told when they were recorded, or of all. Nothing as for levels.
 */
export function recordedLines(
  conventions: Conventions,
  scope: Scope,
  level?: Level,
  times = USUAL_TIMES
): RecordedRead | undefined {
  const own = level === undefined ? [] : [anyOf(DETECTED_LEVEL, wordsOf(level))];
  const query: LogQuery = { conventions, selection: { scope, matchers: [] }, filter: NO_FILTER, levelsFrom: 'lines' };
  return readOf(query, { metric: LOGS_RECORDED.levels, set: 'log-levels', by: streamLabels(conventions), own }, times);
}
