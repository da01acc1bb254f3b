import { z } from 'zod';

/** A series at one time. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

const answer = z.object({
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

async function instant(url: string, path: string, expr: string, time: string): Promise<Sample[]> {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams({ query: expr, time }) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${response.status} ${text.trim()}\nfor ${expr}`);
  }
  const { data } = answer.parse(JSON.parse(text));
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** What a Prometheus says of `expr` at `time`, epoch seconds. Rejects with the server's own message. */
export function askPrometheus(url: string, expr: string, time: number): Promise<Sample[]> {
  return instant(url, '/api/v1/query', expr, String(time));
}

/** What a Loki says of a metric query at `time`, epoch seconds. Rejects with the server's own message. */
export function askLoki(url: string, expr: string, time: number): Promise<Sample[]> {
  return instant(url, '/loki/api/v1/query', expr, String(Math.round(time * 1000)) + '000000');
}

const streams = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(z.object({ values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())) })),
  }),
});

/** The lines that a Loki has from one time to another, epoch seconds, oldest first. Rejects with the server's own message. */
export async function askLines(url: string, expr: string, from: number, to: number): Promise<string[]> {
  const parameters = { query: expr, start: `${from}000000000`, end: `${to}000000000`, limit: '5000' };
  const response = await fetch(`${url}/loki/api/v1/query_range?${new URLSearchParams(parameters)}`);
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${response.status} ${text.trim()}\nfor ${expr}`);
  }
  const entries = streams.parse(JSON.parse(text)).data.result.flatMap(({ values }) => values);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}
