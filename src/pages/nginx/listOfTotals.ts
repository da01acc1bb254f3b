import type { Estimate } from '../../insights/nginx/slices';
import { exactList, type LoadedList } from './loadList';

/** A ranked list of values that the page has counted already, for another purpose. `-` and nothing are one value, `''`. */
export function listOfTotals(totals: ReadonlyArray<{ name: string; total: Estimate }>): LoadedList {
  const counts = new Map<string, number>();
  for (const { name, total } of totals) {
    const value = name === '-' ? '' : name;
    counts.set(value, (counts.get(value) ?? 0) + total.value);
  }
  return exactList(
    [...counts]
      .filter(([, count]) => count > 0)
      .map(([key, value]) => ({ key, values: [key], count: { value, low: value, high: value } }))
      .sort((a, b) => b.count.value - a.count.value)
  );
}
