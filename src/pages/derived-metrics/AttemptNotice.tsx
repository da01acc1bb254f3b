import React from 'react';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { Attempt } from './useAttempt';

/** How far something is that a click began, or how it ended. */
export function AttemptNotice({ attempt: { progress, problem, done } }: { attempt: Attempt }) {
  return (
    <div aria-live="polite">
      {progress && <LoadingPlaceholder text={progress} />}
      {problem && <ProblemNotice problem={problem} />}
      {done && <Alert severity="success" title={done} />}
    </div>
  );
}
