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
  return instant(url, '/loki/api/v1/query', expr, `${time}000000000`);
}
