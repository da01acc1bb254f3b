import type { Unit } from '../signals/signal';

/** Grafana's name of each unit. Cores have none of their own: a number with its word. */
export const GRAFANA_UNITS: Record<Unit, string> = {
  cores: 'suffix: cores',
  ratio: 'percentunit',
  bytes: 'bytes',
  'bytes per second': 'binBps',
  'packets per second': 'pps',
  'requests per second': 'reqps',
  'lines per second': 'suffix: lines/s',
  seconds: 's',
  'seconds per second': 'percentunit',
  'per second': 'count:/s',
  milliseconds: 'ms',
  microseconds: 'µs',
  nanoseconds: 'ns',
  percent: 'percent',
  celsius: 'celsius',
  'unix seconds': 'dateTimeFromNow',
  count: 'short',
  state: 'none',
  load: 'none',
};

/** The unit as Grafana's field configuration names it. */
export function grafanaUnit(unit: Unit): string {
  return GRAFANA_UNITS[unit];
}

/** Shares of nothing but zeros get an axis to 1 %: Grafana's own choice would be one to 10,000 %. Others need none. */
export function axisOf(unit: Unit): { axisSoftMax?: number } {
  return GRAFANA_UNITS[unit] === 'percentunit' ? { axisSoftMax: 0.01 } : {};
}
