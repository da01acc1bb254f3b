import type { Conventions } from '../signals/conventions';
import type { Check } from './check';
import { CONTAINER_CHECKS } from './containers';
import { BUDGET_CHECKS } from './errorBudget';
import { HOST_CHECKS } from './hosts';
import { LOG_CHECKS } from './logs';
import { MONITORING_CHECKS } from './monitoring';
import { NETWORK_CHECKS } from './network';
import { NGINX_CHECKS } from './nginx';
import { SERVICE_CHECKS } from './services';

/** Every check, by what it is about. */
export const CHECKS: readonly Check[] = [
  ...CONTAINER_CHECKS,
  ...Object.values(HOST_CHECKS),
  NETWORK_CHECKS.hostNetwork,
  ...Object.values(NGINX_CHECKS),
  ...Object.values(BUDGET_CHECKS),
  ...Object.values(LOG_CHECKS),
  ...Object.values(SERVICE_CHECKS),
  ...Object.values(MONITORING_CHECKS),
];

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
