import { quote } from '../signals/promql';
import { condition, type CheckContext, type CheckKind } from './check';
import type { AskedCheck } from './choices';
import { CHECK_LABEL } from './rules/ours';

/** Checks that are asked together, by what they are about. */
export function familiesOf(checks: readonly AskedCheck[]): Map<CheckKind, AskedCheck[]> {
  const families = new Map<CheckKind, AskedCheck[]>();
  for (const asked of checks) {
    families.set(asked.check.kind, [...(families.get(asked.check.kind) ?? []), asked]);
  }
  return families;
}

/**
 * The conditions of several checks of metrics as one expression, each series with its check’s id in `CHECK_LABEL`. It reads
 * what the conditions would read one by one; what it saves is requests.
 */
export function conditionOfFamily(checks: readonly AskedCheck[], { conventions, scope }: CheckContext): string {
  return checks
    .map(({ check, parameters, lists }) => {
      const one = condition(check, { conventions, scope, parameters, ...(lists ? { lists } : {}) });
      return `label_replace(${one}, "${CHECK_LABEL}", ${quote(check.id)}, "", "")`;
    })
    .join(' or ');
}
