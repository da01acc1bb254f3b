import { cadvisorHostMatchers } from './identity';
import { select } from './promql';
import type { Signal, SignalContext } from './signal';

/** Whether any metric that a signal needs is there at all: one value where it is, nothing where it is not exported. */
export function exportedQuery(signal: Signal, { conventions }: SignalContext): string {
  const matchers = cadvisorHostMatchers(conventions, {});
  const any = signal.needs.map((metric) =>
    select(metric, metric.startsWith('container_') || metric.startsWith('machine_') ? matchers : [])
  );
  return any.map((selector) => `group(${selector})`).join(' or ');
}
