const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const SECONDS: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400 };

/**
 * The number that a cell of the table shows, in bytes, seconds, cores or whatever its column counts in; undefined where
 * it shows none. Cells are rounded, so numbers are good for comparing their order.
 */
export function quantityOf(cell: string): number | undefined {
  const text = cell.replace(/^no limit /, '').replace(/^< /, '');
  const duration = [...text.matchAll(/(\d+) (d|h|min|s)\b/g)];
  if (duration.length > 0) {
    return duration.reduce((sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? NaN), 0);
  }
  const match = /^([\d.,]+)\s*(\S*)$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [, digits = '', unit = ''] = match;
  const power = BYTES.indexOf(unit.replace('/s', ''));
  return Number(digits.replace(/,/g, '')) * (power > 0 ? 1024 ** power : 1);
}
