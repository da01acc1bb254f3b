import { coverageOf, rawParts, type RawPart, type Span, type Tiles } from '../signals/recorded/coverage';
import { evaluationsIn, evenWindow, heartbeatSelector } from '../signals/recorded/heartbeat';
import type { RecordedRead, RecordingTimes } from '../signals/recorded/recordingRule';
import type { Labels } from '../signals/identity';
import type { DataSourceChoice } from './dataSources';
import { queryInstant, queryPoints, querySamples, type Series } from './prometheus';

/** Which part of a range is read from a recording, and which from the logs. */
export interface RecordedPlan {
  tiles: Tiles;
  recorded: Span[];
  /** Empty where all of it was recorded. */
  missing: Span[];
  parts: RawPart[];
}

/** More holes than this are read from the logs as whole steps: asking for the samples of each would take too long. */
const MOST_RUNS = 8;

const endOf = ({ from, stepSeconds }: Tiles, step: number) => from + step * stepSeconds * 1000;

/** Merges spans that meet. */
function joined(spans: readonly Span[]): Span[] {
  return [...spans]
    .sort((a, b) => a.from - b.from)
    .reduce<Span[]>((all, { from, to }) => {
      const last = all[all.length - 1];
      if (last && from <= last.to) {
        last.to = Math.max(last.to, to);
        return all;
      }
      return [...all, { from, to }];
    }, []);
}

/** Outwards to whole steps. */
function snapped(spans: readonly Span[], tiles: Tiles): Span[] {
  const stepMs = tiles.stepSeconds * 1000;
  const start = endOf(tiles, -1);
  return spans.map(({ from, to }) => ({
    from: start + Math.floor((from - start) / stepMs) * stepMs,
    to: start + Math.ceil((to - start) / stepMs) * stepMs,
  }));
}

/**
 * Stretches of a range in which evaluations are missing, to the width of a window, and whether there was none at all. The
 * windows are not the steps: a step of 450 s holds seven or eight evaluations of a minute each, and of eight one could be
 * missing unseen.
 */
async function doubtful(
  source: DataSourceChoice,
  { heartbeat, times }: Pick<RecordedRead, 'heartbeat' | 'times'>,
  whole: Span,
  atLeastSeconds: number,
  signal?: AbortSignal
): Promise<{ spans: Span[]; isNothing: boolean }> {
  const windowSeconds = evenWindow(atLeastSeconds, times);
  const windowMs = windowSeconds * 1000;
  const count = Math.ceil((whole.to - whole.from) / windowMs);
  const first = whole.to - (count - 1) * windowMs;
  const range = { from: first, to: whole.to, stepSeconds: windowSeconds };
  const [found] = await queryPoints(source, evaluationsIn(heartbeat, windowSeconds, times), range, signal);
  const counts = new Map((found?.times ?? []).map((time, at) => [Math.round(time - first), found?.values[at] ?? 0]));
  const expected = Math.round(windowSeconds / times.intervalSeconds);
  const ends = Array.from({ length: count }, (_, index) => first + index * windowMs);
  const lacking = ends.filter((end) => (counts.get(Math.round(end - first)) ?? 0) < expected);
  return {
    spans: joined(lacking.map((end) => ({ from: Math.max(whole.from, end - windowMs), to: end }))),
    // A range of one step, which lacks but its last minutes, is all of it doubtful.
    isNothing: (found?.times.length ?? 0) === 0,
  };
}

/** Evaluations are counted where the middle of their lines is: the lines of one reach half an interval beyond its window. */
function beyondByHalf(spans: readonly Span[], whole: Span, { intervalSeconds }: RecordingTimes): Span[] {
  const half = intervalSeconds * 500;
  return joined(
    spans.map(({ from, to }) => ({ from: Math.max(whole.from, from - half), to: Math.min(whole.to, to + half) }))
  );
}

/**
 * Finds out which part of a range was recorded: from the number of evaluations in each window, and, where some are missing,
 * from their times. Rejects with a Problem.
 */
export async function planRecorded(
  source: DataSourceChoice,
  read: Pick<RecordedRead, 'heartbeat' | 'times' | 'isBeyond'>,
  tiles: Tiles,
  signal?: AbortSignal
): Promise<RecordedPlan> {
  const { heartbeat, times } = read;
  const whole = { from: endOf(tiles, -1), to: endOf(tiles, tiles.count - 1) };
  const { spans, isNothing } = await doubtful(source, read, whole, tiles.stepSeconds, signal);
  const missing =
    spans.length > MOST_RUNS || isNothing
      ? snapped(spans, tiles)
      : (
          await Promise.all(
            beyondByHalf(spans, whole, times).map(async (span) => {
              const edge = (times.intervalSeconds + times.lateSeconds) * 1000;
              const seconds = (span.to - span.from + 2 * edge) / 1000;
              const found = await querySamples(source, heartbeatSelector(heartbeat), span.to + edge, seconds, signal);
              return coverageOf(
                found.flatMap((series) => series.times),
                span,
                times
              ).missing;
            })
          )
        ).flat();
  const holes = joined(read.isBeyond ? snapped(missing, tiles) : missing);
  return { tiles, recorded: without(whole, holes), missing: holes, parts: rawParts(holes, tiles) };
}

