/** Steps that divide an hour or a day, so that a replay of another day has its points at the same times. */
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Points of a replay that one look at it is worth: a step is as fine as that allows. */
const POINTS = { metrics: 6_000, logs: 1_000 } as const;

/** Where nothing is to be missed more points are worth it, up to what a page can hold and draw. */
const MOST_POINTS = 50_000;

/** Points that one request asks for: no server answers more than 11,000, and logs take their time. */
const POINTS_AT_ONCE = { metrics: 10_000, logs: 1_000 } as const;

/** The spans that a check can be replayed over, in seconds. */
export const SPANS: Readonly<Record<string, number>> = { '1d': 86_400, '7d': 7 * 86_400, '30d': 30 * 86_400 };

/** What decides how far apart the evaluations of a replay are, all in seconds. */
export interface Pace {
  source: 'metrics' | 'logs';
  /** The rule's own interval: nothing is finer than that. */
  intervalSeconds: number;
  /** The shortest time that the check's queries look back; absent where they look at moments only. */
  windowSeconds?: number | undefined;
  /** How long the condition must hold. */
  forSeconds: number;
}

const roundedUp = (seconds: number) => STEPS.find((step) => step >= seconds) ?? Math.ceil(seconds / 3600) * 3600;

/**
 * Seconds between two evaluations of a replay: as the rule has them where that is affordable. Otherwise never more than a
 * window, so that nothing lies between two of them, and never more than the time that the condition must hold.
 */
export function replayStep(spanSeconds: number, { source, intervalSeconds, windowSeconds, forSeconds }: Pace): number {
  const usual = roundedUp(Math.max(intervalSeconds, spanSeconds / POINTS[source]));
  const longest = Math.min(windowSeconds ?? Infinity, forSeconds > 0 ? forSeconds : Infinity);
  const close = usual <= longest ? usual : ([...STEPS].reverse().find((step) => step <= longest) ?? intervalSeconds);
  return Math.max(finestStep(spanSeconds, intervalSeconds), close);
}

/** The finest step that a replay over so many seconds can have: the rule's own interval, but for very long ones. */
export function finestStep(spanSeconds: number, intervalSeconds: number): number {
  return roundedUp(Math.max(intervalSeconds, spanSeconds / MOST_POINTS));
}

/**
 * What an incident must last at least to be seen at steps of this length, in seconds, as far as the step decides it: one that
 * is shorter may begin and end between two of them, or be met less often than the rule wants it.
 */
export function surelySeen(stepSeconds: number, forSeconds: number): number {
  return (Math.ceil(forSeconds / stepSeconds) + 1) * stepSeconds;
}

/** A part of a range that is asked for at once, Unix milliseconds at multiples of the step, both included. */
export interface Piece {
  from: number;
  to: number;
}

/** The parts of a range, which have all its steps once. */
export function piecesOf(range: Piece, stepSeconds: number, source: 'metrics' | 'logs'): Piece[] {
  const stepMs = stepSeconds * 1000;
  const first = Math.floor(range.from / stepMs) * stepMs;
  const last = Math.floor(range.to / stepMs) * stepMs;
  const length = POINTS_AT_ONCE[source] * stepMs;
  const pieces: Piece[] = [];
  for (let from = first; from <= last; from += length) {
    pieces.push({ from, to: Math.min(last, from + length - stepMs) });
  }
  return pieces;
}
