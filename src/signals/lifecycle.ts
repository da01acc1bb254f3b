import { CONTAINER_SIGNALS as C } from './containers';
import { containerLabels, containerMatchers } from './identity';
import { durationText, select } from './promql';
import type { SignalContext } from './signal';

/** The queries from which the life of containers is read: when each started, as which image, kills and health. */
export function lifecycleQueries(context: SignalContext): Record<'starts' | 'oomEvents' | 'health', string> {
  const { conventions, scope } = context;
  const by = [...containerLabels(conventions), conventions.containers.image].join(', ');
  return {
    starts: `max by (${by}) (${select('container_start_time_seconds', containerMatchers(conventions, scope))})`,
    oomEvents: C.oomEvents.query(context),
    health: C.health.query(context),
  };
}

/**
 * The same for many containers, of which most had a quiet time: the series of only those that something happened to
 * between two times (Unix seconds). For a range query that ends at the second.
 */
export function changedLifecycleQueries(
  context: SignalContext,
  { from, to }: { from: number; to: number }
): Record<'starts' | 'oomEvents' | 'health', string> {
  const { conventions, scope } = context;
  const id = containerLabels(conventions).join(', ');
  const all = lifecycleQueries(context);
  const only = (expr: string, metric: string, over: string, above: number) => {
    const history = `${select(metric, containerMatchers(conventions, scope))}[${durationText(to - from)}] @ end()`;
    return `${expr} and on (${id}) max by (${id}) (${over}(${history})) > ${above}`;
  };
  return {
    starts: only(all.starts, 'container_start_time_seconds', 'max_over_time', Math.floor(from)),
    oomEvents: only(all.oomEvents, 'container_oom_events_total', 'changes', 0),
    health: only(all.health, 'container_health_state', 'changes', 0),
  };
}
