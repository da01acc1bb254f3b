import { z } from 'zod';
import type { Labels } from '../signals/identity';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { askLokiResource } from './lokiResource';
import { Problem } from './Problem';
import { problemOf } from './problemOf';
import type { Sample, Series } from './prometheus';
import { Turns } from './Turns';

/**
 * How many queries all that is on a page has Loki work on at once. What it is asked more it queues itself, and in the end
 * refuses with 429; and what has been queued there cannot be taken back when somebody leaves.
 */
const turns = new Turns(4);

/** One line of a log. */
export interface LogLine {
  /** Unix milliseconds. */
  time: number;
  /** Unix nanoseconds, as text: more than a number holds. */
  nanos: string;
  line: string;
  labels: Labels;
  /** Those labels that name the stream, where the data source says which they are; the rest belong to the line. */
  streamLabels?: Labels;
  /** Unique among the lines of one answer. */
  id: string;
}

const field = z.object({
  name: z.string(),
  type: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
const answer = z.object({
  results: z.record(
    z.string(),
    z.object({
      error: z.string().optional(),
      status: z.number().optional(),
      frames: z
        .array(
          z.object({
            schema: z.object({ fields: z.array(field) }),
            data: z.object({ values: z.array(z.array(z.unknown())) }),
          })
        )
        .optional(),
    })
  ),
});

type Frame = NonNullable<z.infer<typeof answer>['results'][string]['frames']>[number];

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** The frames of one or several queries in one request. */
async function askFrames(
  source: DataSourceChoice,
  range: Range,
  queries: Record<string, unknown> | ReadonlyArray<Record<string, unknown>>,
  signal?: AbortSignal
): Promise<Frame[]> {
  const asked = [queries]
    .flat()
    .map((query, index) => ({ refId: String.fromCharCode('A'.charCodeAt(0) + index), ...query }));
  try {
    const request = {
      url: '/api/ds/query?ds_type=loki',
      method: 'POST',
      data: {
        from: String(Math.floor(range.from)),
        to: String(Math.ceil(range.to)),
        queries: asked.map((query) => ({ datasource: { uid: source.uid, type: source.type }, ...query })),
      },
    };
    const raw = await turns.run(() => fetchJson<unknown>(request, signal), signal);
    const parsed = answer.safeParse(raw);
    return asked.flatMap(({ refId }) => {
      const result = parsed.success ? parsed.data.results[refId] : undefined;
      if (!result) {
        throw new Problem('unexpected', `${source.name} answered something that is not Loki’s`, '', 'Try again.');
      }
      if (result.error) {
        throw new Error(result.error);
      }
      return result.frames ?? [];
    });
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw problemOf(error, { name: source.name, kind: 'Loki' });
  }
}

function column(frame: Frame, name: string): readonly unknown[] {
  return frame.data.values[frame.schema.fields.findIndex((candidate) => candidate.name === name)] ?? [];
}

const labelsSchema = z.record(z.string(), z.string());

/** The labels that are of a kind, by Grafana's letters: I indexed (the stream's own), S structured metadata, P parsed. */
function labelsOfKind(labels: Labels, types: unknown, kind: 'I' | 'S' | 'P'): Labels | undefined {
  const known = labelsSchema.safeParse(types).data;
  return known && Object.fromEntries(Object.entries(labels).filter(([label]) => known[label] === kind));
}

/** Log lines of `expr`, newest first, at most `limit`: fewer than asked for means that there are no more in the range. */
export function queryLines(
  source: DataSourceChoice,
  expr: string,
  range: Range,
  limit: number,
  signal?: AbortSignal
): Promise<LogLine[]> {
  return queryLinePage(source, expr, range, { limit, order: 'newest' }, signal);
}

/**
 * The newest or the oldest `limit` log lines of `expr` (of all of them, where there are several) in a range, in that
 * order. Its end is not part of it. Fewer than asked for means that there are no more.
 */
export async function queryLinePage(
  source: DataSourceChoice,
  expr: string | readonly string[],
  range: Range,
  { limit, order }: { limit: number; order: 'newest' | 'oldest' },
  signal?: AbortSignal
): Promise<LogLine[]> {
  const direction = order === 'newest' ? 'backward' : 'forward';
  const frames = await askFrames(
    source,
    range,
    [expr].flat().map((one) => ({
      expr: one,
      queryType: 'range',
      maxLines: limit,
      direction,
      intervalMs: 1000,
      maxDataPoints: 100,
    })),
    signal
  );
  const found = frames.flatMap((frame) => {
    const times = column(frame, 'Time');
    const lines = column(frame, 'Line');
    const nanos = column(frame, 'tsNs');
    const labels = column(frame, 'labels');
    const types = column(frame, 'labelTypes');
    const ids = column(frame, 'id');
    return lines.map((line, index): LogLine => {
      const all = labelsSchema.safeParse(labels[index]).data ?? {};
      const streamLabels = labelsOfKind(all, types[index], 'I');
      return {
        time: Number(times[index]),
        nanos: String(nanos[index] ?? `${String(times[index])}000000`),
        line: String(line),
        labels: all,
        ...(streamLabels ? { streamLabels } : {}),
        id: String(ids[index] ?? index),
      };
    });
  });
  // Loki answers stream by stream (each detected level is one): the order in time is ours to make.
  const sign = order === 'newest' ? 1 : -1;
  return found
    .sort((a, b) => sign * (b.time - a.time || (a.nanos < b.nanos ? 1 : a.nanos > b.nanos ? -1 : 0)))
    .slice(0, limit);
}

/** A metric query of Loki over a range. */
export async function queryLogSeries(
  source: DataSourceChoice,
  expr: string,
  range: Range,
  stepSeconds: number,
  signal?: AbortSignal
): Promise<Series[]> {
  const frames = await askFrames(
    source,
    range,
    {
      expr,
      queryType: 'range',
      step: `${stepSeconds}s`,
      intervalMs: stepSeconds * 1000,
      maxDataPoints: Math.ceil((range.to - range.from) / 1000 / stepSeconds) + 1,
    },
    signal
  );
  return frames.map((frame) => {
    const valueIndex = frame.schema.fields.findIndex(({ type }) => type === 'number');
    return {
      labels: frame.schema.fields[valueIndex]?.labels ?? {},
      times: (frame.data.values[0] ?? []).map(Number),
      values: (frame.data.values[valueIndex] ?? []).map(Number),
    };
  });
}

/** A metric query of Loki at one time (Unix milliseconds). */
export async function queryLogInstant(
  source: DataSourceChoice,
  expr: string,
  time: number,
  signal?: AbortSignal
): Promise<Sample[]> {
  const frames = await askFrames(
    source,
    { from: time - 1000, to: time },
    { expr, queryType: 'instant', intervalMs: 1000, maxDataPoints: 1 },
    signal
  );
  return frames.flatMap((frame) => {
    const valueIndex = frame.schema.fields.findIndex(({ type }) => type === 'number');
    const value = frame.data.values[valueIndex]?.[0];
    return typeof value === 'number' ? [{ labels: frame.schema.fields[valueIndex]?.labels ?? {}, value }] : [];
  });
}

const stringList = z.object({ data: z.array(z.string()).nullish() });

async function resource(
  source: DataSourceChoice,
  path: string,
  range: Range,
  params: Record<string, string>,
  signal?: AbortSignal
): Promise<string[]> {
  const start = String(Math.floor(range.from) * 1e6);
  const end = String(Math.floor(range.to) * 1e6);
  try {
    const raw = await askLokiResource(source, path, { ...params, start, end }, signal);
    return stringList.safeParse(raw).data?.data ?? [];
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw problemOf(error, { name: source.name, kind: 'Loki' });
  }
}

/** The names of the labels that streams have in the range. */
export function logLabels(source: DataSourceChoice, range: Range, signal?: AbortSignal): Promise<string[]> {
  return resource(source, 'labels', range, {}, signal);
}

/** The values that one label of streams has in the range. */
export function logLabelValues(
  source: DataSourceChoice,
  label: string,
  range: Range,
  signal?: AbortSignal
): Promise<string[]> {
  return resource(source, `label/${encodeURIComponent(label)}/values`, range, {}, signal);
}
