import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { estimateDistinct } from '../../insights/nginx/distinct';
import { estimateList, estimateTotal, type Estimate } from '../../insights/nginx/slices';
import { listQueries, listRows, PLAIN_LOKI, type ListRow, type RankedList } from '../../signals/nginx/lists';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { sampledRow } from '../../signals/nginx/sampledRequests';
import { durationText } from '../../signals/promql';
import type { Reading } from './budget';
import { countExactly, isLimit, TooManyQueries, type Watched } from './exactCounts';
import { loadSample, type RequestSample } from './loadSample';

/** One value of a list, with how many requests have it. */
export interface Entry {
  key: string;
  values: string[];
  count: Estimate;
}

/** What a list was estimated from. */
export interface ListSample {
  /** How often each key was seen, slice by slice. */
  slices: ReadonlyArray<ReadonlyMap<string, number>>;
  /** How many such slices the whole range has. */
  of: number;
}

/** A ranked list, and how it was come by. */
export interface LoadedList {
  entries: Entry[];
  /** How many values there are, among the entries or not. */
  distinct: Estimate;
  /** Requests that have any of them; absent where only the first values are known. */
  total: Estimate | undefined;
  /** Every value is there; otherwise there are more than these. */
  complete: boolean;
  how: 'exact' | 'estimated' | 'approximate';
  /** What to say of how it was come by; empty where it is exact. */
  note: string;
  sample?: ListSample;
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

const keyOf = (values: readonly string[]) => values.join('\u0000');

/** A Loki without the function, or that was not allowed it, refuses the query as wrong. */
const isRefusal = (error: unknown) =>
  error instanceof Problem && ['refused', 'limit', 'unexpected'].includes(error.kind);

/** A number that is sure. */
export const exactly = (value: number): Estimate => ({ value, low: value, high: value });

const asEntries = (rows: readonly ListRow[]): Entry[] =>
  rows.map(({ values, count }) => ({ key: keyOf(values), values, count: exactly(count) }));

/** A complete list of what has been counted. */
export function exactList(entries: Entry[]): LoadedList {
  return {
    entries,
    distinct: exactly(entries.length),
    total: exactly(entries.reduce((sum, { count }) => sum + count.value, 0)),
    complete: true,
    how: 'exact',
    note: '',
  };
}

/** A list made of what was seen of it in a sample. @param valuesOf what a key stands for */
export function sampledList(sample: ListSample, valuesOf: (key: string) => string[], note: string): LoadedList {
  const { slices, of } = sample;
  const rows = estimateList(slices, { of });
  const sums = slices.map((slice) => [...slice.values()].reduce((sum, count) => sum + count, 0));
  return {
    entries: rows.map(({ key, count }) => ({ key, values: valuesOf(key), count })),
    distinct: estimateDistinct(
      rows.map(({ seen }) => seen),
      Math.min(1, slices.length / of)
    ),
    total: estimateTotal(sums, { of }),
    complete: false,
    how: 'estimated',
    note,
    sample,
  };
}

function estimated(which: RankedList, { plan, slices }: RequestSample, range: { from: number; to: number }) {
  const values = new Map<string, string[]>();
  const counts = slices.map((requests) => {
    const rows = new Map<string, number>();
    for (const request of requests) {
      const row = sampledRow(which, request.values);
      if (row) {
        const key = keyOf(row);
        values.set(key, row);
        rows.set(key, (rows.get(key) ?? 0) + 1);
      }
    }
    return rows;
  });
  const read = plan.slices.reduce((sum, slice) => sum + slice.to - slice.from, 0);
  const note = `Estimated from ${plan.slices.length} slices, ${durationText(read)} of ${durationText((range.to - range.from) / 1000)} together; each number with its 95 % interval.`;
  return sampledList({ slices: counts, of: plan.of }, (key) => values.get(key) ?? [], note);
}

/** The first values of a list as Loki estimates them; nothing where it cannot. */
async function approximate(
  which: RankedList,
  { source, context, range }: ListQuestion,
  signal?: AbortSignal
): Promise<Entry[] | undefined> {
  const seconds = { from: Math.floor(range.from / 1000), to: Math.floor(range.to / 1000) };
  const whole = { ...context, range: durationText(seconds.to - seconds.from) };
  const { approximate: asked } = listQueries(which, whole, { ...PLAIN_LOKI, approxTopk: true }, APPROXIMATE_FIRST);
  if (asked === undefined) {
    return undefined;
  }
  try {
    return asEntries(listRows(which, whole, await queryLogInstant(source, asked, seconds.to * 1000, signal)));
  } catch (error) {
    if (isRefusal(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * A ranked list over the range: exact where the reading allows and the values are not far too many; otherwise by
 * approx_topk, otherwise from a sample. How it was come by is in `note`. Rejects with a Problem.
 */
export async function loadList(
  which: RankedList,
  question: ListQuestion,
  signal?: AbortSignal,
  onProgress?: Watched['onProgress']
): Promise<LoadedList> {
  const { range, reading } = question;
  const whole = { from: Math.floor(range.from / 1000) * 1000, to: Math.floor(range.to / 1000) * 1000 };
  if (!reading.exact) {
    return estimated(which, await loadSample(question, signal), whole);
  }
  let many: string;
  try {
    return exactList(asEntries(await countExactly(which, question, whole, { signal, onProgress })));
  } catch (error) {
    if (!(error instanceof TooManyQueries) && !isLimit(error)) {
      throw error;
    }
    many =
      error instanceof TooManyQueries
        ? `Too many values to count each${Number.isFinite(error.queries) ? `: it would take about ${error.queries.toLocaleString('en')} queries` : ''}. A shorter range or a filter makes them fewer.`
        : 'Too many values at once for this Loki to count them (max_query_series).';
  }
  const first = await approximate(which, question, signal);
  const list = estimated(which, await loadSample(question, signal), whole);
  return first
    ? {
        entries: first,
        distinct: atLeast(list.distinct, first.length),
        total: list.total,
        complete: false,
        how: 'approximate',
        note: `${many} Loki counts the first ${first.length} approximately (approx_topk); how many there are is estimated.`,
      }
    : { ...list, note: `${many} ${list.note}` };
}

function atLeast({ value, low, high }: Estimate, least: number): Estimate {
  return { value: Math.max(value, least), low: Math.max(low, least), high: Math.max(high, least) };
}
