import { ANSWERS } from '../signals/logql';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { Problem } from './Problem';
import { hidesCause, problemOf } from './problemOf';

/**
 * Asks one of Loki's resources: what its index knows, without reading a log. Rejects with Grafana's own error; or with a
 * Problem where that does not tell the cause, and a query does.
 */
export async function askLokiResource(
  source: DataSourceChoice,
  path: string,
  params: Record<string, string>,
  signal?: AbortSignal
): Promise<unknown> {
  const url = `/api/datasources/uid/${encodeURIComponent(source.uid)}/resources/${path}?${new URLSearchParams(params)}`;
  try {
    return await fetchJson<unknown>({ url, method: 'GET' }, signal);
  } catch (error) {
    if (!hidesCause(error)) {
      throw error;
    }
    await askForCause(source, signal);
    const { detail } = problemOf(error, { name: source.name, kind: 'Loki' });
    throw new Problem(
      'unexpected',
      `${source.name} answers queries, but not a call for its index`,
      detail,
      'Refresh. If it happens again, look into the logs of Grafana and of Loki at this time: they name the cause.'
    );
  }
}

/** Grafana says of a failed resource call only that it failed, but of a failed query why. Rejects with that. */
async function askForCause(source: DataSourceChoice, signal?: AbortSignal): Promise<void> {
  const now = Date.now();
  const query = {
    refId: 'A',
    datasource: { uid: source.uid, type: source.type },
    ...{ expr: ANSWERS, queryType: 'instant', intervalMs: 1000, maxDataPoints: 1 },
  };
  const data = { from: String(now - 1000), to: String(now), queries: [query] };
  try {
    await fetchJson<unknown>({ url: '/api/ds/query?ds_type=loki', method: 'POST', data }, signal);
  } catch (error) {
    throw isAbort(error) ? error : problemOf(error, { name: source.name, kind: 'Loki' });
  }
}
