import type { DataSourceChoice } from '../grafana/dataSources';
import { labelValues } from '../grafana/prometheus';
import { propertyValues } from '../signals/choices';
import type { Conventions } from '../signals/conventions';
import { hostOf } from '../signals/hostNames';
import type { GroupBy } from '../signals/inventory';
import type { Scope } from '../signals/scope';

/**
 * The values that a property of containers has within a range (Unix milliseconds), in order; none where these conventions
 * have no such property. Rejects with a Problem.
 */
export async function loadPropertyChoices(
  source: DataSourceChoice,
  conventions: Conventions,
  property: GroupBy,
  range: { from: number; to: number },
  scope: Scope = {},
  signal?: AbortSignal
): Promise<string[]> {
  const asked = propertyValues({ conventions }, property, scope);
  if (!asked) {
    return [];
  }
  const raw = await labelValues(source, asked.label, asked.match, range, signal);
  const names = property === 'host' ? raw.map((one) => hostOf(conventions, 'containers', one)) : raw;
  return [...new Set(names)].filter((name) => name !== '').sort();
}
