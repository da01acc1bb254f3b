import { noticesOf } from './frame';
import { interpolateLoki } from './interpolateLoki';
import { lokiFrames, type LogStreams, type LokiStats } from './lokiFrames';
import type { TimeRangeMs } from './parseTimeRange';
import type { QueryData } from './prometheusFrames';
import type { DataQueryJson, DataResult, QueryContext } from './runDataQueries';
import { UpstreamUnreachable } from './Upstream';

interface LokiQueryJson extends DataQueryJson {
  queryType?: 'range' | 'instant';
  direction?: 'backward' | 'forward' | 'scan';
  maxLines?: number;
  step?: string;
  resolution?: number;
}

interface LokiAnswer {
  data?: (LogStreams | QueryData) & { stats?: LokiStats };
  warnings?: string[];
}

/** Runs one Loki query for lines or for a metric, and answers as Grafana's back end does. */
export async function runLokiQuery(
  query: LokiQueryJson,
  range: TimeRangeMs,
  { upstreams, signal }: QueryContext
): Promise<DataResult> {
  const { queryType = 'range', direction = 'backward', legendFormat, maxLines } = query;
  const { expr, stepMs } = interpolateLoki({ ...query, expr: query.expr ?? '', queryType, range });
  const nanoseconds = (ms: number) => `${ms}000000`;
  const params = new URLSearchParams({
    query: expr,
    direction: direction === 'scan' ? 'backward' : direction,
    // Loki does not like a limit of 0.
    ...(maxLines ? { limit: String(maxLines) } : {}),
    ...(queryType === 'instant'
      ? { time: nanoseconds(range.to) }
      : { start: nanoseconds(range.from), end: nanoseconds(range.to), step: `${Math.floor(stepMs)}ms` }),
  });
  params.sort(); // an error names the address, and Go sorts it
  try {
    const { status, body } = await upstreams.loki.call({
      via: 'query',
      method: 'GET',
      path: queryType === 'instant' ? '/loki/api/v1/query' : '/loki/api/v1/query_range',
      params,
      headers: { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' },
      signal,
    });
    if (status >= 300) {
      return { status, error: lokiErrorMessage(body), errorSource: 'downstream' };
    }
    const answer = JSON.parse(body) as LokiAnswer;
    const context = { expr, stepMs, queryType, legendFormat, notices: noticesOf(answer) };
    const frames = answer.data ? lokiFrames(answer.data, context) : [];
    return { status, ...(frames.length > 0 ? { frames } : {}) };
  } catch (error) {
    if (error instanceof UpstreamUnreachable || error instanceof SyntaxError) {
      const status = error instanceof UpstreamUnreachable ? 502 : 500;
      return { status, error: error.message, errorSource: 'downstream' };
    }
    throw error;
  }
}

/** Loki answers an error as JSON with a `message`, or as bare text. */
export function lokiErrorMessage(body: string): string {
  try {
    const parsed = JSON.parse(body) as { message?: unknown };
    return typeof parsed.message === 'string' && parsed.message ? parsed.message : body;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return body;
    }
    throw error;
  }
}
