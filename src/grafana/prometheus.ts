import { z } from 'zod';
import type { Labels } from '../signals/identity';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';

/** One series at one time. */
export interface Sample {
  labels: Labels;
  value: number;
}

/** One series over time: Unix milliseconds and values, the gaps left out. */
export interface Series {
  labels: Labels;
  times: number[];
  values: number[];
}

const point = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string());
const vector = z.object({
  data: z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric, value: point })) }),
});
const matrix = z.object({
  data: z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric, values: z.array(point) })) }),
});
const strings = z.object({ data: z.array(z.string()) });

/** Longer addresses are refused by some proxies; such a query goes in the body instead. */
const LONGEST_ADDRESS = 4000;

/**
 * Prometheus' own API, behind Grafana's data source: its answers are a fifth of the size of data frames where there are
 * many series of one value each, and carry the server's own error messages. `path` is below `/api/v1`. Rejects with a
 * Problem.
 */
export async function askPrometheus<T>(
  source: DataSourceChoice,
  path: string,
  params: Record<string, string>,
  schema: z.ZodType<T>,
  signal?: AbortSignal
): Promise<T> {
  const url = `/api/datasources/uid/${encodeURIComponent(source.uid)}/resources/api/v1/${path}`;
  const query = new URLSearchParams(params).toString();
  try {
    const answer = await fetchJson<unknown>(
      query.length < LONGEST_ADDRESS
        ? { url: `${url}?${query}`, method: 'GET' }
        : {
            url,
            method: 'POST',
            data: query,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          },
      signal
    );
    const parsed = schema.safeParse(answer);
    if (!parsed.success) {
      throw new Problem(
        'unexpected',
        `${source.name} answered something that is not Prometheus’`,
        JSON.stringify(answer).slice(0, 200),
        `Look whether the address of the data source ${source.name} is that of a Prometheus, Mimir or Thanos.`
      );
    }
    return parsed.data;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw problemOf(error, { name: source.name, kind: 'Prometheus' });
  }
}

/** The values of `expr` at `time` (Unix milliseconds). Rejects with a Problem. */
export async function queryInstant(
  source: DataSourceChoice,
  expr: string,
  time: number,
  signal?: AbortSignal
): Promise<Sample[]> {
  const { data } = await askPrometheus(source, 'query', { query: expr, time: String(time / 1000) }, vector, signal);
  return data.result.map(({ metric: labels, value }) => ({ labels, value: Number(value[1]) }));
}

/** The parameters of a range query, aligned to its step: the same chart a moment later asks for the same points, and caches can answer. */
export function alignedRange({ from, to, stepSeconds }: { from: number; to: number; stepSeconds: number }) {
  const align = (ms: number) => String(Math.floor(ms / 1000 / stepSeconds) * stepSeconds);
  return { start: align(from), end: align(to), step: String(stepSeconds) };
}

/** The values of `expr` from one time to another (Unix milliseconds), one every `stepSeconds`. Rejects with a Problem. */
export async function queryRange(
  source: DataSourceChoice,
  expr: string,
  range: { from: number; to: number; stepSeconds: number },
  signal?: AbortSignal
): Promise<Series[]> {
  const { data } = await askPrometheus(source, 'query_range', { query: expr, ...alignedRange(range) }, matrix, signal);
  return data.result.map(({ metric: labels, values }) => ({
    labels,
    times: values.map(([seconds]) => seconds * 1000),
    values: values.map(([, text]) => Number(text)),
  }));
}

const seriesOf = ({ data }: z.infer<typeof matrix>): Series[] =>
  data.result.map(({ metric: labels, values }) => ({
    labels,
    times: values.map(([seconds]) => Math.round(seconds * 1000)),
    values: values.map(([, text]) => Number(text)),
  }));

/**
 * The values of `expr` at exactly these times, `from`, `from` + `stepSeconds` … `to` (Unix milliseconds): for windows that
 * must meet without a gap. Rejects with a Problem.
 */
export async function queryPoints(
  source: DataSourceChoice,
  expr: string,
  { from, to, stepSeconds }: { from: number; to: number; stepSeconds: number },
  signal?: AbortSignal
): Promise<Series[]> {
  const params = { query: expr, start: String(from / 1000), end: String(to / 1000), step: String(stepSeconds) };
  return seriesOf(await askPrometheus(source, 'query_range', params, matrix, signal));
}

/** The samples of a selector's series as they were written, of the `seconds` before `time` (Unix milliseconds). Rejects with a Problem. */
export async function querySamples(
  source: DataSourceChoice,
  selector: string,
  time: number,
  seconds: number,
  signal?: AbortSignal
): Promise<Series[]> {
  const params = { query: `${selector}[${Math.max(1, Math.ceil(seconds))}s]`, time: String(time / 1000) };
  return seriesOf(await askPrometheus(source, 'query', params, matrix, signal));
}

/** The values that a label has on the series of one selector; one label of one metric is what Prometheus answers fast. */
export async function labelValues(
  source: DataSourceChoice,
  label: string,
  match: string,
  { from, to }: { from: number; to: number },
  signal?: AbortSignal
): Promise<string[]> {
  const { data } = await askPrometheus(
    source,
    `label/${encodeURIComponent(label)}/values`,
    { 'match[]': match, start: String(from / 1000), end: String(to / 1000) },
    strings,
    signal
  );
  return data;
}
