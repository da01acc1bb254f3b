import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { isAbort } from '../grafana/fetchJson';
import { Problem } from '../grafana/Problem';

/** What a page knows of something that it asked for. While it is asked again, the last answer stays. */
export interface Loaded<T> {
  loading: boolean;
  data: T | undefined;
  problem: Problem | undefined;
}

/** The last answer, and to which key. */
interface Settled<T> extends Omit<Loaded<T>, 'loading'> {
  key: string | null;
}

const NOTHING = { key: null, data: undefined, problem: undefined };

/** How often the page was refreshed: with a fixed time range nothing else tells that all is to be asked again. */
export const RefreshCount = createContext(0);

/**
 * Runs `load` whenever `question` changes or the page is refreshed, and aborts it when it is no longer needed. `question`
 * names everything that the answer depends on; null: do not ask.
 */
export function useLoaded<T>(question: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const count = useContext(RefreshCount);
  const key = question === null ? null : `${count} ${question}`;
  const [settled, setSettled] = useState<Settled<T>>(NOTHING);
  if (key === null && settled.key !== null) {
    // What was known is of no use any more: the next question is another one.
    setSettled(NOTHING);
  }
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (key === null) {
      return;
    }
    const controller = new AbortController();
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) {
          setSettled({ key, data, problem: undefined });
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
        setSettled(({ data }) => ({ key, data, problem }));
      }
    );
    return () => controller.abort();
  }, [key]);
  const loading = key !== null && settled.key !== key;
  return { loading, data: settled.data, problem: loading ? undefined : settled.problem };
}
