import { interpolatePrometheus } from './interpolatePrometheus';
import type { TimeRangeMs } from './parseTimeRange';
import { prometheusFrames, type QueryData } from './prometheusFrames';
import type { DataQueryJson, DataResult, QueryContext } from './runDataQueries';
import { UpstreamUnreachable } from './Upstream';

interface PrometheusQueryJson extends DataQueryJson {
  instant?: boolean;
  range?: boolean;
  interval?: string;
  intervalFactor?: number;
  utcOffsetSec?: number;
}

/** Statuses whose body is Prometheus' own JSON. */
const READABLE = [400, 422, 503];

/** Runs one Prometheus query, as a range, an instant or both, and answers as Grafana's back end does. */
export async function runPrometheusQuery(
  query: PrometheusQueryJson,
  range: TimeRangeMs,
  context: QueryContext
): Promise<DataResult> {
  let prepared: { expr: string; stepMs: number };
  try {
    prepared = interpolatePrometheus({
      ...query,
      expr: query.expr ?? '',
      range,
      scrapeInterval: context.scrapeInterval,
    });
  } catch (error) {
    return { status: 500, error: message(error), errorSource: 'downstream' };
  }
  const runs: Array<Promise<DataResult>> = [];
  if (query.instant) {
    runs.push(run('/api/v1/query', { time: String(range.to / 1000) }, prepared, query, context));
  }
  if (query.range || !query.instant) {
    const align = (ms: number) => alignToStep(ms, prepared.stepMs, query.utcOffsetSec ?? 0);
    const times = { start: align(range.from), end: align(range.to), step: String(prepared.stepMs / 1000) };
    runs.push(run('/api/v1/query_range', times, prepared, query, context));
  }
  const results = await Promise.all(runs);
  const failed = results.filter(({ error }) => error !== undefined);
  return {
    ...(failed[0] ?? { status: 200 }),
    ...(failed.length > 1 ? { error: failed.map(({ error }) => error).join(' ') } : {}),
    frames: results.flatMap(({ frames }) => frames ?? []),
  };
}

/** Down to a multiple of the step in the user's time zone, so that a later refresh asks for the same points. */
function alignToStep(ms: number, stepMs: number, utcOffsetSec: number): string {
  const offsetMs = utcOffsetSec * 1000;
  return String((Math.floor((ms + offsetMs) / stepMs) * stepMs - offsetMs) / 1000);
}

async function run(
  path: string,
  times: Record<string, string>,
  { expr, stepMs }: { expr: string; stepMs: number },
  { legendFormat }: PrometheusQueryJson,
  { upstreams, signal }: QueryContext
): Promise<DataResult> {
  // An answer that is an error still carries one frame without fields, with the query that was run.
  const noFrames = () => prometheusFrames({ resultType: 'matrix', result: [] }, { expr, stepMs });
  try {
    const params = new URLSearchParams({ query: expr, ...times });
    const { status, body } = await upstreams.prometheus.call({ via: 'query', method: 'POST', path, params, signal });
    if (status >= 300 && !READABLE.includes(status)) {
      const error = `unexpected response with status code ${status}: ${body.slice(0, 1024)}`;
      return { status: 500, error, errorSource: 'downstream', frames: noFrames() };
    }
    const answer = JSON.parse(body) as {
      status: string;
      data: QueryData;
      errorType?: string;
      error?: string;
      warnings?: string[];
      infos?: string[];
    };
    if (answer.status === 'error') {
      return { status, error: `${answer.errorType}: ${answer.error}`, errorSource: 'downstream', frames: noFrames() };
    }
    const notices = [
      ...(answer.warnings ?? []).map((text) => ({ severity: 'warning' as const, text })),
      ...(answer.infos ?? []).map((text) => ({ severity: 'info' as const, text })),
    ];
    return { status, frames: prometheusFrames(answer.data, { expr, stepMs, legendFormat, notices }) };
  } catch (error) {
    if (error instanceof UpstreamUnreachable) {
      return { status: 502, error: error.message, errorSource: 'downstream' };
    }
    if (error instanceof SyntaxError) {
      const text = `response from prometheus couldn't be parsed. it is non-json: ${error.message}`;
      return { status: 500, error: text, errorSource: 'downstream' };
    }
    throw error;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
