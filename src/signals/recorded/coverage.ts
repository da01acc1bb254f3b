import type { RecordingTimes } from './recordingRule';

/** A stretch of time, Unix milliseconds; its beginning is not part of it. */
export interface Span {
  from: number;
  to: number;
}

/** Which part of a range was recorded. The two tile the range. */
export interface Coverage {
  recorded: Span[];
  missing: Span[];
}

/** The lines that a sample at `time` counts: those of the interval before it, but for what lines may be late. */
export function linesOf(time: number, { intervalSeconds, lateSeconds }: RecordingTimes): Span {
  const to = time - lateSeconds * 1000;
  return { from: to - intervalSeconds * 1000, to };
}

/** Evaluations are some milliseconds early or late; less than this between two is no hole. */
const JITTER_MS = 1000;

/**
 * Which part of a range was recorded, from the times of its heartbeat's samples.
 * @param sampleTimes Unix milliseconds, in any order
 */
export function coverageOf(sampleTimes: readonly number[], range: Span, times: RecordingTimes): Coverage {
  const recorded: Span[] = [];
  const spans = [...sampleTimes].sort((a, b) => a - b).map((time) => linesOf(time, times));
  for (const span of spans) {
    const from = Math.max(range.from, span.from);
    const to = Math.min(range.to, span.to);
    if (to <= from) {
      continue;
    }
    const last = recorded[recorded.length - 1];
    if (last && from - last.to < JITTER_MS) {
      last.to = Math.max(last.to, to);
    } else {
      recorded.push({ from, to });
    }
  }
  const first = recorded[0];
  if (first && first.from - range.from < JITTER_MS) {
    first.from = range.from;
  }
  const last = recorded[recorded.length - 1];
  if (last && range.to - last.to < JITTER_MS) {
    last.to = range.to;
  }
  return { recorded, missing: gapsOf(recorded, range) };
}

function gapsOf(recorded: readonly Span[], range: Span): Span[] {
  const gaps: Span[] = [];
  let at = range.from;
  for (const { from, to } of recorded) {
    if (from > at) {
      gaps.push({ from: at, to: from });
    }
    at = to;
  }
  if (at < range.to) {
    gaps.push({ from: at, to: range.to });
  }
  return gaps;
}

/** Steps that tile a range: the end of the first (Unix milliseconds), their length, and how many there are. */
export interface Tiles {
  from: number;
  stepSeconds: number;
  count: number;
}

/** What is read from the logs because it was not recorded. */
export type RawPart =
  /** Whole steps, by one range query: the ends of the first and the last. */
  | { kind: 'steps'; from: number; to: number }
  /** A part of one step, by one instant query at its end. */
  | { kind: 'part'; at: number; seconds: number; step: number };

/** How to read missing stretches from the logs: whole steps together, and the parts of steps at their ends. */
export function rawParts(missing: readonly Span[], tiles: Tiles): RawPart[] {
  const stepMs = tiles.stepSeconds * 1000;
  const start = tiles.from - stepMs;
  const out: RawPart[] = [];
  const part = (from: number, to: number, step: number) => {
    const seconds = (to - from) / 1000;
    if (seconds > 0 && step >= 0 && step < tiles.count) {
      out.push({ kind: 'part', at: to, seconds, step });
    }
  };
  for (const { from, to } of missing) {
    const first = Math.ceil((from - start) / stepMs);
    const last = Math.floor((to - start) / stepMs);
    if (last < first) {
      part(from, to, Math.floor((from - start) / stepMs));
      continue;
    }
    part(from, start + first * stepMs, first - 1);
    if (last > first) {
      out.push({ kind: 'steps', from: start + (first + 1) * stepMs, to: start + last * stepMs });
    }
    part(start + last * stepMs, to, last);
  }
  return out;
}
