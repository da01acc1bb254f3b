import { from, throwError, type Observable } from 'rxjs';
import type { DataSourceChoice } from '../../../src/grafana/dataSources';
import * as backend from './backendRuntime';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the doctor asks real servers, also for what Grafana passes on in
 * other ways than queries: Loki's configuration through the data source proxy, and its ruler through Grafana's alerting. Use
 * it with `jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'))`.
 */
export const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
export { LOKI } from './backendRuntime';

let lokiUrl = '';
let prometheusUrl = '';

/** One of several places, whose data sources have uids of their own. */
export interface Place {
  prometheus: string;
  loki: string;
  prometheusUid: string;
  lokiUid: string;
}

let places: readonly Place[] = [];

/** Says which servers are asked from now on, where there are several at once; the first one's are the usual ones. */
export function connectPlaces(all: readonly Place[]): void {
  places = all;
}

/** The request as its place alone would get it: the servers of that place are asked by it. */
function toItsPlace(request: Request): Request {
  const text = JSON.stringify([request.url, request.data]);
  const place = places.find(({ prometheusUid, lokiUid }) => [prometheusUid, lokiUid].some((uid) => text.includes(uid)));
  if (!place) {
    return request;
  }
  connectBoth(place.prometheus, place.loki);
  const known = (part: string) =>
    part.replaceAll(place.prometheusUid, PROMETHEUS.uid).replaceAll(place.lokiUid, backend.LOKI.uid);
  return {
    ...request,
    url: known(request.url),
    ...(request.data === undefined ? {} : { data: JSON.parse(known(JSON.stringify(request.data))) as unknown }),
  };
}

/** Says which servers are asked from now on. */
export function connectBoth(prometheus: string, loki: string): void {
  lokiUrl = loki;
  prometheusUrl = prometheus;
  backend.connectLoki(loki, prometheus);
}

/** What Grafana tells the browser about the user; and for these tests, the addresses that a gateway hides. */
export const config: { bootData: { user: { permissions: Record<string, boolean> } }; hidden: RegExp[] } = {
  bootData: { user: { permissions: {} } },
  hidden: [],
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

/** Where Grafana sends what is no query: the beginning of its own path, and of the server's. */
const DIRECT: ReadonlyArray<[grafana: RegExp, to: 'prometheus' | 'loki', path: string]> = [
  [/^\/api\/datasources\/proxy\/uid\/[^/]+\//, 'loki', '/'],
  [/^\/api\/ruler\/[^/]+\/api\/v1\/rules/, 'loki', '/loki/api/v1/rules'],
  [/^\/api\/prometheus\/quayside-prometheus\//, 'prometheus', '/'],
  [/^\/api\/prometheus\/[^/]+\//, 'loki', '/prometheus/'],
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
    fetch: (asked) => {
      // Within one turn: whoever asks meanwhile connects its own place first.
      const request = toItsPlace(asked);
      if (config.hidden.some((url) => url.test(request.url))) {
        return throwError(() => new DirectError(404, { message: 'not found' }));
      }
      const [grafana, to, path] = DIRECT.find(([url]) => url.test(request.url)) ?? [];
      return grafana && path !== undefined
        ? from(askDirectly((to === 'loki' ? lokiUrl : prometheusUrl) + request.url.replace(grafana, path), request))
        : backend.getBackendSrv().fetch(request);
    },
  };
}

/** The data sources that pages choose among. */
export function getDataSourceSrv() {
  const all = places.flatMap(({ prometheusUid, lokiUid }, index): DataSourceChoice[] => [
    { uid: prometheusUid, name: prometheusUid, type: 'prometheus', isDefault: index === 0 },
    { uid: lokiUid, name: lokiUid, type: 'loki', isDefault: index === 0 },
  ]);
  return {
    getList: ({ filter }: { filter: (one: DataSourceChoice) => boolean }) => all.filter(filter),
    getInstanceSettings: () => undefined,
  };
}
