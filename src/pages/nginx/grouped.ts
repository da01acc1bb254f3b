import type { ListView } from './lists';
import type { Entry, LoadedList } from './loadList';

/** A list with its values put together by name; an entry's `values` are then those of the group, the most requests first. */
export function grouped(list: LoadedList, groupAs: ListView['groupAs']): LoadedList {
  if (!groupAs) {
    return list;
  }
  const groups = new Map<string, Entry>();
  for (const { values, count } of list.entries) {
    const value = values[0] ?? '';
    const key = groupAs(value);
    const group = groups.get(key) ?? { key, values: [], count: { value: 0, low: 0, high: 0 } };
    groups.set(key, {
      key,
      values: [...group.values, value],
      // The ends of the intervals added up are further out than the interval of the sum: it is told too wide, never too narrow.
      count: {
        value: group.count.value + count.value,
        low: group.count.low + count.low,
        high: group.count.high + count.high,
      },
    });
  }
  return { ...list, entries: [...groups.values()].sort((a, b) => b.count.value - a.count.value) };
}
