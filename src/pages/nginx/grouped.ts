import type { ListView } from './lists';
import { exactly, sampledList, type Entry, type ListSample, type LoadedList } from './loadList';

/** A list with its values put together by name; an entry's `values` are then those of the group, the most requests first. */
export function grouped(list: LoadedList, groupAs: ListView['groupAs']): LoadedList {
  if (!groupAs) {
    return list;
  }
  const values = new Map<string, string[]>();
  for (const entry of list.entries) {
    const value = entry.values[0] ?? '';
    const key = groupAs(value);
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  if (list.sample) {
    // Anew from what was seen: intervals of values added up would be too wide for their sum.
    return sampledList(groupedSample(list, list.sample, groupAs), (key) => values.get(key) ?? [], list.note);
  }
  const counts = new Map<string, number>();
  for (const entry of list.entries) {
    const key = groupAs(entry.values[0] ?? '');
    counts.set(key, (counts.get(key) ?? 0) + entry.count.value);
  }
  const entries = [...counts]
    .map(([key, count]): Entry => ({ key, values: values.get(key) ?? [], count: exactly(count) }))
    .sort((a, b) => b.count.value - a.count.value);
  // Of the first values alone it is not known in how many groups the others are.
  return {
    ...list,
    entries,
    distinct: list.complete ? exactly(entries.length) : { ...exactly(entries.length), high: Infinity },
  };
}

function groupedSample({ entries }: LoadedList, { slices, of }: ListSample, groupAs: (value: string) => string) {
  const groups = new Map(entries.map(({ key, values }) => [key, groupAs(values[0] ?? '')]));
  return {
    of,
    slices: slices.map((slice) => {
      const sums = new Map<string, number>();
      for (const [key, count] of slice) {
        const group = groups.get(key) ?? '';
        sums.set(group, (sums.get(group) ?? 0) + count);
      }
      return sums;
    }),
  };
}
