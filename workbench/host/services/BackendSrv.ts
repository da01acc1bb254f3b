import { AppEvents } from '@grafana/data';
import {
  getAppEvents,
  type BackendSrv as BackendSrvApi,
  type BackendSrvRequest,
  type FetchError,
  type FetchResponse,
} from '@grafana/runtime';
import { filter, lastValueFrom, Observable, Subject, throwError } from 'rxjs';
import { requestInit, requestUrl } from './requestInit';

/** A refused answer gets this long to be marked as handled before it is shown to the user. */
const HANDLING_MS = 50;

/** HTTP as Grafana's front end does it: one request per `requestId`, errors in `FetchError`'s shape, notices to the user. */
export class BackendSrv implements BackendSrvApi {
  private readonly started = new Subject<string>();

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return new Observable((observer) => {
      const aborter = new AbortController();
      const cancel = () => aborter.abort();
      options.abortSignal?.addEventListener('abort', cancel);
      if (options.requestId) {
        // A newer request of the same id supersedes this one.
        this.started.next(options.requestId);
      }
      const superseded = this.started.pipe(filter((id) => id === options.requestId)).subscribe(cancel);
      this.send<T>(options, aborter.signal).then(
        (response) => {
          observer.next(response);
          observer.complete();
        },
        (error: unknown) => {
          observer.error(aborter.signal.aborted ? cancelled(options) : error);
        }
      );
      return () => {
        superseded.unsubscribe();
        options.abortSignal?.removeEventListener('abort', cancel);
        aborter.abort();
      };
    });
  }

  resolveCancelerIfExists(requestId: string): void {
    this.started.next(requestId);
  }

  async request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return (await lastValueFrom(this.fetch<T>(options))).data;
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  get<T>(
    url: string,
    params?: Record<string, unknown>,
    requestId?: string,
    options?: Partial<BackendSrvRequest>
  ): Promise<T> {
    return this.request<T>({ ...options, method: 'GET', url, params, requestId });
  }

  delete<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }

  chunked(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
    return throwError(() => new Error(`The workbench does not stream responses (${options.url}).`));
  }

  private async send<T>(options: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
    const response = await fetch(requestUrl(options), requestInit(options, signal));
    const answer: FetchResponse<T> = {
      status: response.status,
      statusText: response.statusText,
      ok: response.ok,
      headers: response.headers,
      url: response.url,
      type: response.type,
      redirected: response.redirected,
      config: options,
      data: await readBody<T>(response, options.responseType),
    };
    if (response.ok) {
      this.tellSuccess(answer);
      return answer;
    }
    const error: FetchError = {
      status: answer.status,
      statusText: answer.statusText,
      data: errorData(answer),
      config: options,
    };
    this.tellError(options, error);
    throw error;
  }

  private tellSuccess({ config, data }: FetchResponse): void {
    const isQuiet = (config.method ?? 'GET') === 'GET' || isDataQuery(config.url);
    const message: unknown = (data as { message?: unknown } | null)?.message;
    if ((config.showSuccessAlert ?? !isQuiet) && typeof message === 'string') {
      getAppEvents().publish({ type: AppEvents.alertSuccess.name, payload: [message] });
    }
  }

  private tellError(options: BackendSrvRequest, error: FetchError): void {
    if (options.showErrorAlert ?? !isDataQuery(options.url)) {
      setTimeout(() => {
        if (!error.isHandled) {
          const kind = error.status < 500 ? AppEvents.alertWarning : AppEvents.alertError;
          const { message } = error.data as { message: string };
          getAppEvents().publish({ type: kind.name, payload: [message] });
        }
      }, HANDLING_MS);
    }
  }
}

function isDataQuery(url: string): boolean {
  return /api\/(ds\/query|datasources\/(proxy|uid\/[^/]+\/resources))/.test(url);
}

function cancelled(config: BackendSrvRequest): FetchError {
  return {
    type: 'cancelled',
    cancelled: true,
    data: null,
    status: -1,
    statusText: 'Request was aborted',
    config,
  } as FetchError;
}

/** The body of a refused request always has a message, whatever came. */
function errorData({ data, statusText }: FetchResponse): Record<string, unknown> {
  if (typeof data === 'object' && data !== null) {
    const { message, error } = data as { message?: unknown; error?: unknown };
    return { ...data, message: message || (typeof error === 'string' ? error : 'Unexpected error') };
  }
  return typeof data === 'string'
    ? { message: data, error: statusText, response: data }
    : { message: 'Unexpected error' };
}

async function readBody<T>(response: Response, responseType: BackendSrvRequest['responseType']): Promise<T> {
  if (responseType === 'blob') {
    return (await response.blob()) as T;
  }
  if (responseType === 'arraybuffer') {
    return (await response.arrayBuffer()) as T;
  }
  const text = await response.text();
  const isJson = responseType ? responseType === 'json' : (response.headers.get('content-type') ?? '').includes('json');
  if (responseType === 'text' || !isJson) {
    return text as T;
  }
  // As Grafana's: what is called JSON and is empty is an error, unless it is said to be empty.
  return (text === '' && response.headers.get('content-length') === '0' ? {} : JSON.parse(text)) as T;
}
