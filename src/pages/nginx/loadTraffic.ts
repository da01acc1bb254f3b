import type { DataLine } from '../../components/dataPanel';
import { inTurns } from '../../components/logs/inTurns';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogSteps } from '../../grafana/logSteps';
import { queryLogInstant } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import type { Series } from '../../grafana/prometheus';
import { asRecorded, boundOfBucket, nginxAtSteps, readNginxAtSteps } from '../../grafana/nginxAtSteps';
import type { NginxRecordings } from '../../grafana/recordingsOfNginx';
import { bucketPercentiles } from '../../insights/nginx/bucketPercentiles';
import { percentileEstimates } from '../../insights/nginx/percentiles';
import { estimateTotal, type Estimate } from '../../insights/nginx/slices';
import { causeOfLabels, NGINX_ERROR_SIGNALS } from '../../signals/nginx/errorLog';
import { BUCKET, NGINX_LATENCY_SIGNALS } from '../../signals/nginx/latency';
import { resultLabel, type NginxContext, type NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
import { durationText } from '../../signals/promql';
import { OTHER } from '../../signals/recorded/other';
import { beginOf, hasHead, readsAll, secondsOf, stepsOfTiles, timesOf, type Steps } from './steps';

/** Values at the end of each step; a step without any has 0. */
export interface StepSeries {
  name: string;
  values: number[];
}

/** Numbers over time that one pass over the log gave. */
export interface Stepped {
  times: number[];
  series: StepSeries[];
  /** The steps that were measured: other than those asked for where a recording has finer ones. */
  steps: Steps;
}

/** What a signal's values were read at, and from. */
interface Asked {
  found: Series[];
  steps: Steps;
  /** From a recording, but for its holes. */
  recorded: boolean;
}

/** The values of a signal at the end of each step: from its recording where there is one, else from the logs. */
async function ask(
  source: DataSourceChoice,
  one: NginxSignal,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Asked> {
  const recorded = await nginxAtSteps(one, context, recordings);
  if (recordings && recorded) {
    const own = stepsOfTiles(recorded.plan.tiles, beginOf(steps));
    const [tiles, head] = await Promise.all([
      readNginxAtSteps(recordings.source, source, one, context, recorded, signal),
      askHead(source, one, context, own, signal),
    ]);
    return { found: [...tiles, ...asRecorded(one, head)], steps: own, recorded: true };
  }
  const [tiles, head] = await Promise.all([
    askLogs(source, one, context, steps, signal),
    askHead(source, one, context, steps, signal),
  ]);
  return { found: [...tiles, ...head], steps, recorded: false };
}

/** The rate over what the steps leave of the range at its beginning, as the first step; nothing where they fill it. */
async function askHead(
  source: DataSourceChoice,
  one: NginxSignal,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Series[]> {
  if (!hasHead(steps)) {
    return [];
  }
  const { headSeconds } = steps;
  const time = beginOf(steps) + headSeconds * 1000;
  const expr = one.query({ ...context, window: durationText(headSeconds) });
  const samples = await queryLogInstant(source, expr, time, signal);
  return samples.map(({ labels, value }) => ({ labels, times: [time], values: [value] }));
}

/**
 * From the logs. A range query with gaps between its windows reads the gaps as well (seen with Loki 3.7), so where only a
 * part of each step is wanted, each part is a query of its own.
 */
async function askLogs(
  source: DataSourceChoice,
  one: NginxSignal,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Series[]> {
  const expr = one.query({ ...context, window: durationText(steps.windowSeconds) });
  if (readsAll(steps)) {
    return queryLogSteps(source, expr, steps, signal);
  }
  const samples = await inTurns(timesOf(steps), async (time) => ({
    time,
    found: await queryLogInstant(source, expr, time, signal),
  }));
  return samples.flatMap(({ time, found }) =>
    found.map(({ labels, value }): Series => ({ labels, times: [time], values: [value] }))
  );
}

/** Series laid on the steps and added up by name. */
function laid(found: readonly Series[], steps: Steps, nameOf: (series: Series) => string): StepSeries[] {
  const byName = new Map<string, number[]>();
  const first = hasHead(steps) ? 1 : 0;
  const length = steps.count + first;
  for (const one of found) {
    const name = nameOf(one);
    const values = byName.get(name) ?? new Array<number>(length).fill(0);
    one.times.forEach((time, index) => {
      const step = first + (time < steps.from ? -1 : Math.round((time - steps.from) / 1000 / steps.stepSeconds));
      if (step >= 0 && step < length) {
        values[step] = (values[step] ?? 0) + (one.values[index] ?? 0);
      }
    });
    byName.set(name, values);
  }
  return [...byName].map(([name, values]) => ({ name, values })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Requests a second by status code, and by virtual host where the log names it. */
export interface Statuses extends Stepped {
  hosts: StepSeries[];
}

/** More virtual hosts times codes than Loki has series for: then the codes alone. */
const isLimit = (error: unknown) => error instanceof Problem && error.kind === 'limit';

/** One exact pass: totals, classes, ratios and virtual hosts are made of it. Rejects with a Problem. */
export async function loadStatuses(
  source: DataSourceChoice,
  context: NginxContext,
  asked: Steps,
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Statuses> {
  const code = resultLabel(context.conventions, 'status');
  const named = NGINX_SIGNALS.virtualHosts.applies?.(context.conventions) ?? false;
  const byCode = async (): Promise<Statuses> => {
    const { found, steps } = await ask(source, NGINX_SIGNALS.statusCodes, context, asked, signal, recordings);
    const series = laid(found, steps, ({ labels }) => labels[code] ?? '');
    return { times: timesOf(steps), series, steps, hosts: [] };
  };
  // A recording that does not tell them apart has no virtual hosts.
  if (!named || (recordings && recordings.virtualHosts.length === 0)) {
    return byCode();
  }
  const host = resultLabel(context.conventions, 'virtualHost');
  try {
    const signalOf = NGINX_SIGNALS.virtualHosts;
    const { found, steps, recorded } = await ask(source, signalOf, context, asked, signal, recordings);
    const hosts = laid(found, steps, ({ labels }) => labels[host] ?? '');
    // A list of them has to name all, which are in the logs alone.
    const all = !recorded || !hosts.some(({ name, values }) => name === OTHER && values.some((value) => value > 0));
    return {
      times: timesOf(steps),
      series: laid(found, steps, ({ labels }) => labels[code] ?? ''),
      steps,
      hosts: all ? hosts : [],
    };
  } catch (error) {
    if (isLimit(error)) {
      return byCode();
    }
    throw error;
  }
}

/** p50, p95 and p99 at each step, and over all of them, in seconds, from one pass over the log. */
export interface Latency {
  times: number[];
  /** With intervals where only a part of each step was read. */
  series: DataLine[];
  whole: Estimate[] | undefined;
  /** From recorded buckets, to the width of one. */
  recorded: boolean;
}

const SHARES = [0.5, 0.95, 0.99];

/** Percentiles of request or upstream times. Rejects with a Problem. */
export async function loadLatency(
  source: DataSourceChoice,
  context: NginxContext,
  asked: Steps,
  of: 'requestTimes' | 'upstreamTimes',
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Latency> {
  const timed = NGINX_LATENCY_SIGNALS[of];
  const { found, steps, recorded } = await ask(source, timed, context, asked, signal, recordings);
  const buckets = laid(found, steps, ({ labels }) => labels[recorded ? 'le' : BUCKET] ?? '');
  const part = Math.min(1, steps.windowSeconds / steps.stepSeconds);
  const seconds = secondsOf(steps);
  const at = (count: (bucket: StepSeries) => number): Estimate[] | undefined => {
    const counts = buckets.map((bucket) => [bucket.name, count(bucket)] as const);
    return recorded
      ? bucketPercentiles(new Map(counts.map(([le, count]) => [boundOfBucket(le), count])), SHARES)?.map((value) => ({
          value,
          low: value,
          high: value,
        }))
      : percentileEstimates(new Map(counts), SHARES, part);
  };
  const counted = ({ values }: StepSeries, index: number) => (values[index] ?? 0) * (seconds[index] ?? 0);
  const perStep = seconds.map((_, index) => at((bucket) => counted(bucket, index)));
  return {
    times: timesOf(steps),
    recorded,
    series: SHARES.map((share, which): DataLine => {
      // A step without requests has no latency: a gap, not 0.
      const of = (end: keyof Estimate) => perStep.map((percentiles) => percentiles?.[which]?.[end] ?? NaN);
      return {
        name: `p${share * 100}`,
        values: of('value'),
        ...(part < 1 ? { interval: { low: of('low'), high: of('high') } } : {}),
      };
    }),
    whole: at((bucket) => seconds.reduce((sum, _, index) => sum + counted(bucket, index), 0)),
  };
}

/** Bytes sent, a second. Rejects with a Problem. */
export async function loadBytes(
  source: DataSourceChoice,
  context: NginxContext,
  asked: Steps,
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Stepped> {
  const { found, steps } = await ask(source, NGINX_SIGNALS.bytes, context, asked, signal, recordings);
  return { times: timesOf(steps), steps, series: laid(found, steps, () => 'Sent') };
}

/** Lines of the error log a second, by the id of their cause. Rejects with a Problem. */
export async function loadErrorCauses(
  source: DataSourceChoice,
  context: NginxContext,
  asked: Steps,
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Stepped> {
  const { found, steps } = await ask(source, NGINX_ERROR_SIGNALS.errorCauses, context, asked, signal, recordings);
  return { times: timesOf(steps), steps, series: laid(found, steps, ({ labels }) => causeOfLabels(labels).id) };
}

/** Lines that do not parse, a second. Rejects with a Problem. */
export async function loadUnparsed(
  source: DataSourceChoice,
  context: NginxContext,
  asked: Steps,
  signal?: AbortSignal,
  recordings?: NginxRecordings
): Promise<Stepped> {
  const { found, steps } = await ask(source, NGINX_SIGNALS.unparsed, context, asked, signal, recordings);
  return { times: timesOf(steps), steps, series: laid(found, steps, () => 'Do not parse') };
}

/** Series added up, step by step; none give none. */
export function summed(series: readonly StepSeries[]): number[] {
  return (series[0]?.values ?? []).map((_, index) =>
    series.reduce((total, { values }) => total + (values[index] ?? 0), 0)
  );
}

/** The total over the range of rates at its steps: exact where the steps were read whole. */
export function totalOf(rates: readonly number[], steps: Steps): Estimate {
  if (rates.length === 0) {
    return { value: 0, low: 0, high: 0 };
  }
  const seconds = secondsOf(steps);
  const counts = rates.map((rate, index) => Math.round(rate * (seconds[index] ?? 0)));
  const all = steps.count * steps.stepSeconds + steps.headSeconds;
  return estimateTotal(counts, { of: readsAll(steps) ? counts.length : all / steps.windowSeconds });
}

/**
 * Series by their names, and, where only a part of each step was read, how far the total of each may be off. A point by
 * itself is of too few lines to say more of it than that.
 */
export function withTolerance(series: readonly DataLine[], steps: Steps): DataLine[] {
  return readsAll(steps)
    ? [...series]
    : series.map(({ name, values }) => {
        const { value, low, high } = totalOf(values, steps);
        const off = value > 0 ? Math.max(high - value, value - low) / value : Infinity;
        return { name: `${name} (± ${off < 10 ? `${Math.max(1, Math.round(off * 100))} %` : 'unknown'})`, values };
      });
}

/** Series by the class of their status code, in the order 2xx to 5xx; `1xx` and what is no code last. */
export function byStatusClass({ times, series, steps }: Stepped): Stepped {
  const classes = new Map<string, number[]>();
  for (const { name, values } of series) {
    const key = /^[1-5]\d\d$/.test(name) ? `${name[0]}xx` : 'other';
    const sum = classes.get(key) ?? new Array<number>(values.length).fill(0);
    values.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
    classes.set(key, sum);
  }
  return {
    times,
    steps,
    series: [...classes].map(([name, values]) => ({ name, values })).sort((a, b) => a.name.localeCompare(b.name)),
  };
}

/** The share of requests answered with 5xx at each step; no number where there was no request. */
export function errorShare({ series }: Pick<Stepped, 'series'>): number[] {
  const length = series[0]?.values.length ?? 0;
  return Array.from({ length }, (_, index) => {
    const sum = (wanted: readonly StepSeries[]) =>
      wanted.reduce((total, { values }) => total + (values[index] ?? 0), 0);
    const all = sum(series);
    return all > 0 ? sum(series.filter(({ name }) => name.startsWith('5'))) / all : NaN;
  });
}
