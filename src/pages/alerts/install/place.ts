import type { AlertRule } from '../../../checks/rules/alertRule';
import type { GrafanaRule } from '../../../checks/rules/grafanaRules';
import { isOurs, OUR_FOLDER } from '../../../checks/rules/ours';
import type { FileRule } from '../../../checks/rules/prometheusRules';
import { folders, readGroup, type StoredGroup } from '../../../grafana/alerting/grafanaGroups';
import { readRulerGroup, type RulerGroup } from '../../../grafana/alerting/rulerGroups';
import { GRAFANA_RULES, ruleStates } from '../../../grafana/alerting/ruleStates';
import { placeText, planGrafana, planRuler, type Plan } from './plan';
import type { GrafanaTarget, ServerTarget } from './target';

/** What is in Grafana now, where rules are to be stored. */
export interface GrafanaPlace {
  group: StoredGroup | undefined;
  /** Where rules of other groups are, by uid. */
  elsewhere: ReadonlyMap<string, string>;
  /** The folder has to be made first. */
  lacksFolder: boolean;
}

/** Reads what is in Grafana. Rejects with a Problem. */
export async function readGrafana(
  { folderUid, group: title }: GrafanaTarget,
  signal?: AbortSignal
): Promise<GrafanaPlace> {
  const [group, states, known] = await Promise.all([
    readGroup(folderUid, title, signal),
    ruleStates(GRAFANA_RULES, signal),
    folders(signal),
  ]);
  const others = states.filter((state) => state.folderUid !== folderUid || state.group !== title);
  return {
    group,
    elsewhere: new Map(others.map(({ uid = '', folder, group: other }) => [uid, placeText(folder, other)])),
    lacksFolder: folderUid === OUR_FOLDER.uid && !known.some(({ uid }) => uid === folderUid),
  };
}

/** What is at a target now. */
export interface Place extends Partial<GrafanaPlace> {
  /** Of which target. */
  key: string;
  ruler?: RulerGroup | undefined;
}

/** Tells targets apart. */
export function placeKey(target: ServerTarget): string {
  return target.kind === 'grafana' ? `grafana ${target.folderUid} ${target.group}` : `ruler ${target.source.uid}`;
}

/** Reads what is at a target. Rejects with a Problem. */
export async function readPlace(target: ServerTarget, signal?: AbortSignal): Promise<Place> {
  const key = placeKey(target);
  return target.kind === 'grafana'
    ? { key, ...(await readGrafana(target, signal)) }
    : { key, ruler: await readRulerGroup(target.source, signal) };
}

/** What installing these rules would do there. */
export function planAt(
  rules: readonly AlertRule[],
  target: ServerTarget,
  { group, elsewhere, ruler }: Place
): Plan<GrafanaRule> | Plan<FileRule> {
  return target.kind === 'grafana'
    ? planGrafana(rules, target, group, elsewhere)
    : planRuler(rules, target.source.type === 'loki', ruler);
}

/** How many rules of ours are there. */
export function countOurs({ group, ruler }: Place): number {
  return [...(group?.rules ?? []), ...(ruler?.rules ?? [])].filter(isOurs).length;
}
