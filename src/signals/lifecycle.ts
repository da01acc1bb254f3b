import { CONTAINER_SIGNALS as C } from './containers';
import { containerLabels, containerMatchers } from './identity';
import { select } from './promql';
import type { SignalContext } from './signal';

/** The queries from which the life of one container is read: when it started, as which image, kills and health. */
export function lifecycleQueries(context: SignalContext): Record<'starts' | 'oomEvents' | 'health', string> {
  const { conventions, scope } = context;
  const by = [...containerLabels(conventions), conventions.containers.image].join(', ');
  return {
    starts: `max by (${by}) (${select('container_start_time_seconds', containerMatchers(conventions, scope))})`,
    oomEvents: C.oomEvents.query(context),
    health: C.health.query(context),
  };
}
