import { isFetchError } from '@grafana/runtime';
import { z } from 'zod';
import type { Labels } from '../signals/identity';
import type { DataSourceChoice } from './dataSources';
import { isAbort } from './fetchJson';
import { askLokiResource } from './lokiResource';
import { problemOf } from './problemOf';

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** Asks one of Loki's resources; nothing where this Loki has it not (404), for some are new and some are switched off. */
async function askIfThere<T>(
  source: DataSourceChoice,
  path: string,
  range: Range,
  params: Record<string, string>,
  schema: z.ZodType<T>,
  signal?: AbortSignal
): Promise<T | undefined> {
  const start = String(Math.floor(range.from) * 1e6);
  const end = String(Math.ceil(range.to) * 1e6);
  try {
    return schema.safeParse(await askLokiResource(source, path, { ...params, start, end }, signal)).data;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (isFetchError(error) && error.status === 404) {
      return undefined;
    }
    throw problemOf(error, { name: source.name, kind: 'Loki' });
  }
}

/** A part of lines that Loki recognised. */
export interface DetectedField {
  name: string;
  /** `string`, `int`, `float`, `duration`, `bytes` or `boolean`. */
  type: string;
  /** Different values among the lines that Loki looked at. */
  cardinality: number;
  /** How it is written; structured metadata has none. */
  parser: 'json' | 'logfmt' | undefined;
  /** The steps to it in JSON. */
  jsonPath: readonly string[];
}

const fields = z.object({
  fields: z
    .array(
      z.object({
        label: z.string(),
        type: z.string(),
        cardinality: z.number(),
        parsers: z.array(z.string()).nullish(),
        jsonPath: z.array(z.string()).nullish(),
      })
    )
    .nullish(),
});

/** The fields of the newest `lines` lines of a query; nothing where this Loki (before 3.1) cannot tell. */
export async function detectedFields(
  source: DataSourceChoice,
  expr: string,
  range: Range,
  lines: number,
  signal?: AbortSignal
): Promise<DetectedField[] | undefined> {
  const params = { query: expr, line_limit: String(lines), limit: '200' };
  const found = await askIfThere(source, 'detected_fields', range, params, fields, signal);
  return found?.fields?.map(({ label, type, cardinality, parsers, jsonPath }) => ({
    name: label,
    type,
    cardinality,
    parser: parsers?.includes('json') ? 'json' : parsers?.includes('logfmt') ? 'logfmt' : undefined,
    jsonPath: jsonPath ?? [],
  }));
}

const values = z.object({ values: z.array(z.string()).nullish() });

/** Values of one detected field among the newest lines of a query. */
export async function detectedValues(
  source: DataSourceChoice,
  expr: string,
  field: string,
  range: Range,
  { lines, limit }: { lines: number; limit: number },
  signal?: AbortSignal
): Promise<string[]> {
  const path = `detected_field/${encodeURIComponent(field)}/values`;
  const params = { query: expr, line_limit: String(lines), limit: String(limit) };
  return (await askIfThere(source, path, range, params, values, signal))?.values ?? [];
}

/** A pattern that Loki found while it took the lines. */
export interface IndexedPattern {
  pattern: string;
  level: string | undefined;
  /** Unix milliseconds, and lines since the time before. */
  times: number[];
  counts: number[];
}

const patterns = z.object({
  data: z
    .array(
      z.object({
        pattern: z.string(),
        level: z.string().nullish(),
        samples: z.array(z.tuple([z.number(), z.number()])),
      })
    )
    .nullish(),
});

/** Patterns of a selector's lines, which Loki keeps for some hours; nothing where it does not look for any. */
export async function indexedPatterns(
  source: DataSourceChoice,
  selector: string,
  range: Range,
  signal?: AbortSignal
): Promise<IndexedPattern[] | undefined> {
  const found = await askIfThere(source, 'patterns', range, { query: selector, step: '60s' }, patterns, signal);
  return found?.data?.map(({ pattern, level, samples }) => ({
    pattern,
    level: level ?? undefined,
    times: samples.map(([seconds]) => seconds * 1000),
    counts: samples.map(([, count]) => count),
  }));
}

const volume = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});
const series = z.object({ data: z.array(z.record(z.string(), z.string())) });

/** A set of labels, and how much is stored under it where the index says. */
export interface LabelledVolume {
  labels: Labels;
  bytes: number | undefined;
}

/**
 * The sets of values that some labels have on a selector's streams, largest first, from the index alone: Loki's volumes
 * where they are switched on, else its list of series.
 */
export async function streamVolumes(
  source: DataSourceChoice,
  selector: string,
  labels: readonly string[],
  range: Range,
  limit: number,
  signal?: AbortSignal
): Promise<LabelledVolume[]> {
  const params = { query: selector, targetLabels: labels.join(','), limit: String(limit) };
  const found = await askIfThere(source, 'index/volume', range, params, volume, signal);
  if (found) {
    return found.data.result.map(({ metric, value }) => ({ labels: metric, bytes: Number(value[1]) }));
  }
  const listed = await askIfThere(source, 'series', range, { 'match[]': selector }, series, signal);
  const sets = new Map<string, Labels>();
  for (const one of listed?.data ?? []) {
    const kept = Object.fromEntries(labels.map((label) => [label, one[label] ?? '']));
    sets.set(JSON.stringify(kept), kept);
  }
  return [...sets.values()].slice(0, limit).map((set) => ({ labels: set, bytes: undefined }));
}
