import { inTurns } from '../../../components/logs/inTurns';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLinePage, queryLogInstant } from '../../../grafana/loki';
import { logVolumeOf } from '../../../grafana/lokiCost';
import { queryLogSteps } from '../../../grafana/logSteps';
import { Problem } from '../../../grafana/Problem';
import type { Series } from '../../../grafana/prometheus';
import { drawnFromLogs } from '../../../signals/derived/derivedDrawing';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedLineCount, derivedSelector, type DerivedContext } from '../../../signals/derived/derivedLines';
import { derivedQueries, derivedSet } from '../../../signals/derived/derivedRules';
import {
  derivedBeyond,
  derivedFailureLines,
  derivedFailures,
  derivedSeries,
} from '../../../signals/derived/derivedTrial';
import { durationText } from '../../../signals/promql';
import { objectionsTo, type Objection } from './previewObjections';

/** Points of the preview. */
const POINTS = 40;
const EXAMPLES = 3;
const DAY_MS = 86400_000;

/** Lines that lack what a metric reads. */
export interface Failure {
  count: number;
  examples: string[];
}

/** Series of one query of the preview's chart. */
export interface DrawnSeries {
  legend: string;
  series: Series[];
}

/** What is known of a metric before it is saved. */
export interface Preview {
  /** The part of the range that was read, Unix milliseconds: its end, where all of it is more than the budget. */
  read: { from: number; to: number };
  /** What reading it cost, all queries together, as Loki's index tells it. */
  bytesRead: number;
  drawn: DrawnSeries[];
  stepSeconds: number;
  /** Lines that pass the filter. */
  lines: number;
  /** How many series it makes; nothing where Loki itself refuses so many. */
  seriesCount: number | undefined;
  /** The number of different values of each label, the most first. */
  perLabel: Array<{ label: string; count: number | undefined }>;
  unparsed: Failure;
  /** Lines whose measured value is none; nothing where no value is measured. */
  unusable: Failure | undefined;
  /** Lines whose value is above the highest bucket. */
  beyond: number;
  bytesPerEvaluation: number;
  bytesPerDay: number;
  /** What stands against saving it. */
  objections: Objection[];
}

interface Asked {
  source: DataSourceChoice;
  metric: DerivedMetric;
  context: DerivedContext;
}

type Times = { from: number; to: number };

async function countOf(source: DataSourceChoice, expr: string, time: number, signal?: AbortSignal): Promise<number> {
  const samples = await queryLogInstant(source, expr, time, signal);
  return samples.reduce((sum, { value }) => sum + value, 0);
}

/** A count, or nothing where there are too many to be counted. */
async function countWithin(...args: Parameters<typeof countOf>): Promise<number | undefined> {
  try {
    return await countOf(...args);
  } catch (error) {
    if (error instanceof Problem && error.kind === 'limit') {
      return undefined;
    }
    throw error;
  }
}

/** How often a preview reads the lines of its range: once to draw it, and once for each thing that it counts. */
function passesOf(metric: DerivedMetric, context: DerivedContext): number {
  const perField = metric.by.length > 1 ? metric.by.length : 0;
  return (
    Object.keys(derivedFailures(metric, context, '1m')).length + 3 + perField + drawnFromLogs(metric, context).length
  );
}

/** How much of the end of a range can be read so often for no more than `budget` bytes in all. */
export function affordable(
  bytes: number,
  passes: number,
  budget: number,
  { from, to }: Times,
  leastSeconds: number
): { from: number; to: number; seconds: number; bytes: number } {
  const wanted = bytes * passes;
  const share = wanted > budget ? budget / wanted : 1;
  const whole = (to - from) / 1000;
  const seconds = Math.max(leastSeconds, Math.floor(whole * share));
  const end = Math.floor(to / 1000) * 1000;
  return { from: end - seconds * 1000, to: end, seconds, bytes: whole > 0 ? (wanted * seconds) / whole : 0 };
}

