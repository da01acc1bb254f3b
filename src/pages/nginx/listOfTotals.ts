import type { Estimate } from '../../insights/nginx/slices';
import type { Entry, LoadedList } from './loadList';

/** A ranked list of values that the page has counted already, for another purpose. */
export function listOfTotals(totals: ReadonlyArray<{ name: string; total: Estimate }>): LoadedList {
  const entries = totals
    .map(({ name, total }): Entry => ({ key: name, values: [name === '-' ? '' : name], count: total }))
    .filter(({ count }) => count.value > 0)
    .sort((a, b) => b.count.value - a.count.value);
  return { entries, complete: true, how: 'exact', note: '' };
}
