import type { DataSourceChoice } from '../../grafana/dataSources';
import { indexedPatterns } from '../../grafana/lokiIndex';
import { findPatterns } from '../../insights/logs/patterns';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { levelNamed, type Level } from '../../signals/logLevels';
import { hasFilter, linesOf, logSelector, type LogQuery } from '../../signals/logQuery';
import { readLines } from './readLines';

/** One pattern with its weight. */
export interface PatternRow {
  pattern: string;
  count: number;
  level: Level;
  sample: string;
  times: number[];
  counts: number[];
}

export interface PatternList {
  rows: PatternRow[];
  /** All lines that the counts are of. */
  total: number;
  /** Where they come from, in words. */
  how: string;
}

/** Loki gives up on lines of many forms: what it knows of fewer lines than this share says little of the rest. */
const COVERS = 0.8;

const SAMPLE = 3000;
const PARTS = 10;
const BUCKETS = 40;

/** Times counted in equal parts of a range: what a small chart is drawn from. */
export function bucketed(times: readonly number[], { from, to }: TimeSlice, buckets = BUCKETS) {
  const size = (to - from) / buckets;
  const counts = new Array<number>(buckets).fill(0);
  for (const time of times) {
    const index = Math.min(buckets - 1, Math.max(0, Math.floor((time - from) / size)));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return { times: counts.map((_, index) => from + (index + 0.5) * size), counts };
}

/**
 * Patterns of the lines asked for: Loki's own, where it keeps them for most of the `held` lines and nothing is asked of the
 * lines themselves (it knows them by stream only); else those of a sample. Rejects with a Problem.
 */
export async function loadPatterns(
  source: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  reading: Reading,
  held: number,
  signal?: AbortSignal
): Promise<PatternList> {
  const indexed = hasFilter(query) ? undefined : await indexedPatterns(source, logSelector(query), range, signal);
  const rows = (indexed ?? []).map(({ pattern, level, times, counts }): PatternRow => ({
    pattern,
    level: levelNamed(level ?? '') ?? 'unknown',
    sample: '',
    times,
    counts,
    count: counts.reduce((sum, count) => sum + count, 0),
  }));
  const covered = rows.reduce((sum, { count }) => sum + count, 0);
  if (covered > 0 && covered >= held * COVERS) {
    return {
      rows: rows.sort((a, b) => b.count - a.count),
      total: Math.max(covered, held),
      how: 'as Loki counted them while it took the lines',
    };
  }
  const { lines, how } = await readLines(
    source,
    linesOf(query),
    range,
    reading,
    { most: SAMPLE, parts: PARTS },
    signal
  );
  const found = findPatterns(lines).map(({ times, ...row }): PatternRow => ({ ...row, ...bucketed(times, range) }));
  return { rows: found, total: lines.length, how: `found in ${how}` };
}
