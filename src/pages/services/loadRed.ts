import type { Red } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryRange } from '../../grafana/prometheus';
import { durationText } from '../../signals/promql';
import { isFailure, requestsByStatus } from '../../signals/services/red';
import type { ServiceContext } from '../../signals/services/serviceContext';
import { timesOf, type Steps } from './steps';

/** Requests over time by what became of them, from one query. */
export interface LoadedRequests {
  times: number[];
  /** Requests a second of each status, the most frequent first. */
  byStatus: Array<{ name: string; failed: boolean; values: number[] }>;
  /** All together. */
  all: number[];
  /** Share that failed, 0 to 1; NaN where there was no request. */
  errors: number[];
  /** Of the whole range: requests a second, and the share that failed. */
  whole: { rate: number; errors: number };
}

/** The query that requests are read by, as it is sent. */
function requestsQuery(context: ServiceContext, { requests }: Red, { stepSeconds }: Steps): string {
  return requestsByStatus(requests).query({ ...context, window: durationText(stepSeconds) });
}

const sum = (values: readonly number[]) =>
  values.reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);

/** An application's requests over time. Rejects with a Problem. */
export async function loadRequests(
  source: DataSourceChoice,
  context: ServiceContext,
  red: Red,
  steps: Steps,
  signal?: AbortSignal
): Promise<LoadedRequests> {
  const series = await queryRange(source, requestsQuery(context, red, steps), steps, signal);
  const times = timesOf(steps);
  const byStatus = series
    .map(({ labels, times: own, values }) => {
      const at = new Map(own.map((time, index) => [time, values[index] ?? NaN]));
      const name = labels[red.requests.status] || '(none)';
      return { name, failed: isFailure(name), values: times.map((time) => at.get(time) ?? NaN) };
    })
    .sort((a, b) => sum(b.values) - sum(a.values));
  const known = times.map((_, index) => byStatus.some(({ values }) => Number.isFinite(values[index])));
  const totalOf = (some: typeof byStatus) =>
    times.map((_, index) => (known[index] ? sum(some.map(({ values }) => values[index] ?? NaN)) : NaN));
  const all = totalOf(byStatus);
  const failed = totalOf(byStatus.filter((status) => status.failed));
  const points = known.filter(Boolean).length;
  return {
    times,
    byStatus,
    all,
    errors: all.map((total, index) => (total > 0 ? (failed[index] ?? 0) / total : NaN)),
    whole: { rate: points > 0 ? sum(all) / points : NaN, errors: sum(all) > 0 ? sum(failed) / sum(all) : NaN },
  };
}
