import type { Conventions } from '../signals/conventions';
import { quote } from '../signals/promql';
import { condition } from './check';
import type { Finding } from './finding';

/** The one series with these labels, of the value 1. A `$` would begin the name of a group. */
const named = (labels: ReadonlyArray<readonly [string, string]>) =>
  labels.reduce(
    (text, [name, value]) => `label_replace(${text}, "${name}", ${quote(value.replace(/\$/g, '$$$$'))}, "", "")`,
    'vector(1)'
  );

/**
 * The condition of a finding's check for what it is about: that container, that file system, that interface. Where neither
 * a scope nor its labels say which, for all.
 */
export function conditionOf(
  { check, parameters, lists, subject, labels = {} }: Finding,
  conventions: Conventions
): string {
  const container = 'container' in subject ? subject.container : undefined;
  const scope = container ? { containers: [container] } : {};
  const all = condition(check, { conventions, scope, parameters, ...(lists ? { lists } : {}) });
  const told = check.joinOn(conventions).flatMap((name) => (labels[name] ? [[name, labels[name]] as const] : []));
  // Of containers and logs there is only what the scope lets through.
  return check.source === 'logs' || container || told.length === 0
    ? all
    : `(${all}) and on (${told.map(([name]) => name).join(', ')}) ${named(told)}`;
}
