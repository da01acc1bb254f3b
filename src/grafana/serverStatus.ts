import { z } from 'zod';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { askPrometheus } from './prometheus';

const flags = z.object({ data: z.record(z.string(), z.string()) });
const configuration = z.object({ data: z.object({ yaml: z.string() }) });

/** Nothing where a server does not tell: Mimir, Thanos and what stands behind a gateway have no such address. */
async function ifTold<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return undefined;
  }
}

/** The flags that Prometheus was started with; nothing where it does not say. */
export async function prometheusFlags(
  source: DataSourceChoice,
  signal?: AbortSignal
): Promise<Record<string, string> | undefined> {
  return (await ifTold(askPrometheus(source, 'status/flags', {}, flags, signal)))?.data;
}

/** The configuration that Prometheus has loaded, as YAML without its secrets; nothing where it does not say. */
export async function prometheusConfig(source: DataSourceChoice, signal?: AbortSignal): Promise<string | undefined> {
  return (await ifTold(askPrometheus(source, 'status/config', {}, configuration, signal)))?.data.yaml;
}

const limitValue = z.union([z.string(), z.number(), z.boolean()]);
const storage = z.looseObject({ type: z.string().optional(), backend: z.string().optional() });

/** The parts of Loki's configuration that the doctor looks at. */
const lokiConfigSchema = z.looseObject({
  limits_config: z.record(z.string(), z.unknown()).optional(),
  ruler: z
    .looseObject({
      enable_api: z.boolean().optional(),
      storage: storage.optional(),
      remote_write: z.looseObject({ enabled: z.boolean().optional() }).optional(),
    })
    .optional(),
  ruler_storage: storage.optional(),
  storage_config: z.looseObject({ use_thanos_objstore: z.boolean().optional() }).optional(),
});

export type LokiConfig = z.infer<typeof lokiConfigSchema>;

/** A limit of Loki's: a number, a duration, a size, or a switch, as it writes it. */
export type LokiLimits = Readonly<Record<string, string | number | boolean>>;

/**
 * The configuration that Loki runs with, which it shows without its secrets; nothing where it, or what stands in front of it,
 * does not show it, or where the viewer may not ask.
 */
export async function lokiConfig(source: DataSourceChoice, signal?: AbortSignal): Promise<LokiConfig | undefined> {
  const url = `/api/datasources/proxy/uid/${encodeURIComponent(source.uid)}/config`;
  const text = await ifTold(fetchJson<unknown>({ url, method: 'GET', responseType: 'text' }, signal));
  if (typeof text !== 'string') {
    return undefined;
  }
  const { parse } = await import('yaml');
  try {
    return lokiConfigSchema.safeParse(parse(text)).data;
  } catch {
    // A page of a gateway, and no YAML: it says nothing of Loki.
    return undefined;
  }
}

/** The limits in a configuration of Loki's. */
export function limitsOf(config: LokiConfig): LokiLimits {
  return Object.fromEntries(
    Object.entries(config.limits_config ?? {}).flatMap(([name, value]) => {
      const known = limitValue.safeParse(value);
      return known.success ? [[name, known.data]] : [];
    })
  );
}
