import { z } from 'zod';
import type { Labels } from '../signals/identity';
import type { DataSourceChoice } from './dataSources';
import { askPrometheus } from './prometheus';

const answer = z.object({ data: z.array(z.record(z.string(), z.string())) });

/**
 * The labels of all series of a selector that have a sample in a range (Unix milliseconds), at most `limit` of them. The
 * index answers: no sample is read, however long the range. Rejects with a Problem.
 */
export async function seriesLabels(
  source: DataSourceChoice,
  match: string,
  { from, to }: { from: number; to: number },
  limit: number,
  signal?: AbortSignal
): Promise<Labels[]> {
  const params = { 'match[]': match, start: String(from / 1000), end: String(to / 1000), limit: String(limit) };
  const { data } = await askPrometheus(source, 'series', params, answer, signal);
  // Servers that know no limit give all.
  return data.slice(0, limit);
}
