import { OUR_NAME } from '../../../checks/rules/ours';
import type { Installation } from '../../../discovery/installation';
import type { AlertingTask } from '../../../grafana/alerting/permissions';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import { remove } from '../install/install';
import { rulerSources, type ServerTarget } from '../install/target';

/** An installed rule, and how it can be taken away. */
export interface Removal {
  target: ServerTarget;
  /** What it is known by there. */
  id: string;
  permission: AlertingTask;
}

/** How a rule of ours can be removed; undefined for one that nobody can change over HTTP, such as one from a file. */
export function removalOf(rule: RuleState, installation: Installation): Removal | undefined {
  const { source, folderUid, folder, group, uid, name } = rule;
  if (source.kind === 'grafana') {
    return uid
      ? { target: { kind: 'grafana', folderUid, group, receiver: '' }, id: uid, permission: 'removeRules' }
      : undefined;
  }
  const ruler = rulerSources(installation).find((one) => one.uid === source.uid);
  return ruler && folder === OUR_NAME && group === OUR_NAME
    ? { target: { kind: 'ruler', source: ruler }, id: name, permission: 'writeRuler' }
    : undefined;
}

/** Removes the rule, and nothing else; one that is gone already is no fault. Rejects with a Problem. */
export async function removeRule({ target, id }: Removal): Promise<void> {
  await remove(target, new Set([id]));
}
