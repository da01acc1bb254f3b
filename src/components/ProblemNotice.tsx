import React from 'react';
import { Alert } from '@grafana/ui';
import type { Problem } from '../grafana/Problem';

/** What went wrong, why, and what to do: never just "error". */
export function ProblemNotice({
  problem,
  severity = 'error',
}: {
  problem: Problem;
  severity?: 'error' | 'warning' | 'info';
}) {
  return (
    <Alert title={problem.title} severity={severity} data-testid="quayside-problem">
      {/* Servers quote queries, which have no place to break a line. */}
      <p style={{ overflowWrap: 'anywhere' }}>{problem.detail}</p>
      <p>
        <strong>What to do:</strong> {problem.wayOut}
      </p>
    </Alert>
  );
}
