import { answerAlerting } from './alerting/answerAlerting';
import { callResource } from './callResource';
import { checkHealth } from './checkHealth';
import { appMeta, currentUser, dataSources } from './bootData';
import { HttpError } from './HttpError';
import type { PluginFiles } from './PluginFiles';
import { DATA_SOURCE_UIDS, runDataQueries, type QueryContext } from './runDataQueries';
import { asGrafanaKeeps, type UpstreamName } from './WorkbenchState';

/** A request to `/api/...` or `/workbench/...`, with its body read. */
export interface ApiRequest {
  method: string;
  path: string;
  search: URLSearchParams;
  body: string;
  contentType: string;
}

/** A JSON value, or a body that passes through as it is. */
export type ApiAnswer = { status: number; json: unknown } | { status: number; contentType: string; body: string };

export interface ApiContext extends QueryContext {
  plugins: PluginFiles;
  /** Unix seconds that alert rules are evaluated at, so that old data can be looked at; now where it is left out. */
  evaluateAt?: number;
}

/** Answers the calls of Grafana's HTTP API that the plugin's pages make. Any other is an error that says so. */
export async function answerApi(request: ApiRequest, context: ApiContext): Promise<ApiAnswer> {
  const { method, path } = request;
  if (path === '/api/ds/query' && method === 'POST') {
    const { status, results } = await runDataQueries(readJson(request.body), context);
    return { status, json: { results } };
  }
  const dataSource = /^\/api\/datasources\/uid\/([^/]+)(?:\/(.*))?$/.exec(path);
  if (dataSource?.[1]) {
    return answerDataSource(decodeURIComponent(dataSource[1]), dataSource[2] ?? '', request, context);
  }
  const alerting = await answerAlerting(request, context);
  if (alerting) {
    return alerting;
  }
  const fixed = answerFixed(request, context);
  if (fixed !== undefined) {
    return { status: 200, json: fixed };
  }
  context.state.unanswered.push({ method, path, at: new Date().toISOString() });
  throw new HttpError(404, `The workbench does not answer ${method} ${path}. It is no Grafana: try this page there.`);
}

async function answerDataSource(
  uid: string,
  rest: string,
  request: ApiRequest,
  context: ApiContext
): Promise<ApiAnswer> {
  const name: UpstreamName | undefined = DATA_SOURCE_UIDS[uid];
  if (!name || !context.state.hasDataSource(name)) {
    // Grafana's own words, which differ.
    if (rest === 'health') {
      throw new HttpError(500, 'Unable to load datasource metadata');
    }
    throw rest === ''
      ? new HttpError(404, 'Data source not found')
      : new HttpError(500, 'Unable to load datasource meta data');
  }
  if (rest === '') {
    return {
      status: 200,
      json: dataSources(context.state, context.scrapeInterval).find((source) => source.uid === uid),
    };
  }
  if (rest === 'health') {
    const health = await checkHealth(name, context);
    return { status: health.status === 'OK' ? 200 : 400, json: health };
  }
  if (rest.startsWith('resources/')) {
    const isForm = request.contentType.startsWith('application/x-www-form-urlencoded');
    const form = isForm ? new URLSearchParams(request.body) : jsonAsForm(request);
    return callResource(context.upstreams[name], {
      method: request.method,
      path: rest.slice('resources/'.length),
      search: request.search,
      form,
      signal: context.signal,
    });
  }
  throw new HttpError(404, `The workbench does not answer ${request.path}.`);
}

function answerFixed({ method, path, body }: ApiRequest, context: ApiContext): unknown {
  const { state, plugins, scrapeInterval } = context;
  const app = plugins.app();
  if (path === `/api/plugins/${app.id}/settings`) {
    if (method === 'GET') {
      return appMeta(app, state);
    }
    if (method === 'POST') {
      saveSettings(readJson(body), context);
      return { message: 'Plugin settings updated' };
    }
  }
  if (method !== 'GET') {
    return undefined;
  }
  switch (path) {
    case '/api/datasources':
      return dataSources(state, scrapeInterval);
    case '/api/user':
      return { ...currentUser(state), theme: '', isDisabled: false };
    case '/api/health':
      return { database: 'ok', version: 'workbench', commit: 'workbench' };
    case '/api/ruler/grafana/api/v1/rules':
      return {};
    case '/api/search':
    case '/api/annotations':
    case '/api/folders':
    case '/api/plugins':
      return [];
    default:
      return undefined;
  }
}

function saveSettings(change: unknown, { state }: ApiContext): void {
  if (state.faults.role !== 'Admin') {
    throw new HttpError(
      403,
      "You'll need additional permissions to perform this action. Permissions needed: plugins:write",
      {
        accessErrorId: 'ACE0000000000',
        title: 'Access denied',
      }
    );
  }
  const { enabled, pinned, jsonData, secureJsonData } = (change ?? {}) as {
    enabled?: boolean;
    pinned?: boolean;
    jsonData?: Record<string, unknown>;
    secureJsonData?: Record<string, string>;
  };
  // Grafana replaces jsonData as a whole, and keeps secrets that aren't named.
  const secrets = Object.fromEntries(Object.keys(secureJsonData ?? {}).map((name) => [name, true]));
  state.app = {
    enabled: enabled ?? false,
    pinned: pinned ?? false,
    jsonData: asGrafanaKeeps(jsonData ?? {}),
    secureJsonFields: { ...state.app.secureJsonFields, ...secrets },
  };
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new HttpError(400, 'bad request data', { error: String(error) });
  }
}

/** `postResource` sends JSON; Prometheus reads a form. */
function jsonAsForm({ body, method }: ApiRequest): URLSearchParams {
  const form = new URLSearchParams();
  if (method === 'POST' && body) {
    for (const [name, value] of Object.entries(readJson(body) as Record<string, unknown>)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        form.append(name, String(item));
      }
    }
  }
  return form;
}
