import { CHECK_LABEL } from '../../checks/rules/ours';
import type { RuleState } from '../../grafana/alerting/ruleStates';

/** A check that is installed somewhere, with what is known of it there. */
export interface InstalledCheck {
  checkId: string;
  rules: RuleState[];
  /** The worst of its rules. */
  health: RuleState['health'];
  firing: number;
}

/** Where a rule is, in a few words. */
export function placeOf({ source, folder, group }: RuleState): string {
  return source.kind === 'grafana' ? `Grafana, folder ${folder}, group ${group}` : source.name;
}

const WORST: ReadonlyArray<RuleState['health']> = ['error', 'unknown', 'nodata', 'ok'];

/** The rules that are ours, wherever they are evaluated, by check. */
export function installedChecks(rules: readonly RuleState[]): Map<string, InstalledCheck> {
  const byCheck = new Map<string, RuleState[]>();
  for (const rule of rules) {
    const id = rule.labels[CHECK_LABEL];
    if (id) {
      byCheck.set(id, [...(byCheck.get(id) ?? []), rule]);
    }
  }
  return new Map(
    [...byCheck].map(([checkId, own]) => [
      checkId,
      {
        checkId,
        rules: own,
        health: WORST.find((health) => own.some((rule) => rule.health === health)) ?? 'unknown',
        // Two places that evaluate the same check find the same.
        firing: Math.max(...own.map(({ firing }) => firing)),
      },
    ])
  );
}
