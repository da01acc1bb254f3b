import { containerLabels, containerMatchers } from './identity';
import { groupLabels, type GroupBy } from './inventory';
import { select } from './promql';
import { EVERYTHING, type Scope } from './scope';
import type { SignalContext } from './signal';

/**
 * Where the values of a property of containers are read from: one label of one metric, which Prometheus answers fast.
 * Nothing where these conventions have no such property.
 */
export function propertyValues(
  { conventions }: Pick<SignalContext, 'conventions'>,
  property: GroupBy,
  scope: Scope = EVERYTHING
): { label: string; match: string } | undefined {
  const label = groupLabels(conventions, property).at(-1);
  return label === undefined
    ? undefined
    : { label, match: select('container_last_seen', containerMatchers(conventions, scope)) };
}

/** Every container of the scope that was there within the last `context.range`, gone by now or not. */
export function containersSeen({ conventions, scope, range }: SignalContext): string {
  const seen = select('container_last_seen', containerMatchers(conventions, scope));
  return `group by (${containerLabels(conventions).join(', ')}) (last_over_time(${seen}[${range}]))`;
}
