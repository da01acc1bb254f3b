/** A list cut to its first values, with what was cut. */
export interface Ranking<Row> {
  rows: Row[];
  /** How many values there are. */
  distinct: number;
  /** The sum of all counts, and of those that were cut. */
  total: number;
  rest: number;
}

/** The first rows of a complete list: "top 20 of 412, the rest are 9 % of requests". */
export function rank<Row extends { count: number }>(rows: readonly Row[], first: number): Ranking<Row> {
  const sorted = [...rows].sort((a, b) => b.count - a.count);
  const sum = (some: readonly Row[]) => some.reduce((total, { count }) => total + count, 0);
  return { rows: sorted.slice(0, first), distinct: rows.length, total: sum(sorted), rest: sum(sorted.slice(first)) };
}

/** Shares of status classes, from counts by status code: what error ratios are, without a second pass over the log. */
export function statusShares(byStatus: ReadonlyMap<string, number>): Record<'2xx' | '3xx' | '4xx' | '5xx', number> {
  const total = [...byStatus.values()].reduce((sum, count) => sum + count, 0);
  const share = (first: string) =>
    total === 0
      ? 0
      : [...byStatus].reduce((sum, [status, count]) => sum + (status.startsWith(first) ? count : 0), 0) / total;
  return { '2xx': share('2'), '3xx': share('3'), '4xx': share('4'), '5xx': share('5') };
}
