import { useEffect, useRef, useState } from 'react';
import { isAbort } from '../grafana/fetchJson';
import { Problem } from '../grafana/Problem';

/** What a page knows of something that it asked for. While it is asked again, the last answer stays. */
export interface Loaded<T> {
  loading: boolean;
  data: T | undefined;
  problem: Problem | undefined;
}

/**
 * Runs `load` whenever `key` changes, and aborts it when it is no longer needed. `key` names everything that the answer
 * depends on; null: do not ask.
 */
export function useLoaded<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ loading: key !== null, data: undefined, problem: undefined });
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) {
      setState({ loading: false, data: undefined, problem: undefined });
      return;
    }
    const controller = new AbortController();
    setState(({ data }) => ({ loading: true, data, problem: undefined }));
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) {
          setState({ loading: false, data, problem: undefined });
        }
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) {
          return;
        }
        const problem =
          error instanceof Problem
            ? error
            : new Problem(
                'unexpected',
                'Something went wrong on this page',
                error instanceof Error ? error.message : String(error),
                'Reload the page. If it happens again, tell the makers of Quayside what you did.'
              );
        setState(({ data }) => ({ loading: false, data, problem }));
      }
    );
    return () => controller.abort();
  }, [key]);
  return state;
}
