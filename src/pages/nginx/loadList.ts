import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { estimateList, planSlices, type Estimate, type SlicePlan } from '../../insights/nginx/slices';
import { listQueries, listRows, PLAIN_LOKI, type ListRow, type RankedList } from '../../signals/nginx/lists';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { durationText } from '../../signals/promql';
import { LINES_PER_SLICE, type Reading } from './budget';

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
}

/** Slices of a list's estimate: enough to tell how much they vary. */
const SLICES = 12;

/** How many of a page's list queries run at once: Loki queues and refuses what a page throws at it together. */
const AT_ONCE = 4;

/** Asked of a Loki that has approx_topk. */
const APPROXIMATE_FIRST = 100;

const keyOf = (values: readonly string[]) => values.join('\u0000');

const isLimit = (error: unknown) => error instanceof Problem && error.kind === 'limit';
/** A Loki without the function, or that was not allowed it, refuses the query as wrong. */
const isRefusal = (error: unknown) =>
  error instanceof Problem && ['refused', 'limit', 'unexpected'].includes(error.kind);

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}

const exactly = (value: number): Estimate => ({ value, low: value, high: value });

const asEntries = (rows: readonly ListRow[]): Entry[] =>
  rows.map(({ values, count }) => ({ key: keyOf(values), values, count: exactly(count) }));

async function estimate(
  which: RankedList,
  { source, context }: ListQuestion,
  plan: SlicePlan,
  signal?: AbortSignal
): Promise<Entry[]> {
  const values = new Map<string, string[]>();
  const slices = await inTurn(plan.slices, async ({ from, to }) => {
    const sliced = { ...context, range: durationText(to - from) };
    const { exact } = listQueries(which, sliced, PLAIN_LOKI, APPROXIMATE_FIRST);
    const rows = listRows(which, sliced, await queryLogInstant(source, exact, to * 1000, signal));
    rows.forEach((row) => values.set(keyOf(row.values), row.values));
    return new Map(rows.map((row) => [keyOf(row.values), row.count]));
  });
  return estimateList(slices, plan).map(({ key, count }) => ({ key, values: values.get(key) ?? [], count }));
}

/**
 * A ranked list over the range: exact where the reading allows and Loki can; otherwise by approx_topk, otherwise from
 * slices that are short enough for Loki's limit. How it was come by is in `note`. Rejects with a Problem.
 */
export async function loadList(which: RankedList, question: ListQuestion, signal?: AbortSignal): Promise<LoadedList> {
  const { source, context, range, reading, lines } = question;
  const seconds = { from: range.from / 1000, to: range.to / 1000 };
  const whole = { ...context, range: durationText(seconds.to - seconds.from) };
  const { exact, approximate } = listQueries(which, whole, { ...PLAIN_LOKI, approxTopk: true }, APPROXIMATE_FIRST);
  if (reading.exact) {
    try {
      const rows = listRows(which, whole, await queryLogInstant(source, exact, range.to, signal));
      return { entries: asEntries(rows), complete: true, how: 'exact', note: '' };
    } catch (error) {
      if (!isLimit(error)) {
        throw error;
      }
    }
    try {
      const rows = listRows(which, whole, await queryLogInstant(source, approximate ?? exact, range.to, signal));
      return {
        entries: asEntries(rows),
        complete: false,
        how: 'approximate',
        note: `More than ${PLAIN_LOKI.maxSeries} values: Loki counts the first ${APPROXIMATE_FIRST} approximately (approx_topk).`,
      };
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
    }
  }
  const short = (SLICES * LINES_PER_SLICE) / Math.max(1, lines);
  const share = Math.min(reading.exact ? 1 : reading.share, short);
  const plan = planSlices(seconds, share, SLICES);
  const entries = await estimate(which, question, plan, signal);
  const read = plan.slices.reduce((sum, slice) => sum + slice.to - slice.from, 0);
  return {
    entries,
    complete: false,
    how: 'estimated',
    note: `Estimated from ${plan.slices.length} slices, ${durationText(read)} of ${durationText(seconds.to - seconds.from)} together; each number with its 95 % interval.`,
  };
}
