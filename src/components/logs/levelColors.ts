import type { Level } from '../../signals/logLevels';

/** The colour of each level, by Grafana's names: in panels, chips and lists alike. */
export const LEVEL_COLORS: Record<Level, string> = {
  critical: 'purple',
  error: 'red',
  warning: 'orange',
  info: 'green',
  debug: 'blue',
  unknown: '#8e8e99',
};
