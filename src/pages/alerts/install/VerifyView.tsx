import React, { useEffect, useState } from 'react';
import { Alert, Badge, LoadingPlaceholder } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { isAbort } from '../../../grafana/fetchJson';
import { Problem } from '../../../grafana/Problem';
import type { ServerTarget } from './target';
import { sinceStored, verify, type Verified, type Watched } from './verify';

/** Between two looks whether the rules have been evaluated. */
const POLL_MS = 5_000;
/** A group is evaluated every minute; Grafana spreads the first evaluations. */
const PATIENCE_MS = 180_000;

interface Props {
  target: ServerTarget;
  watched: readonly Watched[];
  /** How they were before they were stored. */
  before: readonly Verified[];
}

/** Waits until every rule that was stored has been evaluated, and says of each how it went. */
export function VerifyView({ target, watched, before }: Props) {
  const [seen, setSeen] = useState<Verified[]>();
  const [problem, setProblem] = useState<Problem>();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begun = Date.now();
    const look = async () => {
      try {
        const found = sinceStored(await verify(target, watched, controller.signal), before);
        setSeen(found);
        if (found.every(({ health }) => health !== 'unknown')) {
          return;
        }
        if (Date.now() - begun > PATIENCE_MS) {
          setLate(true);
          return;
        }
        timer = setTimeout(() => void look(), POLL_MS);
      } catch (error) {
        if (!isAbort(error)) {
          setProblem(
            error instanceof Problem
              ? error
              : new Problem('unexpected', 'The rules could not be watched', String(error), 'Reload the page.')
          );
        }
      }
    };
    void look();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [target, watched, before]);

  if (problem) {
    return <ProblemNotice problem={problem} severity="warning" />;
  }
  const waiting = seen?.filter(({ health }) => health === 'unknown').length ?? watched.length;
  const failed = seen?.filter(({ health }) => health === 'error') ?? [];
  const firing = seen?.filter((rule) => rule.firing > 0) ?? [];
  if (waiting > 0 && !isLate) {
    return <LoadingPlaceholder text={`Waiting for the first evaluation of ${waiting} of ${watched.length} rules…`} />;
  }
  return (
    <Alert
      severity={failed.length > 0 || waiting > 0 ? 'warning' : 'success'}
      title={
        failed.length > 0
          ? `${failed.length} of ${watched.length} rules fail`
          : waiting > 0
            ? `${waiting} of ${watched.length} rules were not evaluated within ${PATIENCE_MS / 60_000} minutes`
            : `${watched.length === 1 ? 'The rule is' : `All ${watched.length} rules are`} healthy`
      }
      data-testid="quayside-verified"
    >
      {failed.map(({ id, name, error }) => (
        <p key={id} style={{ overflowWrap: 'anywhere' }}>
          <strong>{name}</strong>: {error ?? 'its evaluation fails'}
        </p>
      ))}
      {waiting > 0 && <p>Look whether the server that evaluates them runs, and whether the group is paused.</p>}
      {firing.map(({ id, name, firing: count }) => (
        <p key={id}>
          <Badge color="red" icon="fire" text={`${count} firing`} /> {name}
        </p>
      ))}
    </Alert>
  );
}
