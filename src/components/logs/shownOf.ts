import type { LineOrder } from './mergeLines';
import { countText, estimateText } from './sizeText';

/** How many lines there are. `least`: at least so many; `estimate`: reckoned from a part of them. */
export interface LineCount {
  count: number;
  how: 'exact' | 'least' | 'estimate';
  /** Of an estimate: between which numbers it is. */
  interval?: { low: number; high: number };
}

interface Shown {
  shown: number;
  /** There are no more in the range. */
  done: boolean;
  /** Absent: not known. */
  held: LineCount | undefined;
  order: LineOrder;
}

/** How many of how many lines are shown: of an exact number, of an estimate, or of at least as many as are known. */
export function shownOf({ shown, done, held, order }: Shown): string {
  if (done) {
    return shown === 1 ? '1 line, the only one in this range' : `${countText(shown)} lines, all in this range`;
  }
  const counted = held?.count ?? 0;
  const of =
    held?.how === 'exact' && counted >= shown
      ? countText(counted)
      : held?.how === 'estimate' && counted > shown
        ? held.interval
          ? estimateText({ value: counted, ...held.interval })
          : `about ${countText(counted)}`
        : `at least ${countText(Math.max(counted, shown + 1))}`;
  return `the ${order} ${countText(shown)} of ${of} lines`;
}
