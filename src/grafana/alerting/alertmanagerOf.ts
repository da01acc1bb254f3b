import { getDataSourceSrv } from '@grafana/runtime';
import { z } from 'zod';
import { GRAFANA_ALERTMANAGER, type AlertmanagerSource } from './alertmanagers';
import type { RuleSource } from './ruleStates';

const settings = z.object({ alertmanagerUid: z.string().min(1) });

/**
 * Whom the rules of a source tell, of these Alertmanagers. A data source may name one in its settings; where it does not
 * and there is only one, that one is meant most likely, which is said.
 */
export function alertmanagerOf(
  { uid, kind }: RuleSource,
  all: readonly AlertmanagerSource[]
): { uid: string; isAssumed: boolean } | undefined {
  if (kind === 'grafana') {
    return { uid: GRAFANA_ALERTMANAGER.uid, isAssumed: false };
  }
  const named = settings.safeParse(getDataSourceSrv().getInstanceSettings(uid)?.jsonData);
  if (named.success) {
    return { uid: named.data.alertmanagerUid, isAssumed: false };
  }
  const [only, ...others] = all.filter((one) => one.uid !== GRAFANA_ALERTMANAGER.uid);
  return only && others.length === 0 ? { uid: only.uid, isAssumed: true } : undefined;
}
