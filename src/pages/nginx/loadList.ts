import { inTurns } from '../../components/logs/inTurns';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { estimateList, type Estimate, type Slice } from '../../insights/nginx/slices';
import { listQueries, listRows, PLAIN_LOKI, type ListRow, type RankedList } from '../../signals/nginx/lists';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { sampledRow } from '../../signals/nginx/sampledRequests';
import { durationText } from '../../signals/promql';
import type { Reading } from './budget';
import { loadSample, type RequestSample } from './loadSample';

/** One value of a list, with how many requests have it. */
export interface Entry {
  key: string;
  values: string[];
  count: Estimate;
}

/** A ranked list, and how it was come by. */
export interface LoadedList {
  entries: Entry[];
  /** Every value is there; otherwise there are more than these. */
  complete: boolean;
  how: 'exact' | 'estimated' | 'approximate';
  /** What to say of how it was come by; empty where it is exact. */
  note: string;
}

export interface ListQuestion {
  source: DataSourceChoice;
  context: NginxContext;
  /** Unix milliseconds. */
  range: { from: number; to: number };
  reading: Reading;
  /** Lines in the range, as the index tells. */
  lines: number;
  /** How often the page was refreshed: what it read before then is not used again. */
  refreshes: number;
}

/** Asked of a Loki that has approx_topk. */
const APPROXIMATE_FIRST = 100;

/** Pieces into which a range may be cut for an exact list, and lines of a piece to begin with. */
const MOST_PIECES = 48;
const LINES_PER_PIECE = 1000;

const keyOf = (values: readonly string[]) => values.join('\u0000');

const isLimit = (error: unknown) => error instanceof Problem && error.kind === 'limit';
/** A Loki without the function, or that was not allowed it, refuses the query as wrong. */
const isRefusal = (error: unknown) =>
  error instanceof Problem && ['refused', 'limit', 'unexpected'].includes(error.kind);

const exactly = (value: number): Estimate => ({ value, low: value, high: value });

const asEntries = (rows: readonly ListRow[]): Entry[] =>
  rows.map(({ values, count }) => ({ key: keyOf(values), values, count: exactly(count) }));

/** A list made of the requests of a sample. */
function estimated(which: RankedList, { plan, slices }: RequestSample): Entry[] {
  const values = new Map<string, string[]>();
  const counts = slices.map((requests) => {
    const rows = new Map<string, number>();
    for (const request of requests) {
      const row = sampledRow(which, request);
      if (row) {
        const key = keyOf(row);
        values.set(key, row);
        rows.set(key, (rows.get(key) ?? 0) + 1);
      }
    }
    return rows;
  });
  return estimateList(counts, plan).map(({ key, count }) => ({ key, values: values.get(key) ?? [], count }));
}

/** A range cut into more pieces than it is allowed: it has too many values to be counted exactly. */
class TooManyPieces extends Error {}

/** `count` pieces that tile a range, in whole seconds from its end. */
function pieces({ from, to }: Slice, count: number): Slice[] {
  const cuts = Array.from({ length: count + 1 }, (_, index) => to - Math.round(((to - from) * index) / count));
  return cuts
    .slice(0, -1)
    .map((end, index) => ({ from: cuts[index + 1] ?? from, to: end }))
    .filter((piece) => piece.to > piece.from);
}

/**
 * The exact list, put together from pieces of the range in which there are fewer values than Loki allows in one query. A
 * piece that has more is halved. Rejects with TooManyPieces where that does not end soon.
 */
async function countExactly(
  which: RankedList,
  { source, context, lines }: ListQuestion,
  seconds: Slice,
  signal?: AbortSignal
): Promise<Entry[]> {
  const rows = new Map<string, ListRow>();
  let asked = 0;
  const count = async (piece: Slice): Promise<void> => {
    asked += 1;
    if (asked > MOST_PIECES) {
      throw new TooManyPieces();
    }
    const within = { ...context, range: durationText(piece.to - piece.from) };
    try {
      const { exact } = listQueries(which, within, PLAIN_LOKI, APPROXIMATE_FIRST);
      for (const row of listRows(which, within, await queryLogInstant(source, exact, piece.to * 1000, signal))) {
        const key = keyOf(row.values);
        rows.set(key, { values: row.values, count: (rows.get(key)?.count ?? 0) + row.count });
      }
    } catch (error) {
      if (!isLimit(error) || piece.to - piece.from < 2) {
        throw error;
      }
      await inTurns(pieces(piece, 2), count);
    }
  };
  await inTurns(pieces(seconds, Math.min(MOST_PIECES / 2, Math.ceil(Math.max(1, lines) / LINES_PER_PIECE))), count);
  return asEntries(
    [...rows.values()].sort((a, b) => b.count - a.count || (keyOf(a.values) < keyOf(b.values) ? -1 : 1))
  );
}

/**
 * A ranked list over the range: exact where the reading allows and the values are not too many; otherwise by approx_topk,
 * otherwise from slices that are short enough for Loki's limit. How it was come by is in `note`. Rejects with a Problem.
 */
export async function loadList(which: RankedList, question: ListQuestion, signal?: AbortSignal): Promise<LoadedList> {
  const { source, context, range, reading } = question;
  const seconds = { from: Math.floor(range.from / 1000), to: Math.floor(range.to / 1000) };
  if (reading.exact) {
    try {
      return { entries: await countExactly(which, question, seconds, signal), complete: true, how: 'exact', note: '' };
    } catch (error) {
      if (!(error instanceof TooManyPieces) && !isLimit(error)) {
        throw error;
      }
    }
    const whole = { ...context, range: durationText(seconds.to - seconds.from) };
    const { exact, approximate } = listQueries(which, whole, { ...PLAIN_LOKI, approxTopk: true }, APPROXIMATE_FIRST);
    try {
      const rows = listRows(which, whole, await queryLogInstant(source, approximate ?? exact, range.to, signal));
      return {
        entries: asEntries(rows),
        complete: false,
        how: 'approximate',
        note: `Too many values to count them all: Loki counts the first ${APPROXIMATE_FIRST} approximately (approx_topk).`,
      };
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
    }
  }
  const sample = await loadSample(question, signal);
  const { plan } = sample;
  const read = plan.slices.reduce((sum, slice) => sum + slice.to - slice.from, 0);
  return {
    entries: estimated(which, sample),
    complete: false,
    how: 'estimated',
    note: `Estimated from ${plan.slices.length} slices, ${durationText(read)} of ${durationText(seconds.to - seconds.from)} together; each number with its 95 % interval.`,
  };
}
