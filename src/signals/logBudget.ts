/** Bytes of logs that a page reads without being asked to, unless the settings say another number. Above it, what is expensive is read from a part of the range. */
export const LOG_BUDGET_BYTES = 500e6;

/** A stretch of time in Unix milliseconds. */
export interface TimeSlice {
  from: number;
  to: number;
}

/** How much of a range is read, and which parts. */
export interface Reading {
  /** Everything is read: numbers are exact. */
  whole: boolean;
  /** The share of the range that is read, 0 to 1. */
  share: number;
  /** The parts, oldest first; the whole range where everything is read. */
  slices: TimeSlice[];
  /** Milliseconds of the range that each slice stands for. */
  spacing: number;
}

/** Loki reads whole blocks of a stream: slices shorter than this cost as much as this one. */
const SHORTEST_MS = 10_000;

/**
 * How to read a range that holds `bytes`: whole within the budget, else `count` slices, evenly spread and each at the end
 * of the part that it stands for, of as much time as the budget buys.
 */
export function readingOf(
  { from, to }: TimeSlice,
  bytes: number,
  { budget = LOG_BUDGET_BYTES, count = 20, everything = false } = {}
): Reading {
  const length = to - from;
  if (everything || bytes <= budget || length <= SHORTEST_MS * count) {
    return { whole: true, share: 1, slices: [{ from, to }], spacing: length };
  }
  const spacing = length / count;
  const width = Math.min(spacing, Math.max(SHORTEST_MS, (budget / bytes) * spacing));
  const slices = Array.from({ length: count }, (_, index) => {
    const end = Math.round(from + (index + 1) * spacing);
    return { from: Math.round(end - width), to: end };
  });
  return { whole: false, share: width / spacing, slices, spacing };
}
