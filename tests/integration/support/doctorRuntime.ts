import { from, type Observable } from 'rxjs';
import * as backend from './backendRuntime';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the doctor asks real servers, also for what Grafana passes on in
 * other ways than queries: Loki's configuration through the data source proxy, and its ruler through Grafana's alerting. Use
 * it with `jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'))`.
 */
export const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
export { LOKI } from './backendRuntime';

let lokiUrl = '';

/** Says which servers are asked from now on. */
export function connectBoth(prometheus: string, loki: string): void {
  lokiUrl = loki;
  backend.connectLoki(loki, prometheus);
}

/** What Grafana tells the browser about the user. */
export const config: { bootData: { user: { permissions: Record<string, boolean> } } } = {
  bootData: { user: { permissions: {} } },
};

interface Request {
  url: string;
  method?: string;
  data?: unknown;
  responseType?: string;
}

class DirectError extends Error {
  constructor(
    readonly status: number,
    readonly data: { message: string }
  ) {
    super(`${status} ${data.message}`);
  }
}

export function isFetchError(error: unknown): error is { status: number; data: unknown } {
  return error instanceof DirectError || backend.isFetchError(error);
}

/** Where Grafana sends what is no query: the beginning of its own path, and of Loki's. */
const DIRECT: ReadonlyArray<[grafana: RegExp, loki: string]> = [
  [/^\/api\/datasources\/proxy\/uid\/[^/]+\//, '/'],
  [/^\/api\/ruler\/[^/]+\/api\/v1\/rules/, '/loki/api/v1/rules'],
  [/^\/api\/prometheus\/[^/]+\//, '/prometheus/'],
];

async function askDirectly(url: string, { method = 'GET', data, responseType }: Request) {
  const response = await fetch(url, {
    method,
    ...(data === undefined ? {} : { body: JSON.stringify(data), headers: { 'Content-Type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new DirectError(response.status, { message: text });
  }
  const isJson = responseType !== 'text' && response.headers.get('content-type')?.includes('json');
  if (isJson) {
    return { status: response.status, data: JSON.parse(text) as unknown };
  }
  // Grafana reads the ruler's YAML for the browser.
  const { parse } = await import('yaml');
  return { status: response.status, data: responseType === 'text' ? text : (parse(text) as unknown) };
}

export function getBackendSrv(): { fetch: (request: Request) => Observable<{ data: unknown; status: number }> } {
  return {
    fetch: (request) => {
      const direct = DIRECT.find(([grafana]) => grafana.test(request.url));
      return direct
        ? from(askDirectly(lokiUrl + request.url.replace(...direct), request))
        : backend.getBackendSrv().fetch(request);
    },
  };
}

/** The data sources that pages choose among. */
export function getDataSourceSrv(): { getList: () => never[]; getInstanceSettings: () => undefined } {
  return { getList: () => [], getInstanceSettings: () => undefined };
}
