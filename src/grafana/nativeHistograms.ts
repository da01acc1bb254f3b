import { z } from 'zod';
import type { DataSourceChoice } from './dataSources';
import { alignedRange, askPrometheus } from './prometheus';

/** What one native histogram held at one time (Unix milliseconds): counts between bounds. */
export interface HistogramPoint {
  time: number;
  buckets: Array<{ from: number; to: number; count: number }>;
}

const histogram = z.object({
  /** Each: which bounds belong to it, both as text, and the count as text. */
  buckets: z.array(z.tuple([z.number(), z.string(), z.string(), z.string()])).optional(),
});
const matrix = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ histograms: z.array(z.tuple([z.number(), histogram])).optional() })),
  }),
});

const bound = (text: string) => Number(text.replace('Inf', 'Infinity'));

/** The one native histogram that `expr` gives, over a range (Unix milliseconds); empty where it gives none. Rejects with a Problem. */
export async function queryNativeHistogram(
  source: DataSourceChoice,
  expr: string,
  range: { from: number; to: number; stepSeconds: number },
  signal?: AbortSignal
): Promise<HistogramPoint[]> {
  const { data } = await askPrometheus(source, 'query_range', { query: expr, ...alignedRange(range) }, matrix, signal);
  return (data.result[0]?.histograms ?? []).map(([seconds, { buckets = [] }]) => ({
    time: seconds * 1000,
    buckets: buckets.map(([, from, to, count]) => ({ from: bound(from), to: bound(to), count: Number(count) })),
  }));
}
