import type { BackendSrvRequest } from '@grafana/runtime';

/** The URL of a request with its parameters: arrays repeat the name, `undefined` and `null` are left out. */
export function requestUrl({ url, params }: BackendSrvRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((params ?? {}) as Record<string, unknown>)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) {
        search.append(name, String(item));
      }
    }
  }
  const query = search.toString();
  return query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url;
}

/** Method, headers and body: JSON unless the caller names another type. */
export function requestInit(options: BackendSrvRequest, signal: AbortSignal): RequestInit {
  const method = (options.method ?? 'GET').toUpperCase();
  const headers = new Headers((options.headers ?? {}) as Record<string, string>);
  if (!headers.has('accept')) {
    headers.set('accept', 'application/json, text/plain, */*');
  }
  const data: unknown = options.data;
  if (data === undefined || data === null || method === 'GET') {
    return { method, headers, signal };
  }
  if (!headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  if (typeof data === 'string' || data instanceof Blob) {
    return { method, headers, signal, body: data };
  }
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  const body = isJson ? JSON.stringify(data) : new URLSearchParams(data as Record<string, string>);
  return { method, headers, signal, body };
}
