import { useState } from 'react';
import { isAbort } from '../../grafana/fetchJson';
import { Problem } from '../../grafana/Problem';

/** Something that a click does, how far it is, and how it ended. */
export interface Attempt {
  /** What is being done; nothing while nothing is. */
  progress: string | undefined;
  problem: Problem | undefined;
  /** What was done last. */
  done: string | undefined;
  /** Runs one thing at a time. @returns in the end what is to be told of it */
  run: (work: (say: (progress: string) => void) => Promise<string>) => void;
}

/** Runs what a click asks for, and tells how it went. */
export function useAttempt(): Attempt {
  const [progress, setProgress] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<string>();
  const work: Attempt['run'] = (task) => {
    setProblem(undefined);
    setDone(undefined);
    setProgress('Working…');
    task(setProgress)
      .then(setDone, (error: unknown) => {
        if (!isAbort(error)) {
          const text = error instanceof Error ? error.message : String(error);
          setProblem(
            error instanceof Problem ? error : new Problem('unexpected', 'That did not work', text, 'Try again.')
          );
        }
      })
      .finally(() => setProgress(undefined));
  };
  return { progress, problem, done, run: work };
}
