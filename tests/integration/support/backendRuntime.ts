import { from, type Observable } from 'rxjs';
import { callResource } from '../../../workbench/server/callResource';
import { DATA_SOURCE_UIDS, runDataQueries, type QueryContext } from '../../../workbench/server/runDataQueries';
import { Upstream } from '../../../workbench/server/Upstream';
import { WorkbenchState } from '../../../workbench/server/WorkbenchState';
import type { DataSourceChoice } from '../../../src/grafana/dataSources';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the pages asks a real Loki: queries for lines and counts go
 * through the workbench's back end, which makes the frames that Grafana makes. Use it with
 * `jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'))`.
 */

/** The data source of these tests, under the name by which the workbench knows it. */
export const LOKI: DataSourceChoice = { uid: 'quayside-loki', name: 'Loki', type: 'loki', isDefault: true };

const TIMEOUTS = { upstreamMs: 120_000, faultMs: 1 };

let context: QueryContext | undefined;

/** Says which Loki, and which Prometheus, is asked from now on. Gives what was sent to them. */
export function connectLoki(url: string, prometheusUrl?: string): WorkbenchState {
  const state = new WorkbenchState({});
  context = {
    upstreams: {
      prometheus: new Upstream('prometheus', prometheusUrl, state, TIMEOUTS),
      loki: new Upstream('loki', url, state, TIMEOUTS),
    },
    state,
    scrapeInterval: '15s',
    signal: new AbortController().signal,
  };
  return state;
}

interface Request {
  url: string;
  method?: string;
  data?: unknown;
}

/** A failure in the form in which Grafana's back end service reports it. */
class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly data: unknown
  ) {
    super(`${status} ${JSON.stringify(data).slice(0, 500)}`);
  }
}

async function ask({ url, method = 'GET', data }: Request): Promise<{ data: unknown; status: number }> {
  if (!context) {
    throw new Error('call connectLoki first');
  }
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  if (pathname === '/api/ds/query') {
    const { status, results } = await runDataQueries(data, context);
    if (status >= 300) {
      throw new RequestError(status, { results, message: Object.values(results)[0]?.error });
    }
    return { status, data: { results } };
  }
  const [, uid = '', path = ''] = /^\/api\/datasources\/uid\/([^/]+)\/resources\/(.*)$/.exec(pathname) ?? [];
  const name = DATA_SOURCE_UIDS[uid];
  if (!name) {
    throw new Error(`nothing answers ${url} in this test`);
  }
  const { signal } = context;
  const answer = await callResource(context.upstreams[name], {
    method,
    path,
    search: searchParams,
    form: new URLSearchParams(),
    signal,
  });
  const body: unknown = JSON.parse(answer.body);
  if (answer.status >= 300) {
    throw new RequestError(answer.status, body);
  }
  return { status: answer.status, data: body };
}

export function isFetchError(error: unknown): error is RequestError {
  return error instanceof RequestError;
}

export function getBackendSrv(): { fetch: (request: Request) => Observable<{ data: unknown; status: number }> } {
  return { fetch: (request) => from(ask(request)) };
}
