import { inTurns } from '../../components/logs/inTurns';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogSteps } from '../../grafana/logSteps';
import { queryLogInstant } from '../../grafana/loki';
import { volumeSteps } from '../../insights/logs/volumeSteps';
import { estimateTotal, type Estimate } from '../../insights/nginx/slices';
import type { Labels } from '../../signals/identity';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { DETECTED_LEVEL, levelNamed, LEVELS, type Level } from '../../signals/logLevels';
import { volumeOf, type LogQuery, type VolumeQuery } from '../../signals/logQuery';
import { durationText } from '../../signals/promql';

/** Lines by level over time. */
export interface LogVolumes {
  /** The ends of the steps, Unix milliseconds. */
  times: number[];
  stepSeconds: number;
  byLevel: Map<Level, number[]>;
  totals: Map<Level, number>;
  /** Of totals that are reckoned: between which numbers they are, at 95 %. */
  intervals?: ReadonlyMap<Level, Estimate>;
  /** `exact`; `least`: the beginning of the range is not counted; `estimate`: reckoned from parts of it. */
  how: 'exact' | 'least' | 'estimate';
}

/** Lines by level at each step, as answers to one query after the other come in. */
export class LevelCounts {
  readonly byLevel: Map<Level, number[]>;
  private readonly all: number[];

  constructor(length: number) {
    this.byLevel = new Map(LEVELS.map((level) => [level, new Array<number>(length).fill(0)]));
    this.all = new Array<number>(length).fill(0);
  }

  add(counts: VolumeQuery['counts'], labels: Labels, step: number, count: number): void {
    const level = counts === 'each' ? (levelNamed(labels[DETECTED_LEVEL] ?? '') ?? 'unknown') : counts;
    const into = level === 'all' ? this.all : this.byLevel.get(level);
    if (into && step >= 0 && step < into.length) {
      into[step] = (into[step] ?? 0) + count;
    }
  }

  /** Lines of no level, where levels were counted one by one: all but those that have one. */
  finish(): void {
    const unknown = this.byLevel.get('unknown') ?? [];
    this.all.forEach((all, step) => {
      const named = LEVELS.reduce((sum, level) => sum + (this.byLevel.get(level)?.[step] ?? 0), 0);
      unknown[step] = (unknown[step] ?? 0) + Math.max(0, all - named);
    });
  }

  totals(): Map<Level, number> {
    return new Map([...this.byLevel].map(([level, counts]) => [level, counts.reduce((sum, count) => sum + count, 0)]));
  }
}

async function wholeVolume(
  source: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  signal?: AbortSignal
): Promise<LogVolumes> {
  const { stepSeconds, times, exact } = volumeSteps(range);
  const [first = range.to] = times;
  const counts = new LevelCounts(times.length);
  await inTurns(volumeOf(query, durationText(stepSeconds)), async ({ counts: of, expr }) => {
    const found = await queryLogSteps(source, expr, { from: first, to: range.to, stepSeconds }, signal);
    for (const series of found) {
      series.times.forEach((time, index) => {
        const step = Math.round((time - first) / 1000 / stepSeconds);
        counts.add(of, series.labels, step, series.values[index] ?? 0);
      });
    }
  });
  counts.finish();
  return { times, stepSeconds, byLevel: counts.byLevel, totals: counts.totals(), how: exact ? 'exact' : 'least' };
}

async function slicedVolume(
  source: DataSourceChoice,
  query: LogQuery,
  { slices, share, spacing }: Reading,
  signal?: AbortSignal
): Promise<LogVolumes> {
  const counts = new LevelCounts(slices.length);
  const asked = slices.flatMap(({ from, to }, index) =>
    volumeOf(query, durationText((to - from) / 1000)).map((one) => ({ ...one, to, index }))
  );
  await inTurns(asked, async ({ counts: of, expr, to, index }) => {
    for (const { labels, value } of await queryLogInstant(source, expr, to, signal)) {
      counts.add(of, labels, index, value);
    }
  });
  counts.finish();
  const of = slices.length / share;
  const intervals = new Map([...counts.byLevel].map(([level, seen]) => [level, estimateTotal(seen, { of })]));
  return {
    times: slices.map(({ to }) => to),
    stepSeconds: spacing / 1000,
    byLevel: new Map([...counts.byLevel].map(([level, seen]) => [level, seen.map((count) => count / share)])),
    totals: new Map([...intervals].map(([level, { value }]) => [level, value])),
    intervals,
    how: 'estimate',
  };
}

/**
 * Lines by level over a range; reckoned from slices where it is not read whole. A range query whose windows are shorter
 * than its step reads everything all the same, so each slice is a query of its own. Rejects with a Problem.
 */
export function loadVolume(
  source: DataSourceChoice,
  query: LogQuery,
  range: TimeSlice,
  reading: Reading,
  signal?: AbortSignal
): Promise<LogVolumes> {
  return reading.whole ? wholeVolume(source, query, range, signal) : slicedVolume(source, query, reading, signal);
}
