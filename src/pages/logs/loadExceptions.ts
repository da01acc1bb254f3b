import { containerText } from '../../components/logs/containerText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { groupExceptions, type ExceptionGroup, type RawEntry } from '../../insights/logs/exceptions';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { DETECTED_LEVEL } from '../../signals/logLevels';
import { exceptionLinesOf, type LogQuery } from '../../signals/logQuery';
import { containerOfStream } from '../../signals/streams';
import { readLines } from './readLines';

export interface ExceptionList {
  groups: ExceptionGroup[];
  /** How many incidents they are. */
  total: number;
  complete: boolean;
  how: string;
  /** Fingerprints that the period before had as well; nothing where that holds no lines at all. */
  before: ReadonlySet<string> | undefined;
  /** All of the period before was read: what is not in it is new. */
  beforeComplete: boolean;
}

const MOST_LINES = 10_000;
const PARTS = 10;

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

/** Exceptions among the lines asked for, and which of them the period before had not. Rejects with a Problem. */
export async function loadExceptions(
  source: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  reading: Reading,
  previous: { range: TimeSlice; reading: Reading; holdsLines: boolean },
  signal?: AbortSignal
): Promise<ExceptionList> {
  const expr = exceptionLinesOf(query);
  const size = { most: MOST_LINES, parts: PARTS };
  const found = await readLines(source, expr, range, reading, size, signal);
  const groups = groupExceptions(entriesOf(found.lines, query));
  const before = previous.holdsLines
    ? await readLines(source, expr, previous.range, previous.reading, size, signal)
    : undefined;
  return {
    groups,
    total: groups.reduce((sum, { count }) => sum + count, 0),
    complete: found.complete,
    how: found.how,
    before: before && new Set(groupExceptions(entriesOf(before.lines, query)).map(({ fingerprint }) => fingerprint)),
    beforeComplete: before?.complete ?? false,
  };
}
