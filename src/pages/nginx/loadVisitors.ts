import { estimateDistinct } from '../../insights/nginx/distinct';
import type { Estimate } from '../../insights/nginx/slices';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import { sampledRow } from '../../signals/nginx/sampledRequests';
import { loadList, type ListQuestion } from './loadList';
import { loadSample } from './loadSample';

const DAY_MS = 86400_000;

/** The days of a range, in UTC, each as far as it is part of it. */
export function daysOf({ from, to }: { from: number; to: number }): Array<{ from: number; to: number }> {
  const first = Math.floor(from / DAY_MS);
  const count = Math.max(1, Math.ceil(to / DAY_MS) - first);
  return Array.from({ length: count }, (_, index) => ({
    from: Math.max(from, (first + index) * DAY_MS),
    to: Math.min(to, (first + index + 1) * DAY_MS),
  }));
}

const added = (a: Estimate, b: Estimate): Estimate => ({
  value: a.value + b.value,
  low: a.low + b.low,
  high: a.high + b.high,
});

const NONE: Estimate = { value: 0, low: 0, high: 0 };

/**
 * Unique visitors as GoAccess counts them: clients with their user agents, day by day (in UTC), without requests answered
 * with 4xx. Exact where the reading is, else estimated from the sample. Rejects with a Problem.
 */
export async function loadVisitors(question: ListQuestion, signal: AbortSignal): Promise<Estimate> {
  const { range, reading, lines } = question;
  if (!reading.exact) {
    const { plan, slices } = await loadSample(question, signal);
    const seen = new Map<string, number>();
    for (const { time, values } of slices.flat()) {
      const row = sampledRow(L.visitors, values);
      if (row) {
        const key = [...row, Math.floor(time / DAY_MS)].join('\u0000');
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    return estimateDistinct([...seen.values()], Math.min(1, slices.length / plan.of));
  }
  let visitors = NONE;
  for (const day of daysOf(range)) {
    const part = (day.to - day.from) / Math.max(1, range.to - range.from);
    const { distinct } = await loadList(L.visitors, { ...question, range: day, lines: lines * part }, signal);
    visitors = added(visitors, distinct);
  }
  return visitors;
}
