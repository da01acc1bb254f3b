import { formattedValueToString, getValueFormat } from '@grafana/data';

/** Bytes as bills and limits count them, in thousands: `1.2 GB`. */
export function sizeText(bytes: number): string {
  const value = getValueFormat('decbytes');
  return formattedValueToString(value(bytes, bytes < 1000 ? 0 : undefined));
}

/** A count of lines with its thousands apart. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en');
}
