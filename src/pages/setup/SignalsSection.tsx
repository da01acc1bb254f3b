import React, { useState } from 'react';
import { Alert, Button } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { Problem } from '../../grafana/Problem';
import { createSignalsDataSource, hasSignalsDataSource } from '../../grafana/signalsDataSource';

/** The data source that the bundled dashboards stand on, and how to get it where it is missing. */
export function SignalsSection() {
  const [state, setState] = useState<'missing' | 'there' | 'created'>(hasSignalsDataSource() ? 'there' : 'missing');
  const [problem, setProblem] = useState<Problem>();
  const create = async () => {
    setProblem(undefined);
    try {
      await createSignalsDataSource();
      setState('created');
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem('unexpected', 'That did not work', String(error), 'Try again.')
      );
    }
  };
  if (state === 'there') {
    return null;
  }
  if (state === 'created') {
    return (
      <Alert severity="success" title="The data source Quayside Signals is there">
        Reload the page to use it in Explore and on dashboards.
      </Alert>
    );
  }
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <Alert severity="info" title="The dashboards of Quayside need its data source">
        <p>It asks your own Prometheus and Loki for signals by name, in Explore and on any dashboard.</p>
        <Button size="sm" variant="secondary" onClick={() => void create()}>
          Create Quayside Signals
        </Button>
      </Alert>
    </>
  );
}
