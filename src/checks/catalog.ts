import type { Conventions } from '../signals/conventions';
import type { Check } from './check';
import { CONTAINER_CHECKS } from './containers';

/** Every check. */
export const CHECKS: readonly Check[] = CONTAINER_CHECKS;

/** The checks that these conventions can have. */
export function checksFor(conventions: Conventions): Check[] {
  return CHECKS.filter((check) => check.applies?.(conventions) ?? true);
}

/** A check by its id. @throws on an id that is none. */
export function checkById(id: string): Check {
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (!check) {
    throw new Error(`There is no check "${id}"`);
  }
  return check;
}
