import { NONE, type PeriodCounts } from '../../insights/nginx/comparison';
import { estimateTotal, type Estimate } from '../../insights/nginx/slices';
import type { LogVolume } from '../../grafana/lokiCost';
import type { RankedList } from '../../signals/nginx/lists';
import { queriesFor } from './exactCounts';
import { exactly, type Entry, type LoadedList } from './loadList';

/**
 * How many requests a list is of, where that follows from requests by status, which are counted exactly: where it leaves out
 * none but by their status. Those that have no value of it at all (requests that are none) count as its rest.
 * @param byStatus requests by status code
 */
export function exactTotal({ filters }: RankedList, byStatus: ReadonlyMap<string, number>): number | undefined {
  const tests = filters.map(({ dimension, op, value }) => {
    const keeps = op === 'is';
    if (op !== 'is' && op !== 'not') {
      return undefined;
    }
    switch (dimension) {
      case 'status':
        return (code: string) => (code === value) === keeps;
      case 'statusClass':
        return (code: string) => (`${code[0] ?? ''}xx` === value) === keeps;
      default:
        return undefined;
    }
  });
  return tests.includes(undefined)
    ? undefined
    : [...byStatus].reduce((sum, [code, count]) => sum + (tests.every((test) => test?.(code)) ? count : 0), 0);
}

/** What a list amounts to beside the rows that are shown, with its share of all, 0 to 1. */
export interface Rest {
  count: Estimate;
  share: Estimate;
}

/**
 * The rest of a list behind some of its rows. @param known how many requests it is of, where that is exactly known
 * @returns nothing where it is not known, as behind the first values of a Loki that estimates them
 */
export function restOf(list: LoadedList, shown: readonly Entry[], known: number | undefined): Rest | undefined {
  const { sample, total } = list;
  const all = known ?? total?.value ?? 0;
  if (all <= 0) {
    return undefined;
  }
  const share = (count: Estimate): Rest => ({
    count,
    share: {
      value: Math.min(1, count.value / all),
      low: Math.min(1, count.low / all),
      high: Math.min(1, count.high / all),
    },
  });
  if (sample) {
    const keys = new Set(shown.map(({ key }) => key));
    const seen = sample.slices.map((slice) =>
      [...slice].reduce((sum, [key, count]) => sum + (keys.has(key) ? 0 : count), 0)
    );
    return share(estimateTotal(seen, sample));
  }
  const sum = shown.reduce((counted, { count }) => counted + count.value, 0);
  const of = list.how === 'exact' || known === undefined ? (total ?? exactly(all)) : exactly(known);
  const behind = (end: number) => Math.max(0, end - sum);
  return share({ value: behind(of.value), low: behind(of.low), high: behind(of.high) });
}

/** A list as it is compared with that of another period. */
export function periodCounts({ entries, complete, sample }: LoadedList): PeriodCounts {
  const counts = new Map(entries.map(({ key, count }) => [key, count]));
  if (complete) {
    return { counts, absent: NONE };
  }
  return sample
    ? {
        counts,
        absent: estimateTotal(
          sample.slices.map(() => 0),
          sample
        ),
      }
    : { counts };
}

/** Bytes of the blocks that Loki's chunks are read by: where pieces of a range touch, a block of each stream is read twice. */
const BLOCK_BYTES = 256 * 1024;

/** What it costs to count a list exactly. */
export interface Price {
  bytes: number;
  queries: number;
}

/** The price of the exact list, from how many values the slices of its estimate had. */
export function exactPrice({ sample }: LoadedList, { bytes, lines, streams }: LogVolume): Price {
  const slices = sample?.slices ?? [];
  const values = slices.reduce((sum, slice) => sum + slice.size, 0) / Math.max(1, slices.length);
  const queries = queriesFor(lines, { values, of: sample?.of ?? 1 });
  return { bytes: bytes + (queries - 1) * streams * BLOCK_BYTES, queries };
}
