import { OUR_GRAFANA_GROUP, type GrafanaRule } from '../../../checks/rules/grafanaRules';
import { OUR_FOLDER, OUR_NAME } from '../../../checks/rules/ours';
import type { FileRule } from '../../../checks/rules/prometheusRules';
import { evaluateRule } from '../../../grafana/alerting/evaluateRule';
import { ensureOurFolder, writeGroup } from '../../../grafana/alerting/grafanaGroups';
import { writeRulerGroup } from '../../../grafana/alerting/rulerGroups';
import { GRAFANA_RULES, ruleStates, type RuleState } from '../../../grafana/alerting/ruleStates';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLogInstant } from '../../../grafana/loki';
import { Problem } from '../../../grafana/Problem';
import { queryInstant } from '../../../grafana/prometheus';
import type { Plan } from './plan';
import type { InstallTarget } from './target';

/** How far an installation has come. */
export type Progress = (text: string) => void;

/** Rules that are tried at once: a server that evaluates forty at a time has nothing left for others. */
const AT_ONCE = 4;

async function tryAll<Rule>(rules: readonly Rule[], attempt: (rule: Rule) => Promise<unknown>): Promise<void> {
  const broken: Problem[] = [];
  const queue = [...rules];
  const work = async () => {
    for (let rule = queue.shift(); rule !== undefined; rule = queue.shift()) {
      try {
        await attempt(rule);
      } catch (error) {
        if (!(error instanceof Problem)) {
          throw error;
        }
        broken.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const [first, ...others] = broken;
  if (first) {
    throw others.length === 0
      ? first
      : new Problem(
          first.kind,
          `${broken.length} rules do not work, and nothing was stored`,
          broken.map(({ title, detail }) => `${title}: ${detail}`).join('\n'),
          first.wayOut
        );
  }
}

/** Tries the new rules, then stores the group. Rejects with a Problem; then nothing was stored. */
export async function installInGrafana(
  plan: Plan<GrafanaRule>,
  target: Extract<InstallTarget, { kind: 'grafana' }>,
  interval: number | undefined,
  onProgress: Progress
): Promise<void> {
  onProgress(`Trying ${plan.toTry.length} rules…`);
  await tryAll(plan.toTry, (rule) => evaluateRule(rule));
  onProgress('Storing the rules…');
  if (target.folderUid === OUR_FOLDER.uid) {
    await ensureOurFolder();
  }
  await writeGroup({
    title: target.group,
    folderUid: target.folderUid,
    interval: interval ?? OUR_GRAFANA_GROUP.intervalSeconds,
    rules: plan.rules,
  });
}

/** Tries the new rules on the data source, then stores our group in its ruler. Rejects with a Problem. */
export async function installInRuler(
  plan: Plan<FileRule>,
  source: DataSourceChoice,
  interval: string,
  rulerOnly: ReadonlySet<string>,
  onProgress: Progress
): Promise<void> {
  onProgress(`Trying ${plan.toTry.length} rules…`);
  const now = Date.now();
  // What is too large for the front end is left to the ruler, which refuses at least what it cannot read.
  await tryAll(
    plan.toTry.filter(({ alert }) => !rulerOnly.has(alert)),
    ({ expr }) => (source.type === 'loki' ? queryLogInstant(source, expr, now) : queryInstant(source, expr, now))
  );
  onProgress('Storing the rules…');
  await writeRulerGroup(source, {
    name: OUR_NAME,
    interval,
    rules: plan.rules as Array<FileRule & Record<string, unknown>>,
  });
}

/** What became of one rule after it was stored. */
export interface Verified {
  name: string;
  health: RuleState['health'];
  error: string | undefined;
  firing: number;
  /** Unix milliseconds by the clock of whoever evaluates it. */
  lastEvaluation: number | undefined;
}

/** How rules are by name, where they were stored; one that nobody knows of yet has not been evaluated. */
export async function verify(
  target: Exclude<InstallTarget, { kind: 'files' }>,
  names: readonly string[],
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
  return names.map((name) => {
    const state = states.find((one) => one.name === name && (target.kind === 'grafana' || one.group === OUR_NAME));
    return {
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
    const old = before.find(({ name }) => name === one.name)?.lastEvaluation ?? 0;
    return (one.lastEvaluation ?? 0) > old ? one : { ...one, health: 'unknown', error: undefined };
  });
}
