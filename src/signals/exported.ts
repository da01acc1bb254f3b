import { cadvisorHostMatchers, containerMatchers, podMatchers } from './identity';
import { select, type Matcher } from './promql';
import type { Scope } from './scope';
import type { Signal, SignalContext } from './signal';

function matchersOf(metric: string, signal: Signal, { conventions }: SignalContext, scope: Scope): Matcher[] {
  if (metric.startsWith('machine_')) {
    return cadvisorHostMatchers(conventions, scope);
  }
  if (!metric.startsWith('container_')) {
    return [];
  }
  // The root group of a host may have what its containers lack: their own series count.
  switch (signal.subject) {
    case 'container':
      return containerMatchers(conventions, scope);
    case 'pod':
      return podMatchers(conventions, scope);
    default:
      return cadvisorHostMatchers(conventions, scope);
  }
}

/**
 * The hosts that have any metric that a signal needs: one value for each, by cAdvisor's label of the host, which is empty
 * for metrics that name no host. Who is left out does not export the signal at all.
 */
export function exportedQuery(signal: Signal, context: SignalContext): string {
  const { conventions, scope } = context;
  const hosts = scope.containers?.length ? scope.containers.map(({ host }) => host) : scope.hosts;
  const by = `group by (${conventions.containers.host})`;
  const any = signal.needs.map((metric) =>
    select(metric, matchersOf(metric, signal, context, hosts ? { hosts: [...new Set(hosts)] } : {}))
  );
  return any.map((selector) => `${by} (${selector})`).join(' or ');
}
