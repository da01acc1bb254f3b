import { inTurns } from '../../components/logs/inTurns';
import { queryLinePage, queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { listQueries, listRows, PLAIN_LOKI, type ListRow, type RankedList } from '../../signals/nginx/lists';
import { listedRequests, sampledRow } from '../../signals/nginx/sampledRequests';
import { durationText } from '../../signals/promql';
import type { ListQuestion } from './loadList';

/** More queries than these for one list are too many for a Loki that others use as well. */
const MOST_QUERIES = 4000;

/** Values that a query is meant to find: well below what Loki gives series for (`max_query_series`, 500 as it comes). */
const VALUES_AIMED_AT = 380;

/** Lines that an answer is meant to have: well below what Loki gives in one (`max_entries_limit_per_query`). */
const LINES_AIMED_AT = 4000;
const MOST_LINES = 5000;

/** From how many lines on several pieces are read side by side. */
const LINES_IN_ROW = 50_000;
const LANES = 4;

/** A piece that has few values is followed by one at most so many times as long. */
const MOST_GROWTH = 16;

/** Milliseconds: in less time Loki's own clock is not fine enough. */
const SHORTEST = 10;

/** Nanoseconds of a millisecond. */
const NANOS = BigInt(1_000_000);

/** Queries for a list of so many lines, if each finds as many values among as many lines as a slice of a sample did. */
export function queriesFor(lines: number, { values, of }: { values: number; of: number }): number {
  return Math.max(1, Math.ceil(Math.min((of * values) / VALUES_AIMED_AT, lines / LINES_AIMED_AT)));
}

/** How a list is counted, for those who watch. */
export interface Watched {
  signal?: AbortSignal | undefined;
  /** Told of the share of the range that is counted, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** A list has so many values that to count them all would take about this many queries. */
export class TooManyQueries extends Error {
  constructor(readonly queries: number) {
    super(`about ${queries} queries`);
  }
}

export const isLimit = (error: unknown): boolean => error instanceof Problem && error.kind === 'limit';

/** Milliseconds as a duration of Loki's. */
const spanText = (ms: number) => (ms % 1000 === 0 ? durationText(ms / 1000) : `${ms}ms`);

/** A stretch of the range that is counted piece by piece, from its end. Unix milliseconds. */
interface Lane {
  from: number;
  /** What is behind it is counted. */
  at: number;
  /** How long the next piece is to be. */
  next: number;
}

/** What a piece holds, of how much of what an answer is meant to hold; nothing where that is more than it can hold. */
type Piece = { rows: ListRow[]; filled: number } | undefined;
type ReadPiece = (at: number, span: number, signal: AbortSignal) => Promise<Piece>;

type Counted = Pick<ListQuestion, 'source' | 'context' | 'lines'>;

/** Values counted by Loki: cheap where they are few among many requests. */
const byValues =
  (which: RankedList, { source, context }: Counted): ReadPiece =>
  async (at, span, signal) => {
    const within = { ...context, range: spanText(span) };
    try {
      const { exact } = listQueries(which, within, PLAIN_LOKI, 1);
      const rows = listRows(which, within, await queryLogInstant(source, exact, at, signal));
      return { rows, filled: rows.length / VALUES_AIMED_AT };
    } catch (error) {
      if (isLimit(error)) {
        return undefined;
      }
      throw error;
    }
  };

/** The requests themselves, with nothing but what the list is of: cheaper where nearly each has a value of its own. */
const byRequests = (which: RankedList, { source, context }: Counted): ReadPiece => {
  const logs = listedRequests(which, context);
  return async (at, span, signal) => {
    // Counts are of what is after the beginning, up to and with the end; lines are given the other way round.
    const range = { from: at - span, to: at + 1 };
    const [after, until] = [BigInt(at - span) * NANOS, BigInt(at) * NANOS];
    const rows: ListRow[] = [];
    let most = 0;
    for (const log of logs) {
      const page = { limit: MOST_LINES, order: 'newest' } as const;
      const found = await queryLinePage(source, log.expr, range, page, signal);
      if (found.length >= MOST_LINES) {
        return undefined;
      }
      most = Math.max(most, found.length);
      for (const { line, nanos } of found) {
        const time = BigInt(nanos);
        const values = time > after && time <= until ? sampledRow(which, log.read(line)) : undefined;
        if (values) {
          rows.push({ values, count: 1 });
        }
      }
    }
    return { rows, filled: most / LINES_AIMED_AT };
  };
};

/**
 * The exact list of a range, of any number of values, put together from pieces of the range that Loki can answer. Where a
 * few thousand requests have more values than it counts in one query, the requests are read and counted here. How long a
 * piece may be is learned from those before it; together they read the range once, and the blocks in which they touch once
 * more. Rejects with TooManyQueries as soon as that shows, and with a Problem.
 * @param range Unix milliseconds, of whole seconds
 */
export async function countExactly(
  which: RankedList,
  question: Counted,
  range: { from: number; to: number },
  { signal, onProgress }: Watched = {}
): Promise<ListRow[]> {
  const { lines } = question;
  const rows = new Map<string, ListRow>();
  const length = Math.max(1, range.to - range.from);
  const count = lines > LINES_IN_ROW ? LANES : 1;
  const cut = (index: number) => range.from + Math.round((length * index) / count);
  const first = Math.ceil(Math.min(1, LINES_AIMED_AT / Math.max(1, lines)) * length);
  const lanes = Array.from({ length: count }, (_, index): Lane => ({
    from: cut(index),
    at: cut(index + 1),
    next: Math.min(first, cut(index + 1) - cut(index)),
  }));
  let asked = 0;
  // Once one piece has failed, those beside it are of no use.
  const ended = new AbortController();
  const end = () => ended.abort();
  signal?.addEventListener('abort', end);

  const add = (lane: Lane, span: number, { rows: found, filled }: NonNullable<Piece>) => {
    for (const row of found) {
      const key = JSON.stringify(row.values);
      rows.set(key, { values: row.values, count: (rows.get(key)?.count ?? 0) + row.count });
    }
    lane.at -= span;
    lane.next = Math.max(SHORTEST, Math.floor(span * Math.min(MOST_GROWTH, 1 / Math.max(filled, 1e-9))));
    onProgress?.(1 - lanes.reduce((sum, { from, at }) => sum + at - from, 0) / length);
  };
  const step = async (lane: Lane, read: ReadPiece): Promise<void> => {
    const span = Math.min(lane.next, lane.at - lane.from);
    asked += 1;
    const piece = await read(lane.at, span, ended.signal);
    if (piece) {
      add(lane, span, piece);
    } else if (span <= SHORTEST) {
      throw new TooManyQueries(Infinity);
    } else {
      lane.next = Math.max(SHORTEST, Math.floor(span / 2));
    }
  };
  const toCome = () =>
    lanes.reduce((sum, { from, at, next }) => sum + (at > from ? Math.ceil((at - from) / next) : 0), 0);
  try {
    const values = byValues(which, question);
    const [probe] = lanes.slice(-1);
    // How the first piece fares decides for all: pieces that are read in both ways would not meet at one moment.
    asked += 1;
    const tried = probe && (await values(probe.at, probe.next, ended.signal));
    if (probe && tried) {
      add(probe, probe.next, tried);
    }
    const read = tried ? values : byRequests(which, question);
    await inTurns(lanes, async (lane) => {
      for (let pieces = 0; lane.at > lane.from; pieces += 1) {
        await step(lane, read);
        // The first pieces are shorter than they will be.
        if (pieces >= 8 && asked + toCome() > MOST_QUERIES) {
          throw new TooManyQueries(asked + toCome());
        }
      }
    });
  } catch (error) {
    end();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
  return [...rows.values()].sort((a, b) => b.count - a.count || (a.values.join() < b.values.join() ? -1 : 1));
}
