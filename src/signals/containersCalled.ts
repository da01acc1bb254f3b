import { containerLabels, containerMatchers } from './identity';
import { anyOf, escapeRegex, select } from './promql';
import type { SignalContext } from './signal';

/**
 * Running containers that answer to names: their own, their compose service's, or on Kubernetes that of a service in front
 * of their pod, as far as the pod is called after it. One series a container, with its service and project.
 */
export function containersCalled({ conventions, scope }: SignalContext, names: readonly string[]): string {
  const { containers: c } = conventions;
  const all = [...containerLabels(conventions), c.project, c.service].filter((label) => label !== undefined).join(', ');
  const matchers = [
    anyOf(c.name, names),
    ...(c.service ? [anyOf(c.service, names)] : []),
    ...(c.pod ? [{ label: c.pod, op: '=~' as const, value: `(?:${names.map(escapeRegex).join('|')})(?:-.+)?` }] : []),
  ];
  return matchers
    .map(
      (matcher) =>
        `group by (${all}) (${select('container_start_time_seconds', [...containerMatchers(conventions, scope), matcher])})`
    )
    .join(' or ');
}
