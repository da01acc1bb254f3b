import { dataFrameFromJSON, LoadingState, type DataFrameJSON, type DataQueryRequest } from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import * as backend from './backendRuntime';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the bundled data source asks a real Prometheus and a real Loki.
 * Both go through the workbench's back end, which makes the frames that Grafana makes. Use it with
 * `jest.mock('@grafana/runtime', () => jest.requireActual('./support/signalsRuntime'))`.
 */
export { isFetchError, connectLoki } from './backendRuntime';

let settings: unknown = {};
let variables: Readonly<Record<string, string | string[]>> = {};

/** Says what the app's settings are from now on. */
export function setAppSettings(jsonData: unknown): void {
  settings = jsonData;
}

/** Says what Grafana's variables are from now on. */
export function setVariables(values: Readonly<Record<string, string | string[]>>): void {
  variables = values;
}

const SOURCES = [
  { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true },
  { uid: 'quayside-loki', name: 'Loki', type: 'loki', isDefault: false },
];

interface Request {
  url: string;
  method?: string;
  data?: unknown;
}

export function getBackendSrv(): { fetch: (request: Request) => Observable<{ data: unknown; status: number }> } {
  return {
    fetch: (request) =>
      request.url.startsWith('/api/plugins/')
        ? from([{ status: 200, data: { jsonData: settings } }])
        : backend.getBackendSrv().fetch(request),
  };
}

interface Answer {
  results: Record<string, { frames?: DataFrameJSON[]; error?: string }>;
}

/** What Grafana's own data sources do with queries, without what only a browser needs. */
function query({ targets, range, intervalMs, maxDataPoints }: DataQueryRequest) {
  const data = {
    from: String(range.from.valueOf()),
    to: String(range.to.valueOf()),
    queries: targets.map((target) => ({ intervalMs, maxDataPoints, ...target })),
  };
  return backend
    .getBackendSrv()
    .fetch({ url: '/api/ds/query', method: 'POST', data })
    .pipe(
      map((response) => ({
        state: LoadingState.Done,
        data: Object.values((response.data as Answer).results).flatMap(({ frames = [] }) =>
          frames.map((frame) => dataFrameFromJSON(frame))
        ),
      }))
    );
}

export function getDataSourceSrv() {
  return {
    getList: ({ filter }: { filter?: (source: (typeof SOURCES)[number]) => boolean } = {}) =>
      SOURCES.filter((source) => filter?.(source) ?? true),
    get: () => Promise.resolve({ query }),
  };
}

/** `$name` and `${name}` replaced, by the function that writes values. */
export function getTemplateSrv() {
  return {
    getVariables: () => [],
    replace: (text: string, _scopedVars: unknown, format: (value: unknown) => string) =>
      text.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, plain?: string, braced?: string) => {
        const value = variables[plain ?? braced ?? ''];
        return value === undefined ? whole : format(value);
      }),
  };
}
