import { noticesOf } from './frame';
import { interpolatePrometheus } from './interpolatePrometheus';
import type { TimeRangeMs } from './parseTimeRange';
import { prometheusFrames, type FrameContext, type QueryData } from './prometheusFrames';
import type { DataQueryJson, DataResult, QueryContext } from './runDataQueries';
import { UpstreamUnreachable } from './Upstream';

interface PrometheusQueryJson extends DataQueryJson {
  instant?: boolean;
  range?: boolean;
  interval?: string;
  intervalFactor?: number;
  utcOffsetSec?: number;
}

interface PrometheusAnswer {
  status: 'success' | 'error';
  data: QueryData;
  errorType?: string;
  error?: string;
  warnings?: string[];
  infos?: string[];
}

/** Statuses whose body is Prometheus' own JSON, besides success. */
const READABLE = [400, 422, 503];

/** Runs one Prometheus query, as a range, an instant or both, and answers as Grafana's back end does. */
export async function runPrometheusQuery(
  query: PrometheusQueryJson,
  range: TimeRangeMs,
  context: QueryContext
): Promise<DataResult> {
  const { scrapeInterval } = context;
  const prepared = interpolatePrometheus({ ...query, expr: query.expr ?? '', range, scrapeInterval });
  const frameContext = { ...prepared, legendFormat: query.legendFormat };
  const runs: Array<Promise<DataResult>> = [];
  if (query.instant) {
    runs.push(run('/api/v1/query', { time: String(range.to / 1000) }, frameContext, context));
  }
  if (query.range || !query.instant) {
    const { stepMs } = prepared;
    // Down to a multiple of the step in the user's time zone, so that a later refresh asks for the same points.
    const offsetMs = (query.utcOffsetSec ?? 0) * 1000;
    const align = (ms: number) => String((Math.floor((ms + offsetMs) / stepMs) * stepMs - offsetMs) / 1000);
    const times = { start: align(range.from), end: align(range.to), step: String(stepMs / 1000) };
    runs.push(run('/api/v1/query_range', times, frameContext, context));
  }
  const results = await Promise.all(runs);
  const failed = results.filter(({ error }) => error !== undefined);
  return {
    ...(failed[0] ?? { status: 200 }),
    ...(failed.length > 1 ? { error: failed.map(({ error }) => error).join(' ') } : {}),
    frames: results.flatMap(({ frames }) => frames ?? []),
  };
}

async function run(
  path: string,
  times: Record<string, string>,
  frameContext: FrameContext,
  { upstreams, signal }: QueryContext
): Promise<DataResult> {
  const failure = (status: number, error: string): DataResult => ({ status, error, errorSource: 'downstream' });
  // An answer that is an error still carries one frame without fields, with the query that was run.
  const noFrames = () => prometheusFrames({ resultType: 'matrix', result: [] }, frameContext);
  try {
    const params = new URLSearchParams({ query: frameContext.expr, ...times });
    const { status, body } = await upstreams.prometheus.call({ via: 'query', method: 'POST', path, params, signal });
    if (status >= 300 && !READABLE.includes(status)) {
      const error = `unexpected response with status code ${status}: ${body.slice(0, 1024)}`;
      return { ...failure(500, error), frames: noFrames() };
    }
    const answer = JSON.parse(body) as PrometheusAnswer;
    if (answer.status === 'error') {
      return { ...failure(status, `${answer.errorType}: ${answer.error}`), frames: noFrames() };
    }
    return { status, frames: prometheusFrames(answer.data, { ...frameContext, notices: noticesOf(answer) }) };
  } catch (error) {
    if (error instanceof UpstreamUnreachable) {
      return failure(502, error.message);
    }
    if (error instanceof SyntaxError) {
      return failure(500, `response from prometheus couldn't be parsed. it is non-json: ${error.message}`);
    }
    throw error;
  }
}
