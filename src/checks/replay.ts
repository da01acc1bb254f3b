import type { Labels } from '../signals/identity';
import type { Check } from './check';
import { holds } from './finding';

/** A series over time: Unix milliseconds and values, gaps left out. */
export interface ReplaySeries {
  labels: Labels;
  times: readonly number[];
  values: readonly number[];
}

/** What a replay reads: a range query of the check's value, and one of its guard where it has one. */
export interface ReplayInput {
  values: readonly ReplaySeries[];
  /** Absent: the check has no guard. Empty: its guard let nothing through. */
  guards?: readonly ReplaySeries[];
  /** The labels that both are joined on. */
  joinOn: readonly string[];
  /** The last evaluation, Unix milliseconds; the last point of any series without it, which may have been earlier. */
  to?: number;
}

export interface ReplayOptions {
  forSeconds: number;
  /** As `keep_firing_for`: it goes on without its condition for this long. */
  keepFiringSeconds?: number;
}

/** One time that the rule would have fired, in Unix milliseconds. */
export interface Firing {
  labels: Labels;
  /** The evaluation at which its condition began to hold. */
  activeAt: number;
  /** The first evaluation at which it fired. */
  start: number;
  /** The first evaluation at which it did not any more; absent: it fired to the end of the data. */
  end?: number;
  /** The value furthest beyond the threshold while it held. */
  peak: number;
}

const keyOf = (labels: Labels, names: readonly string[]) => names.map((name) => labels[name] ?? '').join('\u0000');

/** The times at which each subject passes the guard. */
function guardTimes({ guards, joinOn }: ReplayInput): Map<string, Set<number>> | undefined {
  if (!guards) {
    return undefined;
  }
  const passed = new Map<string, Set<number>>();
  for (const { labels, times } of guards) {
    const key = keyOf(labels, joinOn);
    const known = passed.get(key) ?? new Set();
    times.forEach((time) => known.add(time));
    passed.set(key, known);
  }
  return passed;
}

/** Follows one series through the states of a rule: inactive, pending, firing, and firing without its condition. */
function firingsOf(
  check: Check,
  series: ReplaySeries,
  holdsAt: (time: number, value: number) => boolean,
  stepMs: number,
  lastEvaluation: number,
  { forSeconds, keepFiringSeconds = 0 }: ReplayOptions
): Firing[] {
  const beyond = (a: number, b: number) => (check.compare === '<' ? Math.min(a, b) : Math.max(a, b));
  const firings: Firing[] = [];
  let activeAt: number | undefined;
  let firing: Firing | undefined;
  let keptSince: number | undefined;
  let peak = NaN;

  const rest = (time: number) => {
    if (firing) {
      keptSince ??= time;
      if (time - keptSince < keepFiringSeconds * 1000) {
        return;
      }
      firings.push({ ...firing, end: time });
    }
    firing = undefined;
    activeAt = undefined;
    keptSince = undefined;
  };
  /** Evaluations between two points found nothing. */
  const restBetween = (after: number, before: number) => {
    for (let time = after + stepMs; time < before && activeAt !== undefined; time += stepMs) {
      rest(time);
    }
  };

  let previous: number | undefined;
  for (let index = 0; index < series.times.length; index += 1) {
    const time = series.times[index] ?? NaN;
    const value = series.values[index] ?? NaN;
    if (previous !== undefined) {
      restBetween(previous, time);
    }
    previous = time;
    if (!holdsAt(time, value)) {
      rest(time);
      continue;
    }
    peak = activeAt === undefined ? value : beyond(peak, value);
    activeAt ??= time;
    keptSince = undefined;
    if (firing) {
      firing = { ...firing, peak };
    } else if (time - activeAt >= forSeconds * 1000) {
      firing = { labels: series.labels, activeAt, start: time, peak };
    }
  }
  if (previous !== undefined) {
    restBetween(previous, lastEvaluation + 1);
  }
  return firing ? [...firings, firing] : firings;
}

/**
 * When a rule of this check would have fired, by the states of Prometheus' rule manager: pending from the evaluation at which
 * the condition begins to hold, firing once it has held for `forSeconds`, over at the first evaluation without it (or after
 * `keepFiringSeconds` without it). Every point of the range query is one evaluation, `stepSeconds` apart, all series on one
 * grid; so start and end are as exact as the step is fine. Another threshold is another call on the same series.
 */
export function replay(
  check: Check,
  parameters: Readonly<Record<string, number>>,
  input: ReplayInput,
  stepSeconds: number,
  options: ReplayOptions
): Firing[] {
  const passed = guardTimes(input);
  const lastEvaluation = [...input.values, ...(input.guards ?? [])].reduce(
    (last, { times }) => Math.max(last, times[times.length - 1] ?? -Infinity),
    input.to ?? -Infinity
  );
  return input.values
    .flatMap((series) => {
      const own = passed?.get(keyOf(series.labels, input.joinOn));
      const holdsAt = (time: number, value: number) =>
        holds(check, parameters, value) && (passed === undefined || (own?.has(time) ?? false));
      return firingsOf(check, series, holdsAt, stepSeconds * 1000, lastEvaluation, options);
    })
    .sort((a, b) => a.start - b.start || keyOf(a.labels, input.joinOn).localeCompare(keyOf(b.labels, input.joinOn)));
}
