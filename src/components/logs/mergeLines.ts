/** From which end of a range lines are read and shown. */
export type LineOrder = 'newest' | 'oldest';

interface Known {
  id: string;
}

/** Lines, and those of the next page that are not among them: two pages share the millisecond at which they meet. */
export function mergeLines<Line extends Known>(lines: readonly Line[], next: readonly Line[]): Line[] {
  const known = new Set(lines.map(({ id }) => id));
  return [...lines, ...next.filter(({ id }) => !known.has(id))];
}

/** The range of the page after one whose last line is of `time`, that millisecond included. The end is not part of it. */
export function nextPage(
  { from, to }: { from: number; to: number },
  time: number,
  order: LineOrder
): { from: number; to: number } {
  return order === 'newest' ? { from, to: Math.min(to, time + 1) } : { from: Math.max(from, time), to };
}
