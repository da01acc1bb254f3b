import { formattedValueToString, getValueFormat, type ValueFormatter } from '@grafana/data';
import type { Unit } from '../signals/signal';
import { grafanaUnit, GRAFANA_UNITS } from './grafanaUnit';

export { grafanaUnit };

/** A value with its unit, short enough for a table cell. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'cores') {
    // Below a hundredth the eye wants "almost nothing", not digits.
    return value > 0 && value < 0.001 ? '< 0.001' : value.toFixed(value < 1 ? 3 : 2);
  }
  if (unit === 'count') {
    return value < 100 ? String(Math.round(value * 10) / 10) : Math.round(value).toLocaleString('en');
  }
  if (unit === 'ratio') {
    return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
  }
  if (unit === 'seconds') {
    return formatDuration(value);
  }
  const format = getValueFormat(GRAFANA_UNITS[unit]);
  const scaled = scaledBy(format, value);
  return formattedValueToString(format(value, scaled !== 0 && scaled < 10 ? 1 : 0));
}

/** The size of a value in the unit that it is told in: 1.5 of 1,536 bytes, which are 1.5 KiB. */
function scaledBy(format: ValueFormatter, value: number): number {
  return Math.abs(Number.parseFloat(format(value, 6).text));
}

/** Seconds as the two largest parts that a person would say: `3 d 4 h`, `12 min`, `45 s`. */
export function formatDuration(seconds: number): string {
  const parts: Array<[number, string]> = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const whole = Math.max(0, Math.round(seconds));
  const first = parts.findIndex(([size]) => whole >= size);
  if (first === -1) {
    return '0 s';
  }
  const [size, name] = parts[first] ?? [1, 's'];
  const count = Math.floor(whole / size);
  const next = parts[first + 1];
  const rest = next ? Math.floor((whole - count * size) / next[0]) : 0;
  return rest > 0 && next && count < 10 && name !== 'min' ? `${count} ${name} ${rest} ${next[1]}` : `${count} ${name}`;
}

/** A value to three digits that count, however small, with its unit: `2.5 ms`, `0.004 /s`. For what is measured, not for ages. */
export function formatPrecise(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) {
    return '–';
  }
  const format = getValueFormat(GRAFANA_UNITS[unit]);
  const text = (decimals: number | undefined) => formattedValueToString(format(value, decimals));
  const scaled = scaledBy(format, value);
  const decimals = scaled >= 100 || scaled === 0 ? 0 : scaled >= 10 ? 1 : scaled >= 0.1 ? 2 : 4;
  // Zeros at the end say nothing.
  return text(decimals)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
}
