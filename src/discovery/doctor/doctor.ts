import { examine, type Ailment, type Diagnosis, type Patient } from './ailment';
import { CADVISOR_AILMENTS } from './cadvisor';
import { LOG_AILMENTS } from './logs';
import { LIMIT_AILMENTS } from './lokiLimits';
import { RIGHTS_AILMENTS } from './rights';
import { RULE_AILMENTS } from './rules';
import { SCRAPING_AILMENTS } from './scraping';
import { SERIES_AILMENTS } from './series';

/** Everything that the doctor knows, a family after the other. */
export const FAMILIES: ReadonlyArray<readonly Ailment[]> = [
  CADVISOR_AILMENTS,
  SCRAPING_AILMENTS,
  LOG_AILMENTS,
  [...LIMIT_AILMENTS, ...RULE_AILMENTS],
  SERIES_AILMENTS,
  RIGHTS_AILMENTS,
];

/**
 * Examines an installation, a family at a time so that servers are not asked everything at once. Rejects only when it is
 * aborted.
 */
export async function examineAll(patient: Patient): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const family of FAMILIES) {
    found.push(...(await Promise.all(family.map((ailment) => examine(ailment, patient)))));
  }
  return found;
}

const RANK = { ill: 0, unchecked: 1, well: 2 } as const;
const GRAVITY = { critical: 0, warning: 1, info: 2 } as const;

/** What is wrong first, the gravest of it first of all; then what could not be looked at. */
export function byGravity(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  return [...diagnoses].sort((a, b) => RANK[a.outcome] - RANK[b.outcome] || GRAVITY[a.severity] - GRAVITY[b.severity]);
}
