import { parameterValues, type Check, type CheckContext, type Severity } from '../check';
import type { Conventions } from '../../signals/conventions';
import { EVERYTHING, type Scope } from '../../signals/scope';

/** A check as somebody wants it for a rule: with their numbers in place of the catalog's. */
export interface ChosenCheck {
  check: Check;
  /** Values of parameters by id; what is left out is the default. */
  parameters: Readonly<Record<string, number>>;
  /** Entries of lists by id; what is left out is empty. */
  lists?: Readonly<Record<string, readonly string[]>>;
  severity?: Severity;
  /** Seconds that the condition must hold. */
  forSeconds?: number;
  /** What the rule looks at; everything without it. */
  scope?: Scope;
}

/** Checks as the catalog has them. */
export function asTheyAre(checks: readonly Check[]): ChosenCheck[] {
  return checks.map((check) => ({ check, parameters: {} }));
}

/** True where a check says something only of lists that nobody has filled. */
export function lacksLists({ check, lists = {} }: ChosenCheck): boolean {
  return (check.lists ?? []).length > 0 && (check.lists ?? []).every(({ id }) => (lists[id] ?? []).length === 0);
}

/** What the check's queries depend on. @throws on a parameter out of bounds, or that is none of the check's. */
export function contextOf({ check, parameters, lists, scope }: ChosenCheck, conventions: Conventions): CheckContext {
  return {
    conventions,
    scope: scope ?? EVERYTHING,
    parameters: parameterValues(check, parameters),
    ...(lists ? { lists } : {}),
  };
}
