import { getBackendSrv, type BackendSrvRequest } from '@grafana/runtime';
import { finalize } from 'rxjs';

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
    const subscription = getBackendSrv()
      .fetch<T>({ ...request, showErrorAlert: false, showSuccessAlert: false })
      // Many requests share a signal: what has been answered need not be kept for it.
      .pipe(finalize(() => signal?.removeEventListener('abort', end)))
      .subscribe({
        next: (response) => resolve(response.data),
        error: reject,
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