function without(whole: Span, holes: readonly Span[]): Span[] {
  const out: Span[] = [];
  let at = whole.from;
  for (const { from, to } of holes) {
    if (from > at) {
      out.push({ from: at, to: from });
    }
    at = to;
  }
  if (at < whole.to) {
    out.push({ from: at, to: whole.to });
  }
  return out;
}

/** How the logs are read where nothing was recorded: rates over a window, in the labels of the recording. */
export interface RawReader {
  /** At the end of each of whole steps, over the step. */
  steps: (from: number, to: number) => Promise<Series[]>;
  /** At one time, over the seconds before it. */
  part: (at: number, seconds: number) => Promise<Array<{ labels: Labels; value: number }>>;
}

/**
 * Where the recording ends before the range does: the step in which it does, when, and how many seconds of that step it
 * covers. Evaluations go on while a page reads: a sample that came after the plan was made must not be added to what the
 * logs say of the same lines, so this step is asked up to there.
 */
function tailOf({ tiles, recorded }: RecordedPlan): { step: number; at: number; seconds: number } | undefined {
  const last = recorded[recorded.length - 1];
  if (!last || last.to >= endOf(tiles, tiles.count - 1)) {
    return undefined;
  }
  const start = endOf(tiles, -1);
  const step = Math.floor((last.to - start) / (tiles.stepSeconds * 1000));
  return { step, at: last.to, seconds: (last.to - endOf(tiles, step - 1)) / 1000 };
}

const keyOf = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());

/**
 * A signal's rate at the end of each step: from its recording, and from the logs where that has holes, as one set of
 * series. Rejects with a Problem.
 */
export async function readRecorded(
  source: DataSourceChoice,
  read: RecordedRead,
  plan: RecordedPlan,
  raw: RawReader,
  signal?: AbortSignal
): Promise<Series[]> {
  const { tiles } = plan;
  const stepMs = tiles.stepSeconds * 1000;
  const sums = new Map<string, { labels: Labels; values: Map<number, number> }>();
  const add = (labels: Labels, time: number, value: number) => {
    const step = Math.round((time - tiles.from) / stepMs);
    const key = keyOf(labels);
    const sum = sums.get(key) ?? { labels, values: new Map<number, number>() };
    sum.values.set(step, (sum.values.get(step) ?? 0) + value);
    sums.set(key, sum);
  };
  const range = { from: tiles.from, to: endOf(tiles, tiles.count - 1), stepSeconds: tiles.stepSeconds };
  const wholly = new Set(
    plan.parts.flatMap((part) =>
      part.kind === 'steps'
        ? Array.from(
            { length: Math.round((part.to - part.from) / stepMs) + 1 },
            (_, at) => Math.round((part.from - tiles.from) / stepMs) + at
          )
        : []
    )
  );
  const tail = tailOf(plan);
  const [recorded, newest] = await Promise.all([
    plan.recorded.length > 0 ? queryPoints(source, read.query(tiles.stepSeconds), range, signal) : [],
    tail && tail.seconds > 0 ? queryInstant(source, read.query(tail.seconds), tail.at, signal) : [],
  ]);
  for (const { labels, value } of newest) {
    add(labels, endOf(tiles, tail?.step ?? 0), (value * (tail?.seconds ?? 0)) / tiles.stepSeconds);
  }
  for (const { labels, times, values } of recorded) {
    times.forEach((time, index) => {
      const step = Math.round((time - tiles.from) / stepMs);
      // A sample's own minute may lie across the border of a step that the logs answer whole.
      if (!wholly.has(step) && step < (tail?.step ?? Infinity)) {
        add(labels, time, values[index] ?? 0);
      }
    });
  }
  for (const part of plan.parts) {
    if (part.kind === 'steps') {
      for (const { labels, times, values } of await raw.steps(part.from, part.to)) {
        times.forEach((time, index) => add(labels, time, values[index] ?? 0));
      }
    } else {
      for (const { labels, value } of await raw.part(part.at, part.seconds)) {
        add(labels, endOf(tiles, part.step), (value * part.seconds) / tiles.stepSeconds);
      }
    }
  }
  return [...sums.values()].map(({ labels, values }) => {
    const points = [...values].sort(([a], [b]) => a - b);
    return {
      labels,
      times: points.map(([step]) => endOf(tiles, step)),
      values: points.map(([, value]) => value),
    };
  });
}
