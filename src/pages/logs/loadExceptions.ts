import { containerText } from '../../signals/containerText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLinePage, type LogLine } from '../../grafana/loki';
import { logVolumeOf } from '../../grafana/lokiCost';
import { groupExceptions, type ExceptionGroup, type RawEntry } from '../../insights/logs/exceptions';
import { readingOf, type Reading, type TimeSlice } from '../../signals/logBudget';
import { DETECTED_LEVEL } from '../../signals/logLevels';
import { exceptionLinesOf, linesOf, logSelector, NO_FILTER, type LogQuery } from '../../signals/logQuery';
import { containerOfStream } from '../../signals/streams';
import { readLines } from './readLines';

export interface ExceptionList {
  groups: ExceptionGroup[];
  /** How many incidents they are. */
  total: number;
  complete: boolean;
  how: string;
  /** The period before; nothing where that holds no lines at all. */
  before: Before | undefined;
}

/** What is known of the period before, of the same length. */
interface Before {
  fingerprints: ReadonlySet<string>;
  /** All of it was read: what is not in it is new. */
  complete: boolean;
  /** Its first line, Unix milliseconds: the streams may be younger than it. */
  since: number;
}

/** What may be read of the period before. */
interface ReadingLimits {
  everything: boolean;
  /** Bytes. */
  budget: number;
}

const SIZE = { most: 10_000, parts: 10 };

function entriesOf(lines: readonly LogLine[], { conventions }: LogQuery): RawEntry[] {
  return lines.map(({ time, line, labels, streamLabels }) => {
    const { [DETECTED_LEVEL]: _, ...own } = streamLabels ?? labels;
    const container = containerOfStream(conventions, labels);
    return {
      time,
      line,
      labels,
      stream: JSON.stringify(Object.entries(own).sort()),
      owner: container ? containerText(container) : Object.values(own).join(' '),
    };
  });
}

async function loadBefore(
  source: DataSourceChoice,
  query: LogQuery,
  { from, to }: TimeSlice,
  limits: ReadingLimits,
  signal?: AbortSignal
): Promise<Before | undefined> {
  const range = { from: from - (to - from), to: from };
  const all = linesOf({ ...query, filter: NO_FILTER });
  // The index counts chunks that reach into the range: only a line proves that there was one.
  const [first] = await queryLinePage(source, all, range, { limit: 1, order: 'oldest' }, signal);
  if (!first) {
    return undefined;
  }
  const { bytes } = await logVolumeOf(source, logSelector(query), range, signal);
  const reading = readingOf(range, bytes, limits);
  const found = await readLines(source, exceptionLinesOf(query), range, reading, SIZE, signal);
  const fingerprints = groupExceptions(entriesOf(found.lines, query)).map(({ fingerprint }) => fingerprint);
  return { fingerprints: new Set(fingerprints), complete: found.complete, since: first.time };
}

/** Exceptions among the lines asked for, and what the period before had of them. Rejects with a Problem. */
export async function loadExceptions(
  source: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  reading: Reading,
  limits: ReadingLimits,
  signal?: AbortSignal
): Promise<ExceptionList> {
  const { lines, complete, how } = await readLines(source, exceptionLinesOf(query), range, reading, SIZE, signal);
  const groups = groupExceptions(entriesOf(lines, query));
  const before = groups.length > 0 ? await loadBefore(source, query, range, limits, signal) : undefined;
  return { groups, total: groups.reduce((sum, { count }) => sum + count, 0), complete, how, before };
}
