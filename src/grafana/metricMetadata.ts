import { z } from 'zod';
import type { DataSourceChoice } from './dataSources';
import { isAbort } from './fetchJson';
import { askPrometheus } from './prometheus';

/** What an application says of one metric; the name is that of its family. */
export interface Metadata {
  type: string;
  help: string;
  unit: string;
}

const entry = z.object({ type: z.string(), help: z.string(), unit: z.string().default('') });
const ofTarget = z.object({ data: z.array(entry.extend({ metric: z.string() })) });
const ofAll = z.object({ data: z.record(z.string(), z.array(entry)) });

/** Metrics of one target; a target that exposes more is not described by the rest. */
const MOST_OF_A_TARGET = '10000';

/**
 * What an application's targets say of their metrics, by the name of the family. Asked of one target, since all of a job
 * say the same; of everything that Prometheus knows where the server (Mimir, Thanos) knows no targets. Empty where nobody
 * keeps it, as of targets that are gone: then names must do.
 */
export async function metricMetadata(
  source: DataSourceChoice,
  target: string,
  signal?: AbortSignal
): Promise<ReadonlyMap<string, Metadata>> {
  try {
    const params = { match_target: target, limit: MOST_OF_A_TARGET };
    const { data } = await askPrometheus(source, 'targets/metadata', params, ofTarget, signal);
    if (data.length > 0) {
      return new Map(data.map(({ metric, ...said }) => [metric, said]));
    }
  } catch (error) {
    // Whatever this server has against the question, the other one may do; what ails both is said by everything else.
    if (isAbort(error)) {
      throw error;
    }
  }
  try {
    const { data } = await askPrometheus(source, 'metadata', { limit_per_metric: '1' }, ofAll, signal);
    return new Map(
      Object.entries(data).flatMap(([metric, [said]]): Array<[string, Metadata]> => (said ? [[metric, said]] : []))
    );
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return new Map();
  }
}

const strings = z.object({ data: z.array(z.string()) });

/** The names of the labels that the series of a selector have in a range (Unix milliseconds). Rejects with a Problem. */
export async function labelNames(
  source: DataSourceChoice,
  match: string,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal
): Promise<string[]> {
  const params = { 'match[]': match, start: String(from / 1000), end: String(to / 1000) };
  const { data } = await askPrometheus(source, 'labels', params, strings, signal);
  return data.filter((name) => name !== '__name__');
}
