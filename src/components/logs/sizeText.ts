import { formattedValueToString, getValueFormat } from '@grafana/data';

/** Bytes as bills and limits count them, in thousands: `1.2 GB`. */
export function sizeText(bytes: number): string {
  const value = getValueFormat('decbytes');
  return formattedValueToString(value(bytes, bytes < 1000 ? 0 : undefined));
}

/** What is reckoned, and between which numbers it is: `≈ 1,234 (1,100 to 1,400)`. */
export function estimateText({ value, low, high }: { value: number; low: number; high: number }): string {
  const upTo = Number.isFinite(high) ? `${countText(low)} to ${countText(high)}` : `${countText(low)} or more`;
  return `≈ ${countText(value)} (${upTo})`;
}

/** A count of lines with its thousands apart. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en');
}
