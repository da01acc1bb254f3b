import { OUR_NAME } from '../../../checks/rules/ours';
import { GRAFANA_RULES, ruleStates, type RuleState } from '../../../grafana/alerting/ruleStates';
import type { ServerTarget } from './target';

/** A rule that is watched: what it is known by (a uid in Grafana, a name in a ruler), and what people call it. */
export interface Watched {
  id: string;
  name: string;
}

/** What became of one rule after it was stored. */
export interface Verified extends Watched {
  health: RuleState['health'];
  error: string | undefined;
  firing: number;
  /** Unix milliseconds by the clock of whoever evaluates it. */
  lastEvaluation: number | undefined;
}

/** How rules are where they were stored; one that nobody knows of yet has not been evaluated. Rejects with a Problem. */
export async function verify(
  target: ServerTarget,
  watched: readonly Watched[],
  signal: AbortSignal
): Promise<Verified[]> {
  const states =
    target.kind === 'grafana'
      ? await ruleStates(GRAFANA_RULES, signal, { folderUid: target.folderUid, group: target.group })
      : await ruleStates(
          {
            uid: target.source.uid,
            name: target.source.name,
            kind: target.source.type === 'loki' ? 'loki' : 'prometheus',
          },
          signal
        );
  const isIt = (state: RuleState, id: string) =>
    target.kind === 'grafana'
      ? state.uid === id
      : state.name === id && state.group === OUR_NAME && state.folder === OUR_NAME;
  return watched.map(({ id, name }) => {
    const state = states.find((one) => isIt(one, id));
    return {
      id,
      name,
      health: state?.health ?? 'unknown',
      error: state?.lastError,
      firing: state?.firing ?? 0,
      lastEvaluation: state?.lastEvaluation,
    };
  });
}

/**
 * The same, where only evaluations count that are newer than those of `before`: what was known of a rule before it was
 * stored says nothing of it. Both times are of one clock, so that the browser's may be wrong.
 */
export function sinceStored(now: readonly Verified[], before: readonly Verified[]): Verified[] {
  return now.map((one) => {
    const old = before.find(({ id }) => id === one.id)?.lastEvaluation ?? 0;
    return (one.lastEvaluation ?? 0) > old ? one : { ...one, health: 'unknown', error: undefined };
  });
}
