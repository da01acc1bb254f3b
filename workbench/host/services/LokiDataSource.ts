import type {
  DataFrame,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceInstanceSettings,
  DataSourceJsonData,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import { map, type Observable } from 'rxjs';
import { joinAsRegex } from './joinAsRegex';

/** A Loki query as Grafana saves it. */
export interface LokiQuery extends DataQuery {
  expr?: string;
  queryType?: string;
  direction?: string;
  maxLines?: number;
  legendFormat?: string;
  step?: string;
  /** Older than `queryType`, still found in saved queries. */
  instant?: boolean;
}

interface LokiSettings extends DataSourceJsonData {
  maxLines?: string;
}

const DEFAULT_MAX_LINES = 1000;

/**
 * What Grafana's Loki data source does in the browser: variables, the line limit. No editors, filters, variable queries or
 * live tail, and a long range is asked for as one query where Grafana splits it into days.
 */
export class LokiDataSource extends DataSourceWithBackend<LokiQuery, LokiSettings> {
  private readonly maxLines: number;

  constructor(settings: DataSourceInstanceSettings<LokiSettings>) {
    super(settings);
    this.maxLines = Number(settings.jsonData.maxLines) || DEFAULT_MAX_LINES;
  }

  override filterQuery({ hide, expr }: LokiQuery): boolean {
    return !hide && Boolean(expr);
  }

  override query(request: DataQueryRequest<LokiQuery>): Observable<DataQueryResponse> {
    if (request.filters?.length) {
      throw new Error('The workbench has no ad hoc filters.');
    }
    if (request.targets.some(({ instant, queryType }) => instant || queryType === 'instant')) {
      throw new Error('The workbench makes no tables of instant queries: ask /api/ds/query for the frames.');
    }
    if (request.liveStreaming) {
      throw new Error('The workbench has no live tail.');
    }
    const targets = request.targets.map((target) => ({
      ...target,
      queryType: 'range',
      maxLines: target.maxLines ?? this.maxLines,
    }));
    return super.query({ ...request, targets }).pipe(
      map((response) => ({
        ...response,
        data: (response.data as DataFrame[]).map((frame) => markLogs(frame, targets)),
      }))
    );
  }

  override applyTemplateVariables(target: LokiQuery, scopedVars: ScopedVars): LokiQuery {
    // The back end computes these from the range and the interval that it really takes.
    const { __auto, __range, __range_s, __range_ms, ...rest } = scopedVars;
    const variables = { ...rest, __interval: { value: '$__interval' }, __interval_ms: { value: '$__interval_ms' } };
    const replace = (text?: string) => getTemplateSrv().replace(text, variables);
    return {
      ...target,
      expr: getTemplateSrv().replace(target.expr, variables, joinAsRegex('loki')),
      step: replace(target.step),
      legendFormat: replace(target.legendFormat),
    };
  }
}

function markLogs(frame: DataFrame, targets: LokiQuery[]): DataFrame {
  if (frame.meta?.custom?.frameType !== 'LabeledTimeValues') {
    return frame;
  }
  const limit = targets.find(({ refId }) => refId === frame.refId)?.maxLines;
  return { ...frame, meta: { ...frame.meta, limit, preferredVisualisationType: 'logs' } };
}
