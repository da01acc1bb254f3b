import { HttpError } from './HttpError';
import { parseTimeRange } from './parseTimeRange';
import { runLokiQuery } from './runLokiQuery';
import { runPrometheusQuery } from './runPrometheusQuery';
import type { Upstream } from './Upstream';
import type { UpstreamName, WorkbenchState } from './WorkbenchState';
import type { WireFrame } from './frame';

/** A query of `POST /api/ds/query`: what both data sources share. */
export interface DataQueryJson {
  refId?: string;
  datasource?: { uid?: string; type?: string };
  expr?: string;
  intervalMs?: number;
  maxDataPoints?: number;
  legendFormat?: string;
  [key: string]: unknown;
}

/** The answer to one query. */
export interface DataResult {
  status: number;
  error?: string;
  errorSource?: 'downstream' | 'plugin';
  frames?: WireFrame[];
}

export interface QueryContext {
  upstreams: Record<UpstreamName, Upstream>;
  state: WorkbenchState;
  scrapeInterval: string;
  signal: AbortSignal;
}

export const DATA_SOURCE_UIDS: Record<string, UpstreamName> = {
  'quayside-prometheus': 'prometheus',
  'quayside-loki': 'loki',
};

/** Answers `POST /api/ds/query`: all queries at once, 400 when any of them failed, the others' frames included. */
export async function runDataQueries(
  body: unknown,
  context: QueryContext
): Promise<{ status: number; results: Record<string, DataResult> }> {
  const { queries, from, to } = (body ?? {}) as { queries?: DataQueryJson[]; from?: unknown; to?: unknown };
  if (!Array.isArray(queries) || queries.length === 0) {
    throw new HttpError(400, 'No queries found', { messageId: 'query.noQueries', statusCode: 400, traceID: '' });
  }
  const range = parseTimeRange(from, to);
  const entries = await Promise.all(
    queries.map(async (query): Promise<[string, DataResult]> => {
      const name = upstreamOf(query, context.state);
      const result =
        name === 'prometheus'
          ? await runPrometheusQuery(query, range, context)
          : await runLokiQuery(query, range, context);
      const refId = query.refId ?? 'A';
      result.frames?.forEach(({ schema }) => (schema.refId = refId));
      return [refId, result];
    })
  );
  return {
    status: entries.some(([, { error }]) => error !== undefined) ? 400 : 200,
    results: Object.fromEntries(entries),
  };
}

function upstreamOf({ datasource }: DataQueryJson, state: WorkbenchState): UpstreamName {
  const uid = datasource?.uid ?? '';
  if (uid === '__expr__') {
    throw new HttpError(400, 'The workbench has no server side expressions: try this in Grafana.');
  }
  const name = DATA_SOURCE_UIDS[uid];
  if (!name || !state.hasDataSource(name)) {
    throw new HttpError(404, 'Data source not found');
  }
  return name;
}
