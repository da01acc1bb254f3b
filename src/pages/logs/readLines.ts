import { inTurns } from '../../components/logs/inTurns';
import { mergeLines, nextPage } from '../../components/logs/mergeLines';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLinePage, type LogLine } from '../../grafana/loki';
import type { Reading } from '../../signals/logBudget';

/** Lines of a range, and how much of it they are. */
export interface LineSample {
  lines: LogLine[];
  /** Every line of the range is there. */
  complete: boolean;
  /** In words, how these were chosen among the rest. */
  how: string;
}

/** What Loki gives in one answer at most. */
const LARGEST_PAGE = 5000;

/** Reads lines newest first, page after page, until there are no more or `most` of them. */
async function readNewest(
  source: DataSourceChoice,
  expr: string,
  range: { from: number; to: number },
  most: number,
  signal?: AbortSignal
): Promise<{ lines: LogLine[]; complete: boolean }> {
  let lines: LogLine[] = [];
  let rest = range;
  while (lines.length < most) {
    const limit = Math.min(LARGEST_PAGE, most - lines.length + 1);
    const page = await queryLinePage(source, expr, rest, { limit, order: 'newest' }, signal);
    const before = lines.length;
    lines = mergeLines(lines, page);
    if (page.length < limit) {
      return { lines, complete: true };
    }
    const last = page[page.length - 1];
    if (!last || lines.length === before) {
      break;
    }
    rest = nextPage(range, last.time, 'newest');
  }
  return { lines, complete: false };
}

/**
 * At most `most` lines of a range: all of them where that is enough, otherwise the newest of `parts` evenly spread parts;
 * of what is not read whole, of its slices. Rejects with a Problem.
 */
export async function readLines(
  source: DataSourceChoice,
  expr: string,
  range: { from: number; to: number },
  reading: Reading,
  { most, parts }: { most: number; parts: number },
  signal?: AbortSignal
): Promise<LineSample> {
  const percent = Math.max(1, Math.round(reading.share * 100));
  const ofSlices = `${reading.slices.length} evenly spread slices, ${percent} % of the range`;
  if (reading.whole) {
    const found = await readNewest(source, expr, range, most, signal);
    if (found.complete) {
      return { ...found, how: 'all lines of the range' };
    }
  }
  const slices = reading.whole
    ? Array.from({ length: parts }, (_, index) => {
        const size = (range.to - range.from) / parts;
        return { from: Math.round(range.from + index * size), to: Math.round(range.from + (index + 1) * size) };
      })
    : reading.slices;
  const each = Math.ceil(most / slices.length);
  const found = await inTurns(slices, (slice) => readNewest(source, expr, slice, each, signal));
  const lines = found.flatMap((part) => part.lines);
  const cut = found.some(({ complete }) => !complete);
  return {
    lines: lines.sort((a, b) => b.time - a.time),
    complete: reading.whole && !cut,
    how: reading.whole
      ? `the newest ${each} of each of ${parts} evenly spread parts of the range`
      : `${cut ? `the newest ${each} of each of ` : 'all of '}${ofSlices}`,
  };
}
