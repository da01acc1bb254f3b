import { escapeRegex, select } from '../promql';
import { heartbeatSelector } from '../recorded/heartbeat';
import type { DerivedMetric } from './derivedMetric';
import { derivedHeartbeat } from './derivedRules';

/** What the names of the ready-made sets begin with. */
const RESERVED = 'quayside:';

/** The name of a metric that has none yet: it is previewed, and cannot be saved. */
export const UNNAMED = 'quayside:unnamed';

/** The names of the series that a metric is recorded as. */
export function recordedNames({ name, measure: { kind } }: Pick<DerivedMetric, 'name' | 'measure'>): string[] {
  switch (kind) {
    case 'average':
      return [`${name}_sum`, `${name}_count`];
    case 'distribution':
      return [`${name}_bucket`, `${name}_sum`];
    default:
      return [name];
  }
}

/** Why a metric cannot have its name, whatever there is already; nothing where it can. */
export function nameProblem(name: string): string | undefined {
  return name.startsWith(RESERVED) && name !== UNNAMED
    ? `Names that begin with ${RESERVED} are those of the ready-made sets: choose another name.`
    : undefined;
}

/** How far back series of others are looked for. */
const REMEMBERED = '1d';

/** PromQL that counts the series that have these names already: one number for each name. */
export function takenNamesQuery(names: readonly string[]): string {
  const matcher = { label: '__name__', op: '=~', value: names.map(escapeRegex).join('|') } as const;
  return `count by (__name__) (last_over_time(${select('', [matcher])}[${REMEMBERED}]))`;
}

/** PromQL that tells whether a metric of this name was recorded of late. */
export function recordedBeforeQuery(name: string): string {
  return `count(last_over_time(${heartbeatSelector(derivedHeartbeat(name))}[${REMEMBERED}]))`;
}
