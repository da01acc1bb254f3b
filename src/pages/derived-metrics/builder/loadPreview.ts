import { logVolumeOf } from '../../../grafana/lokiCost';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLinePage, queryLogInstant } from '../../../grafana/loki';
import { queryLogSteps } from '../../../grafana/logSteps';
import { Problem } from '../../../grafana/Problem';
import type { Series } from '../../../grafana/prometheus';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import {
  derivedFailureLines,
  derivedFailures,
  derivedLineCount,
  derivedQueries,
  derivedSelector,
  derivedSeries,
  derivedSet,
  type DerivedContext,
} from '../../../signals/derived/derivedRules';
import { durationText } from '../../../signals/promql';

/** Series that a metric may make; more need somebody who knows what Prometheus bears. */
const MOST_SERIES = 1000;
/** Points of the preview. */
const POINTS = 40;
const EXAMPLES = 3;
const DAY_MS = 86400_000;

/** Lines that lack what a metric reads. */
export interface Failure {
  count: number;
  examples: string[];
}

/** What is known of a metric before it is saved. */
export interface Preview {
  /** The part of the range that was read, Unix milliseconds: its end, where all of it is more than the budget. */
  read: { from: number; to: number };
  series: Series[];
  stepSeconds: number;
  /** Lines that pass the filter. */
  lines: number;
  /** How many series it makes; nothing where Loki itself refuses so many. */
  seriesCount: number | undefined;
  /** The number of different values of each label, the most first. */
  perLabel: Array<{ label: string; count: number | undefined }>;
  unparsed: Failure;
  notNumbers: Failure | undefined;
  bytesPerEvaluation: number;
  bytesPerDay: number;
  /** What stands against saving it. */
  objections: string[];
}

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

function objectionsTo(
  metric: DerivedMetric,
  { lines, seriesCount, perLabel, unparsed, notNumbers }: Omit<Preview, 'objections'>
): string[] {
  const [worst] = perLabel;
  const blame = worst
    ? ` ${worst.label} alone has ${worst.count?.toLocaleString('en') ?? 'more than Loki counts'} values: record only some of them by name, take it as a route if it is a path, or leave it out.`
    : '';
  return [
    ...(lines === 0
      ? [
          'No line passes the filter in this time: widen the range, or look at the Logs page which part of the filter leaves none.',
        ]
      : []),
    ...(seriesCount === undefined
      ? [`It would make more series than Loki counts at once.${blame}`]
      : seriesCount > MOST_SERIES
        ? [
            `It would make ${seriesCount.toLocaleString('en')} series, more than ${MOST_SERIES.toLocaleString('en')}.${blame}`,
          ]
        : []),
    ...(lines > 0 && notNumbers && notNumbers.count >= lines - unparsed.count
      ? [
          `No line has a value that is a ${metric.measure.kind === 'distinct' ? 'text' : 'number'} in the measured field: choose another field, or another way in which it is written.`,
        ]
      : []),
    ...(lines > 0 && unparsed.count >= lines
      ? ['No line can be parsed in this way: the fields that are chosen are of lines written otherwise.']
      : []),
  ];
}

/** Tries a metric on the logs, for no more than `budget` bytes. Rejects with a Problem. */
export async function loadPreview(
  source: DataSourceChoice,
  metric: DerivedMetric,
  context: DerivedContext,
  range: { from: number; to: number },
  budget: number,
  signal?: AbortSignal
): Promise<Preview> {
  const selector = derivedSelector(metric, context);
  const [volume, day] = await Promise.all([
    logVolumeOf(source, selector, range, signal),
    logVolumeOf(source, selector, { from: range.to - DAY_MS, to: range.to }, signal),
  ]);
  const share = volume.bytes > budget ? budget / volume.bytes : 1;
  const seconds = Math.max(metric.times.intervalSeconds, Math.floor(((range.to - range.from) / 1000) * share));
  const stepSeconds = Math.max(1, Math.ceil(seconds / POINTS));
  const to = Math.floor(range.to / 1000) * 1000;
  const from = to - seconds * 1000;
  const window = durationText(seconds);
  const failures = derivedFailures(metric, context, window);
  const failing = derivedFailureLines(metric, context);
  const distinct = derivedSeries(metric, context, window);
  const failureOf = async (count: string, lines: string): Promise<Failure> => {
    const found = await countOf(source, count, to, signal);
    const examples =
      found > 0 ? await queryLinePage(source, lines, { from, to }, { limit: EXAMPLES, order: 'newest' }, signal) : [];
    return { count: found, examples: examples.map(({ line }) => line) };
  };
  // First what everything else depends on: so that a query that Loki cannot parse is told once.
  const lines = await countOf(source, derivedLineCount(metric, context, window), to, signal);
  const [seriesCount, counts, unparsed, notNumbers] = await Promise.all([
    countWithin(source, distinct.all, to, signal),
    Promise.all(distinct.each.map(({ expr }) => countWithin(source, expr, to, signal))),
    failureOf(failures.unparsed, failing.unparsed),
    failures.notNumbers === undefined || failing.notNumbers === undefined
      ? undefined
      : failureOf(failures.notNumbers, failing.notNumbers),
  ]);
  const queries = derivedQueries(metric, context);
  const perLabel = distinct.each
    .map(({ label }, index) => ({ label, count: counts[index] }))
    .sort((a, b) => (b.count ?? Infinity) - (a.count ?? Infinity));
  const found = {
    read: { from, to },
    stepSeconds,
    lines,
    seriesCount: seriesCount === undefined ? undefined : seriesCount * queries.length,
    perLabel,
    unparsed,
    notNumbers,
    bytesPerEvaluation:
      (day.bytes / (DAY_MS / 1000)) * metric.times.intervalSeconds * derivedSet(metric, context).rules.length,
    bytesPerDay: day.bytes * derivedSet(metric, context).rules.length,
  };
  const objections = objectionsTo(metric, { ...found, series: [] });
  const series =
    objections.length > 0
      ? []
      : (
          await Promise.all(
            queries.map(async ({ record, labels, expr }) => {
              const one = await queryLogSteps(
                source,
                expr(durationText(stepSeconds)),
                { from: to - (Math.floor(seconds / stepSeconds) - 1) * stepSeconds * 1000, to, stepSeconds },
                signal
              );
              return one.map((each) => ({
                ...each,
                labels: { ...each.labels, ...labels, ...(record === metric.name ? {} : { __name__: record }) },
              }));
            })
          )
        ).flat();
  return { ...found, series, objections };
}
