import { z } from 'zod';

import { request } from './http';

/** What a query brought, in the only terms that the stack cares about. */
export interface QueryResult {
  /** Series, or streams of a log query. */
  series: number;
  /** Samples, or lines. */
  samples: number;
  /** Epoch seconds of the newest; undefined where there is none. */
  newest?: number;
  /** The first value of an instant answer. */
  value?: number;
}

export interface Query {
  source: 'metrics' | 'logs';
  expr: string;
  /** At one moment, or over the time before it. Log lines have no instant. */
  instant: boolean;
  /** Seconds before `at` for a range. */
  rangeSeconds?: number;
  /** Epoch seconds; now where left out. */
  at?: number;
}

const sample = z.tuple([z.number(), z.string()]);
const line = z.tuple([z.string(), z.string()]).rest(z.unknown());
const dataSchema = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
  z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ values: z.array(sample) })) }),
  z.object({ resultType: z.literal('streams'), result: z.array(z.object({ values: z.array(line) })) }),
  z.object({ resultType: z.literal('scalar'), result: sample }),
]);
const answerSchema = z.object({ data: dataSchema });

const NANOSECONDS = 1e9;

function times(data: z.infer<typeof dataSchema>): number[][] {
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ value }) => [value[0]]);
    case 'matrix':
      return data.result.map(({ values }) => values.map(([time]) => time));
    case 'streams':
      return data.result.map(({ values }) => values.map(([time]) => Number(time) / NANOSECONDS));
    case 'scalar':
      return [[data.result[0]]];
  }
}

/** Runs a query on Prometheus or Loki, which share the form of their answers. */
export async function runQuery(baseUrl: string, query: Query, timeoutMs = 30_000): Promise<QueryResult> {
  const { source, expr, instant, rangeSeconds = 3600, at = Date.now() / 1000 } = query;
  const path = source === 'metrics' ? '/api/v1' : '/loki/api/v1';
  const parameters = new URLSearchParams({ query: expr });
  if (instant) {
    parameters.set('time', at.toFixed(3));
  } else {
    parameters.set('start', (at - rangeSeconds).toFixed(3));
    parameters.set('end', at.toFixed(3));
    parameters.set('step', String(Math.max(15, Math.ceil(rangeSeconds / 240))));
  }
  const url = `${baseUrl}${path}/${instant ? 'query' : 'query_range'}?${parameters.toString()}`;
  const { data } = answerSchema.parse(JSON.parse(await request(url, { timeoutMs })));
  const all = times(data);
  const flat = all.flat();
  return {
    series: all.length,
    samples: flat.length,
    value: data.resultType === 'vector' && data.result[0] !== undefined ? Number(data.result[0].value[1]) : undefined,
    newest: flat.length === 0 ? undefined : flat.reduce((a, b) => Math.max(a, b)),
  };
}
