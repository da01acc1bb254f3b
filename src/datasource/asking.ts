import { LoadingState, type DataQueryError, type DataQueryResponse } from '@grafana/data';
import { Observable } from 'rxjs';
import { isAbort } from '../grafana/fetchJson';
import { Problem } from '../grafana/Problem';
import { emptyFrame } from './frames';
import { NotHere } from './plan';

/** What an error says to somebody who looks at a panel: what failed, why, and what to do. */
export function errorText(error: unknown): string {
  if (error instanceof Problem) {
    const detail = error.detail ? `: ${error.detail}` : '';
    return `${error.title}${detail}${/[.!?]$/.test(detail || error.title) ? '' : '.'} ${error.wayOut}`;
  }
  return error instanceof Error ? error.message : String(error);
}

/** A failed query as a panel takes it; the others of the panel are drawn. What cannot be had here has no values, and says why. */
export function failedResponse(refId: string, error: unknown): DataQueryResponse {
  if (error instanceof NotHere) {
    return {
      data: [emptyFrame(refId, errorText(error), '', 'warning')],
      state: LoadingState.Done,
      key: `none-${refId}`,
    };
  }
  const failed: DataQueryError = { refId, message: errorText(error) };
  return { data: [], errors: [failed], state: LoadingState.Error, key: `failed-${refId}` };
}

/**
 * An answer that is asked for once somebody subscribes, and cancelled down to the server when they leave. A failure becomes
 * a failed answer.
 */
export function answering(
  refId: string,
  ask: (signal: AbortSignal) => Promise<DataQueryResponse>
): Observable<DataQueryResponse> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    ask(controller.signal).then(
      (response) => {
        subscriber.next({ key: refId, state: LoadingState.Done, ...response });
        subscriber.complete();
      },
      (error: unknown) => {
        if (!isAbort(error) || !controller.signal.aborted) {
          subscriber.next(failedResponse(refId, error));
        }
        subscriber.complete();
      }
    );
    return () => controller.abort();
  });
}
