/** Prometheus answers no query with more points for a series than this; Loki neither. */
const MOST_POINTS = 11_000;

/** Steps that divide an hour or a day, so that a replay of another day has its points at the same times. */
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Points of a replay that one look at it is worth: a step is as fine as that allows. */
const POINTS = { metrics: 6_000, logs: 1_000 } as const;

/** The spans that a check can be replayed over, in seconds. */
export const SPANS: Readonly<Record<string, number>> = { '1d': 86_400, '7d': 7 * 86_400, '30d': 30 * 86_400 };

/**
 * Seconds between two evaluations of a replay over so many seconds: never finer than the rule's own interval, and never
 * more points than a server answers.
 */
export function replayStep(spanSeconds: number, source: 'metrics' | 'logs', intervalSeconds: number): number {
  const finest = Math.max(intervalSeconds, spanSeconds / Math.min(POINTS[source], MOST_POINTS));
  return STEPS.find((step) => step >= finest) ?? Math.ceil(finest / 3600) * 3600;
}
