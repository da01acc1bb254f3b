import { parser } from '@prometheus-io/lezer-promql';
import { z } from 'zod';
import type { ReplaySeries } from '../../src/checks/replay';

const answer = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) })
    ),
  }),
});

async function matrix(url: string, path: string, parameters: Record<string, string>): Promise<ReplaySeries[]> {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(parameters) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${response.status} ${text.trim()}\nfor ${parameters['query']}`);
  }
  return answer.parse(JSON.parse(text)).data.result.map(({ metric, values }) => ({
    labels: metric,
    times: values.map(([seconds]) => Math.round(seconds * 1000)),
    values: values.map(([, value]) => Number(value)),
  }));
}

/** What a Prometheus says of `expr` from `from` to `to`, epoch seconds, every `stepSeconds`. */
export function askRange(
  url: string,
  expr: string,
  from: number,
  to: number,
  stepSeconds: number
): Promise<ReplaySeries[]> {
  return matrix(url, '/api/v1/query_range', {
    query: expr,
    start: String(from),
    end: String(to),
    step: String(stepSeconds),
  });
}

/** The same of a Loki: by pieces of six hours, as pages ask it, since each keeps all of its window in memory. */
export async function askLokiRange(
  url: string,
  expr: string,
  from: number,
  to: number,
  stepSeconds: number
): Promise<ReplaySeries[]> {
  const piece = Math.floor((6 * 3600) / stepSeconds) * stepSeconds;
  const found = new Map<string, ReplaySeries>();
  for (let start = from; start <= to; start += piece) {
    const end = Math.min(to, start + piece - stepSeconds);
    const asked = { query: expr, start: `${start}`, end: `${end}`, step: `${stepSeconds}` };
    for (const { labels, times, values } of await matrix(url, '/loki/api/v1/query_range', asked)) {
      const key = JSON.stringify(Object.entries(labels).sort());
      const known = found.get(key);
      found.set(key, {
        labels,
        times: [...(known?.times ?? []), ...times],
        values: [...(known?.values ?? []), ...values],
      });
    }
  }
  return [...found.values()];
}

/** The names of the metrics that a query reads. */
export function metricsOf(expr: string): string[] {
  const names = new Set<string>();
  parser.parse(expr).iterate({
    enter: ({ type, node, from, to }) => {
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') {
        names.add(expr.slice(from, to));
      }
    },
  });
  return [...names];
}

/** The samples themselves, as they were scraped, of the series of `metrics` that `keep` keeps. */
export async function rawSamples(
  url: string,
  metrics: readonly string[],
  from: number,
  to: number,
  keep: (labels: Readonly<Record<string, string>>) => boolean
): Promise<ReplaySeries[]> {
  const series: ReplaySeries[] = [];
  for (const metric of metrics) {
    const query = `${metric}[${to - from}s]`;
    const found = await matrix(url, '/api/v1/query', { query, time: String(to) });
    series.push(...found.filter(({ labels }) => keep(labels)));
  }
  return series;
}

/** Metrics whose value is a time; in promtool time begins at 0. */
const IS_TIME = /_last_seen$|_time_seconds$|_timestamp_seconds$|_expiry$/;

/**
 * A series as promtool's tests take it, with `from` (epoch seconds) as their beginning: a value for every second, `_` where
 * there is none. Samples lie at fractions of a second; earlier by less than a second they are in the same evaluations of
 * whole minutes, and in the same windows of them.
 */
export function inputSeries({ labels, times, values }: ReplaySeries, from: number): { series: string; values: string } {
  const { __name__: metric = '', ...rest } = labels;
  const parts: string[] = [];
  let next = 0;
  times.forEach((time, index) => {
    const at = Math.floor(time / 1000) - from;
    if (at > next) {
      parts.push(`_x${at - next}`);
    }
    const value = values[index] ?? NaN;
    parts.push(String(IS_TIME.test(metric) && value > from / 2 ? value - from : value));
    next = at + 1;
  });
  const selector = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return { series: `${metric}{${selector.join(',')}}`, values: parts.join(' ') };
}
