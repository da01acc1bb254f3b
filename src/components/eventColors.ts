import type { LifecycleEvent } from '../insights/lifecycle';

/** The colours of events, on the strip and on panels, by their names in Grafana's palette. */
export const EVENT_COLORS: Record<LifecycleEvent['kind'], string> = {
  start: 'orange',
  image: 'blue',
  'oom-kill': 'red',
  unhealthy: 'yellow',
  healthy: 'green',
  gone: 'dark-red',
};
