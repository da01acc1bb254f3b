import type { DerivedContext } from '../../signals/derived/derivedLines';
import { ownParts, ownWhole, type OwnPart, type OwnSignal } from '../../signals/derived/ownSignals';
import { durationText } from '../../signals/promql';
import type { Span, Tiles } from '../../signals/recorded/coverage';
import type { DataSourceChoice } from '../dataSources';
import { queryLogSteps } from '../logSteps';
import { queryLogInstant } from '../loki';
import { queryPoints, type Series } from '../prometheus';
import { planRecorded, readRecorded, type RawReader, type RecordedPlan } from '../recordedSteps';
import { filled, percentiles, quotients, timesOf, totals } from './combine';
import type { Stepped } from './Stepped';

/** Who is asked. */
interface Sources {
  /** Nothing: there is no recording to be had. */
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice;
}

const windowText = (seconds: number) => `${Math.round(seconds * 1000)}ms`;

/** A part as the logs tell it, a second. */
function rawReader(
  loki: DataSourceChoice,
  { raw }: Pick<OwnPart, 'raw'>,
  { stepSeconds }: Tiles,
  abort?: AbortSignal
): RawReader {
  const each = async (seconds: number, ask: (index: number) => Promise<Series[]>): Promise<Series[]> => {
    const found: Series[] = [];
    for (const [index, { labels, isRate }] of raw.entries()) {
      // One after the other: each is a pass over the same lines.
      const series = await ask(index);
      found.push(
        ...series.map((one) => ({
          ...one,
          labels: { ...one.labels, ...labels },
          values: isRate ? one.values : one.values.map((value) => value / seconds),
        }))
      );
    }
    return found;
  };
  const exprOf = (index: number, window: string) => raw[index]?.expr(window) ?? '';
  return {
    steps: (from, to) =>
      each(stepSeconds, (index) =>
        queryLogSteps(loki, exprOf(index, durationText(stepSeconds)), { from, to, stepSeconds }, abort)
      ),
    part: async (at, seconds) => {
      const found = await each(seconds, async (index) => {
        const samples = await queryLogInstant(loki, exprOf(index, windowText(seconds)), at, abort);
        return samples.map(({ labels, value }) => ({ labels, times: [at], values: [value] }));
      });
      return found.map(({ labels, values: [value = 0] }) => ({ labels, value }));
    },
  };
}

/** What the logs tell of all steps. */
const fromLogs = (reader: RawReader, { from, stepSeconds, count }: Tiles) =>
  reader.steps(from, from + (count - 1) * stepSeconds * 1000);

/** The steps that lie in a hole, wholly or partly: the first and the last of each run. */
function touchedSteps(missing: readonly Span[], tiles: Tiles): Array<[number, number]> {
  const stepMs = tiles.stepSeconds * 1000;
  const start = tiles.from - stepMs;
  const runs: Array<[number, number]> = [];
  for (const { from, to } of missing) {
    const first = Math.max(0, Math.floor((from - start) / stepMs));
    const last = Math.min(tiles.count - 1, Math.ceil((to - start) / stepMs) - 1);
    const before = runs.at(-1);
    if (before && first <= before[1] + 1) {
      before[1] = Math.max(before[1], last);
    } else if (first <= last) {
      runs.push([first, last]);
    }
  }
  return runs;
}

/** What cannot be added up: steps that were recorded whole from the recording, all others from the logs. */
async function readWhole(
  { prometheus, loki }: Sources,
  part: Pick<OwnPart, 'read' | 'raw'>,
  tiles: Tiles,
  plan: RecordedPlan | undefined,
  abort?: AbortSignal
): Promise<Series[]> {
  const reader = rawReader(loki, part, tiles, abort);
  if (!prometheus || !plan) {
    return fromLogs(reader, tiles);
  }
  const times = timesOf(tiles);
  const runs = touchedSteps(plan.missing, tiles);
  const isTouched = (time: number) => runs.some(([a, b]) => time >= (times[a] ?? 0) && time <= (times[b] ?? 0));
  const range = { from: tiles.from, to: times.at(-1) ?? tiles.from, stepSeconds: tiles.stepSeconds };
  const recorded = await queryPoints(prometheus, part.read.query(tiles.stepSeconds), range, abort);
  const found = recorded.map((one): Series => {
    const kept = one.times.flatMap((time, index) => (isTouched(time) ? [] : [[time, one.values[index] ?? 0] as const]));
    return { labels: one.labels, times: kept.map(([time]) => time), values: kept.map(([, value]) => value) };
  });
  for (const [first, last] of runs) {
    found.push(...(await reader.steps(times[first] ?? tiles.from, times[last] ?? range.to)));
  }
  return joined(found);
}

