import { getBackendSrv, isFetchError, type BackendSrvRequest } from '@grafana/runtime';
import { finalize } from 'rxjs';

/** What a text says where it is JSON; otherwise the text itself. */
function readText(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The error with its body as an object, where it was taken as text: what Grafana answers then has a message. */
function readError(error: unknown): unknown {
  const response = isFetchError(error) ? (error.data as { response?: unknown } | undefined)?.response : undefined;
  const data = readText(response);
  return isFetchError(error) && typeof data === 'object' && data !== null ? { ...error, data } : error;
}

/**
 * Deletions are often answered with nothing that is called JSON all the same (204 of Grafana's provisioning API), which
 * Grafana's front end fails to read: they are taken as text, and read here.
 */
const isTakenAsText = ({ method, responseType }: BackendSrvRequest) =>
  method === 'DELETE' && responseType === undefined;

/**
 * One request through Grafana, ended at its server when `signal` aborts: what nobody looks at any more is not computed.
 * Rejects with Grafana's own fetch error, or with an AbortError.
 */
export function fetchJson<T>(request: BackendSrvRequest, signal?: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) {
      reject(new DOMException('No longer needed', 'AbortError'));
      return;
    }
    const end = () => {
      subscription.unsubscribe();
      reject(new DOMException('No longer needed', 'AbortError'));
    };
    const asText = isTakenAsText(request);
    const subscription = getBackendSrv()
      .fetch<T>({
        ...request,
        ...(asText ? { responseType: 'text' as const } : {}),
        showErrorAlert: false,
        showSuccessAlert: false,
      })
      // Many requests share a signal: what has been answered need not be kept for it.
      .pipe(finalize(() => signal?.removeEventListener('abort', end)))
      .subscribe({
        next: ({ data }) => resolve(asText ? (readText(data) as T) : data),
        error: (error: unknown) => reject(asText ? readError(error) : error),
        complete: () => reject(new DOMException('The request was cancelled', 'AbortError')),
      });
    if (!subscription.closed) {
      signal?.addEventListener('abort', end);
    }
  });
}

/** True for the rejection of a request that was cancelled on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
