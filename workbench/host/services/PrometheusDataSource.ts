import {
  dateTime,
  getFieldDisplayName,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type DataSourceJsonData,
  type ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import { map, type Observable } from 'rxjs';
import { joinAsRegex } from './joinAsRegex';

/** A Prometheus query as Grafana saves it. */
export interface PrometheusQuery extends DataQuery {
  expr?: string;
  instant?: boolean;
  range?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  interval?: string;
  legendFormat?: string;
  utcOffsetSec?: number;
}

interface PrometheusSettings extends DataSourceJsonData {
  timeInterval?: string;
}

/** What Grafana's Prometheus data source does in the browser: variables and time zone. No editors, filters or variable queries. */
export class PrometheusDataSource extends DataSourceWithBackend<PrometheusQuery, PrometheusSettings> {
  constructor(settings: DataSourceInstanceSettings<PrometheusSettings>) {
    super(settings);
    this.interval = settings.jsonData.timeInterval ?? '15s';
  }

  override filterQuery({ hide, expr }: PrometheusQuery): boolean {
    return !hide && Boolean(expr);
  }

  override query(request: DataQueryRequest<PrometheusQuery>): Observable<DataQueryResponse> {
    if (request.filters?.length) {
      throw new Error('The workbench has no ad hoc filters.');
    }
    if (request.targets.some(({ format }) => format && format !== 'time_series')) {
      throw new Error('The workbench has no table and no heatmap format.');
    }
    const utcOffsetSec = offsetOf(request);
    const targets = request.targets.map((target) => ({ ...target, utcOffsetSec }));
    const automatic = new Set(
      targets.filter(({ legendFormat }) => legendFormat === '__auto').map(({ refId }) => refId)
    );
    return super.query({ ...request, targets }).pipe(map((response) => nameAutomatically(response, automatic)));
  }

  override applyTemplateVariables(target: PrometheusQuery, scopedVars: ScopedVars): PrometheusQuery {
    // The back end computes these from the step that it really takes.
    const variables = {
      ...scopedVars,
      __interval: { value: '$__interval' },
      __interval_ms: { value: '$__interval_ms' },
    };
    const replace = (text?: string) => getTemplateSrv().replace(text, variables);
    return {
      ...target,
      expr: getTemplateSrv().replace(target.expr, variables, joinAsRegex('prometheus')),
      interval: replace(target.interval),
      legendFormat: replace(target.legendFormat),
    };
  }
}

/** With the legend "auto", a series is called by the labels in which it differs, the metric's name among them. */
function nameAutomatically(response: DataQueryResponse, automatic: ReadonlySet<string>): DataQueryResponse {
  const frames = response.data as DataFrame[];
  for (const frame of frames.filter(({ refId }) => automatic.has(refId ?? ''))) {
    for (const field of frame.fields.filter(({ name, labels }) => labels?.__name__ === name)) {
      field.config.displayNameFromDS = getFieldDisplayName({ ...field, name: 'Value' }, frame, frames);
    }
  }
  return response;
}

/** A relative range is aligned to the user's days, an absolute one is taken as it is. */
function offsetOf({ range, timezone }: DataQueryRequest): number {
  if (timezone === 'utc') {
    return 0;
  }
  const isRelative = String(range.raw.from).includes('now') || String(range.raw.to).includes('now');
  return isRelative ? dateTime(range.to).utcOffset() * 60 : 0;
}