/** Stretches of one series as one series, in the order of time. */
function joined(series: readonly Series[]): Series[] {
  const found = new Map<string, { labels: Series['labels']; points: Array<readonly [number, number]> }>();
  for (const { labels, times, values } of series) {
    const key = JSON.stringify(Object.entries(labels).sort());
    const one = found.get(key) ?? { labels, points: [] };
    found.set(key, one);
    one.points.push(...times.map((time, index) => [time, values[index] ?? 0] as const));
  }
  return [...found.values()]
    .filter(({ points }) => points.length > 0)
    .map(({ labels, points }) => {
      points.sort(([a], [b]) => a - b);
      return { labels, times: points.map(([time]) => time), values: points.map(([, value]) => value) };
    });
}

/** Why numbers of a recording differ from those of the logs, where they do. */
function noteOf({ reading, metric }: OwnSignal, plan: RecordedPlan | undefined): string | undefined {
  if (!plan) {
    return undefined;
  }
  if (reading.kind === 'percentile') {
    return 'Percentiles are those of recorded buckets.';
  }
  return reading.kind === 'extreme' && (metric.measure.kind === 'percentile' || metric.measure.kind === 'distinct')
    ? `Recorded, it is the highest of any ${durationText(metric.times.intervalSeconds)}; from the logs, that of each step.`
    : undefined;
}

/**
 * How a signal of one's own is read over steps: from its recording where there is one, and from the logs otherwise. Rejects with
 * a Problem.
 * @param by the labels to split it by; absent: all of the metric's
 */
export async function ownStepped(
  sources: Sources,
  signal: OwnSignal,
  context: DerivedContext,
  { by, form, tiles }: { by: readonly string[] | undefined; form: 'series' | 'table'; tiles: Tiles }
): Promise<Stepped> {
  const { prometheus, loki } = sources;
  const whole = ownWhole(signal, context, by);
  const found = prometheus && (await planRecorded(prometheus, whole.read, tiles));
  const plan = found && found.recorded.length > 0 ? found : undefined;
  const { reading } = signal;
  // All from the logs, a percentile is told at once.
  const parts = reading.kind === 'percentile' && !plan ? [] : ownParts(signal, context, by);
  const asked = parts.length > 0 ? parts : [whole];
  const window = durationText(tiles.stepSeconds);
  const note = noteOf(signal, plan);
  return {
    tiles,
    plan,
    recorded:
      prometheus && plan ? asked.map(({ read }) => ({ expr: read.query(tiles.stepSeconds), source: prometheus })) : [],
    raw: asked.flatMap(({ raw }) => raw.map(({ expr }) => ({ expr: expr(window), source: loki }))),
    ...(note ? { note } : {}),
    read: async (abort) => {
      if (parts.length === 0) {
        return readWhole(sources, whole, tiles, plan, abort);
      }
      const [first = [], second = []] = await Promise.all(
        parts.map((part) => {
          const reader = rawReader(loki, part, tiles, abort);
          return prometheus && plan
            ? readRecorded(prometheus, part.read, plan, reader, abort)
            : fromLogs(reader, tiles);
        })
      );
      switch (reading.kind) {
        case 'average':
          return quotients(first, second, tiles);
        case 'percentile':
          return percentiles(first, reading.share, tiles);
        default: {
          const rates = filled(first, tiles);
          return form === 'table' ? totals(rates, tiles, signal.metric.measure.kind !== 'sum') : rates;
        }
      }
    },
  };
}
