import { of, type Observable } from 'rxjs';
import * as doctor from './doctorRuntime';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the page Derived metrics asks real servers: Loki, its ruler, and
 * Prometheus. The app's settings are kept here; Grafana has no rules of its own. Use it with
 * `jest.mock('@grafana/runtime', () => jest.requireActual('./support/derivedRuntime'))`.
 */
export { connectBoth, isFetchError, LOKI, PROMETHEUS } from './doctorRuntime';

/** An administrator. */
export const config = {
  bootData: { user: { permissions: { 'alert.rules.external:write': true, 'plugins:write': true } } },
};

/** The app's settings as they are stored. */
export const kept: { jsonData: unknown } = { jsonData: {} };

interface Request {
  url: string;
  method?: string;
  data?: unknown;
}

function answered({ url, method, data }: Request): unknown {
  if (url === '/api/ruler/grafana/api/v1/rules') {
    return {};
  }
  if (/^\/api\/plugins\/[^/]+\/settings$/.test(url)) {
    if (method === 'POST') {
      // As it goes through HTTP: what is undefined is not there.
      kept.jsonData = (JSON.parse(JSON.stringify(data)) as { jsonData: unknown }).jsonData;
    }
    return { jsonData: kept.jsonData };
  }
  return undefined;
}

export function getBackendSrv(): { fetch: (request: Request) => Observable<{ data: unknown; status: number }> } {
  return {
    fetch: (request) => {
      const data = answered(request);
      return data === undefined ? doctor.getBackendSrv().fetch(request) : of({ data, status: 200 });
    },
  };
}

export function getDataSourceSrv() {
  return { getList: () => [], getInstanceSettings: () => undefined };
}
