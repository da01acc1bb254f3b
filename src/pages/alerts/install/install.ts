import type { AlertRule } from '../../../checks/rules/alertRule';
import { OUR_GRAFANA_GROUP } from '../../../checks/rules/grafanaRules';
import { OUR_FOLDER, OUR_NAME } from '../../../checks/rules/ours';
import { evaluateRule } from '../../../grafana/alerting/evaluateRule';
import { ensureOurFolder, removeOurRules, writeGroup } from '../../../grafana/alerting/grafanaGroups';
import { readRulerGroup, removeFromRuler, writeRulerGroup } from '../../../grafana/alerting/rulerGroups';
import { queryLogInstant } from '../../../grafana/loki';
import { Problem } from '../../../grafana/Problem';
import { queryInstant } from '../../../grafana/prometheus';
import { readGrafana } from './place';
import { planGrafana, planRuler, type PlannedChange } from './plan';
import type { GrafanaTarget, RulerTarget, ServerTarget } from './target';

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

/** What a plan does to chosen rules, in a form that can be compared. */
function deeds(changes: readonly PlannedChange[]): Map<string, string> {
  return new Map(
    changes
      .filter(({ kind }) => kind === 'added' || kind === 'changed' || kind === 'moved')
      .map(({ kind, id, name, fields }) => [id, JSON.stringify([kind, name, fields])])
  );
}

/**
 * Others may have changed the group since it was shown. What they did to rules of their own, or to ours that nobody chose,
 * stays as it is now; where it changes what was agreed to, nothing is stored, and they look again.
 */
function assertAsShown(shown: readonly PlannedChange[], now: readonly PlannedChange[]): void {
  const [before, after] = [deeds(shown), deeds(now)];
  const ids = [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id));
  if (ids.length > 0) {
    const names = [...now, ...shown].filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    throw new Problem(
      'refused',
      'Somebody else has changed these rules meanwhile',
      [...new Set(names)].join(', '),
      'Nothing was stored. Look at what changes now, then install again.'
    );
  }
}

async function installInGrafana(
  rules: readonly AlertRule[],
  target: GrafanaTarget,
  shown: readonly PlannedChange[],
  onProgress: Progress
): Promise<void> {
  const look = async () => {
    const { group, elsewhere } = await readGrafana(target);
    const plan = planGrafana(rules, target, group, elsewhere);
    assertAsShown(shown, plan.changes);
    return { ...plan, interval: group?.interval ?? OUR_GRAFANA_GROUP.intervalSeconds };
  };
  const { toTry } = await look();
  onProgress(`Trying ${toTry.length} rules…`);
  await tryAll(toTry, (rule) => evaluateRule(rule));
  onProgress('Storing the rules…');
  if (target.folderUid === OUR_FOLDER.uid) {
    await ensureOurFolder();
  }
  // The whole group is written: what is in it must be known as it is now, not as it was when the page was opened.
  const now = await look();
  await writeGroup({ title: target.group, folderUid: target.folderUid, interval: now.interval, rules: now.rules });
}

async function installInRuler(
  rules: readonly AlertRule[],
  { source }: RulerTarget,
  shown: readonly PlannedChange[],
  onProgress: Progress
): Promise<void> {
  const look = async () => {
    const group = await readRulerGroup(source);
    const plan = planRuler(rules, source.type === 'loki', group);
    assertAsShown(shown, plan.changes);
    return { ...plan, group: { interval: '1m', ...group, name: OUR_NAME } };
  };
  const { toTry } = await look();
  onProgress(`Trying ${toTry.length} rules…`);
  // What is too large for the front end is left to the ruler, which refuses at least what it cannot read.
  const rulerOnly = new Set(rules.filter((rule) => rule.rulerOnly).map(({ name }) => name));
  await tryAll(
    toTry.filter(({ alert }) => !rulerOnly.has(alert)),
    ({ expr }) =>
      source.type === 'loki' ? queryLogInstant(source, expr, Date.now()) : queryInstant(source, expr, Date.now())
  );
  onProgress('Storing the rules…');
  const now = await look();
  await writeRulerGroup(source, { ...now.group, rules: now.rules.map((rule) => ({ ...rule })) });
}

/**
 * Tries the new rules, then stores the group as it is then, with them in it. Rejects with a Problem, one where what is there
 * is not what `shown` was made from; then nothing was stored.
 */
export function install(
  rules: readonly AlertRule[],
  target: ServerTarget,
  shown: readonly PlannedChange[],
  onProgress: Progress
): Promise<void> {
  return target.kind === 'grafana'
    ? installInGrafana(rules, target, shown, onProgress)
    : installInRuler(rules, target, shown, onProgress);
}

/** Removes rules of ours by what they are known by there, or all. Gives how many were removed. Rejects with a Problem. */
export function remove(target: ServerTarget, which: ReadonlySet<string> | 'all'): Promise<number> {
  const isMeant = (id: string) => which === 'all' || which.has(id);
  return target.kind === 'grafana'
    ? removeOurRules(target.folderUid, target.group, ({ uid }) => isMeant(uid))
    : removeFromRuler(target.source, ({ alert }) => isMeant(alert));
}
