import { delayed } from '../signals/delayed';
import type { DataSourceChoice } from './dataSources';
import { queryLogSeries } from './loki';
import type { Series } from './prometheus';

/**
 * The values of a metric query of Loki at exactly these times: `from`, `from` + `stepSeconds` … `to` (Unix milliseconds,
 * whole seconds). Grafana moves the range of a query outwards to multiples of its step (seen with 12.4): windows would
 * then lie up to a step aside, and there would be one more of them. So it is asked at such multiples for what was as long ago
 * as they are late. Rejects with a Problem.
 */
export async function queryLogSteps(
  source: DataSourceChoice,
  expr: string,
  { from, to, stepSeconds }: { from: number; to: number; stepSeconds: number },
  signal?: AbortSignal
): Promise<Series[]> {
  const stepMs = stepSeconds * 1000;
  const late = Math.ceil(from / stepMs) * stepMs - from;
  const range = { from: from + late, to: to + late };
  const found = await queryLogSeries(source, delayed(expr, late / 1000), range, stepSeconds, signal);
  return found.map(({ times, ...rest }) => ({ ...rest, times: times.map((time) => time - late) }));
}