/** Tries a metric on the logs, for no more than `budget` bytes in all. Rejects with a Problem. */
export async function loadPreview(
  { source, metric, context }: Asked,
  range: Times,
  budget: number,
  signal?: AbortSignal
): Promise<Preview> {
  const selector = derivedSelector(metric, context);
  const [volume, day] = await Promise.all([
    logVolumeOf(source, selector, range, signal),
    logVolumeOf(source, selector, { from: range.to - DAY_MS, to: range.to }, signal),
  ]);
  const passes = passesOf(metric, context);
  const { from, to, seconds, bytes } = affordable(volume.bytes, passes, budget, range, metric.times.intervalSeconds);
  const stepSeconds = Math.max(1, Math.ceil(seconds / POINTS));
  const window = durationText(seconds);
  const above = derivedBeyond(metric, context, window);
  // First what everything else depends on: so that a query that Loki cannot parse is told once.
  const lines = await countOf(source, derivedLineCount(metric, context, window), to, signal);
  const [counts, failures, beyond] = await Promise.all([
    seriesCounts({ source, metric, context }, window, to, signal),
    failuresOf({ source, metric, context }, window, { from, to }, signal),
    above === undefined ? 0 : countOf(source, above, to, signal),
  ]);
  const rules = derivedSet(metric, context).rules.length;
  const found = {
    read: { from, to },
    bytesRead: bytes,
    stepSeconds,
    lines,
    ...counts,
    ...failures,
    beyond,
    bytesPerEvaluation: (day.bytes / (DAY_MS / 1000)) * metric.times.intervalSeconds * rules,
    bytesPerDay: day.bytes * rules,
  };
  const objections = objectionsTo(metric, found);
  const steps = { from: to - (Math.floor(seconds / stepSeconds) - 1) * stepSeconds * 1000, to, stepSeconds };
  const drawn = await inTurns(
    objections.length > 0 ? [] : drawnFromLogs(metric, context),
    async ({ legend, expr }) => ({
      legend,
      series: await queryLogSteps(source, expr(durationText(stepSeconds)), steps, signal),
    })
  );
  return { ...found, drawn, objections };
}

async function seriesCounts(
  { source, metric, context }: Asked,
  window: string,
  to: number,
  signal?: AbortSignal
): Promise<Pick<Preview, 'seriesCount' | 'perLabel'>> {
  const { all, each } = derivedSeries(metric, context, window);
  // One field alone makes as many series as it has values.
  const asked = each.length > 1 ? [all, ...each.map(({ expr }) => expr)] : [all];
  const [sets, ...counts] = await inTurns(asked, (expr) => countWithin(source, expr, to, signal));
  const perLabel = each
    .map(({ label }, index) => ({ label, count: each.length > 1 ? counts[index] : sets }))
    .sort((a, b) => (b.count ?? Infinity) - (a.count ?? Infinity));
  return {
    seriesCount: sets === undefined ? undefined : sets * derivedQueries(metric, context).length,
    perLabel,
  };
}

async function failuresOf(
  { source, metric, context }: Asked,
  window: string,
  times: Times,
  signal?: AbortSignal
): Promise<Pick<Preview, 'unparsed' | 'unusable'>> {
  const counts = derivedFailures(metric, context, window);
  const lines = derivedFailureLines(metric, context);
  const failureOf = async (count: string, expr: string): Promise<Failure> => {
    const found = await countOf(source, count, times.to, signal);
    const page = { limit: EXAMPLES, order: 'newest' } as const;
    const examples = found > 0 ? await queryLinePage(source, expr, times, page, signal) : [];
    return { count: found, examples: examples.map(({ line }) => line) };
  };
  const unparsed = await failureOf(counts.unparsed, lines.unparsed);
  const unusable =
    counts.unusable === undefined || lines.unusable === undefined
      ? undefined
      : await failureOf(counts.unusable, lines.unusable);
  return { unparsed, unusable };
}
