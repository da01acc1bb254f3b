import { interpolateLoki } from './interpolateLoki';
import { lokiFrames, type LogStreams, type LokiStats } from './lokiFrames';
import { lokiErrorMessage } from './lokiErrorMessage';
import type { TimeRangeMs } from './parseTimeRange';
import type { QueryData } from './prometheusFrames';
import type { DataQueryJson, DataResult, QueryContext } from './runDataQueries';
import { UpstreamUnreachable } from './Upstream';

interface LokiQueryJson extends DataQueryJson {
  queryType?: string;
  direction?: string;
  maxLines?: number;
  step?: string;
  resolution?: number;
}

/** Runs one Loki query for lines or for a metric, and answers as Grafana's back end does. */
export async function runLokiQuery(
  query: LokiQueryJson,
  range: TimeRangeMs,
  context: QueryContext
): Promise<DataResult> {
  const queryType = query.queryType ?? 'range';
  const direction = query.direction === 'scan' ? 'backward' : (query.direction ?? 'backward');
  if (queryType !== 'range' && queryType !== 'instant') {
    return { status: 500, error: `invalid queryType: ${queryType}`, errorSource: 'downstream' };
  }
  if (direction !== 'backward' && direction !== 'forward') {
    return { status: 500, error: `invalid queryDirection: ${direction}`, errorSource: 'downstream' };
  }
  try {
    const { expr, stepMs } = interpolateLoki({ ...query, expr: query.expr ?? '', queryType, range });
    const params = new URLSearchParams({ query: expr, direction });
    if (query.maxLines) {
      params.set('limit', String(query.maxLines));
    }
    const nanoseconds = (ms: number) => `${ms}000000`;
    if (queryType === 'range') {
      params.set('start', nanoseconds(range.from));
      params.set('end', nanoseconds(range.to));
      params.set('step', `${Math.floor(stepMs)}ms`);
    } else {
      params.set('time', nanoseconds(range.to));
    }
    const { status, body } = await context.upstreams.loki.call({
      via: 'query',
      method: 'GET',
      path: queryType === 'range' ? '/loki/api/v1/query_range' : '/loki/api/v1/query',
      params,
      headers: { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
      signal: context.signal,
    });
    if (status >= 300) {
      return { status, error: lokiErrorMessage(body), errorSource: 'downstream' };
    }
    const { data } = JSON.parse(body) as { data: (LogStreams | QueryData) & { stats?: LokiStats } };
    return { status, frames: lokiFrames(data, { expr, stepMs, queryType, legendFormat: query.legendFormat }) };
  } catch (error) {
    if (error instanceof UpstreamUnreachable || error instanceof SyntaxError) {
      return { status: 500, error: error.message, errorSource: 'downstream' };
    }
    if (error instanceof Error && error.message.startsWith('time: invalid duration')) {
      return { status: 500, error: `failed to parse query step: ${error.message}`, errorSource: 'downstream' };
    }
    throw error;
  }
}
