import type { DataFrame } from '@grafana/data';
import type { DataSourceChoice } from '../grafana/dataSources';
import { queryInstant } from '../grafana/prometheus';
import { exportedQuery } from '../signals/exported';
import { emptyFrame } from './frames';
import type { Plan } from './plan';

/** Nothing is never 0: whether a signal is not exported, or has no value in this scope and range. */
export async function whyEmpty(plan: Plan, source: DataSourceChoice, time: number): Promise<DataFrame> {
  const { signal, context, refId, expr } = plan;
  if (signal.source === 'logs') {
    return emptyFrame(refId, `No lines for “${signal.title}” in this scope and range.`, expr);
  }
  const exporting = await queryInstant(source, exportedQuery(signal, context), time).catch(() => undefined);
  return exporting?.length === 0
    ? emptyFrame(
        refId,
        `“${signal.title}” is not exported: Prometheus has none of ${signal.needs.join(', ')} here. ${signal.remedy ?? ''}`.trim(),
        expr,
        'warning'
      )
    : emptyFrame(refId, `“${signal.title}” has no value in this scope and range. ${signal.description}`, expr);
}
