import type { DataLine } from '../../components/dataPanel';
import { inTurns } from '../../components/logs/inTurns';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant, queryLogSeries } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import type { Series } from '../../grafana/prometheus';
import { percentileEstimates } from '../../insights/nginx/percentiles';
import { estimateTotal, type Estimate } from '../../insights/nginx/slices';
import { causeOfLabels, NGINX_ERROR_SIGNALS } from '../../signals/nginx/errorLog';
import { BUCKET, NGINX_LATENCY_SIGNALS } from '../../signals/nginx/latency';
import { resultLabel, type NginxContext, type NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
import { durationText } from '../../signals/promql';
import type { Steps } from './steps';

/** Values at the end of each step; a step without any has 0. */
export interface StepSeries {
  name: string;
  values: number[];
}

/** Numbers over time that one pass over the log gave. */
export interface Stepped {
  times: number[];
  series: StepSeries[];
}

/**
 * The values of a signal at the end of each step. A range query with gaps between its windows reads the gaps as well (seen
 * with Loki 3.7), so where only a part of each step is wanted, each part is a query of its own.
 */
async function ask(
  source: DataSourceChoice,
  one: NginxSignal,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Series[]> {
  const expr = one.query({ ...context, window: durationText(steps.windowSeconds) });
  if (steps.windowSeconds >= steps.stepSeconds) {
    return queryLogSeries(source, expr, { from: steps.from, to: steps.to }, steps.stepSeconds, signal);
  }
  const samples = await inTurns(timesOf(steps), async (time) => ({
    time,
    found: await queryLogInstant(source, expr, time, signal),
  }));
  return samples.flatMap(({ time, found }) =>
    found.map(({ labels, value }): Series => ({ labels, times: [time], values: [value] }))
  );
}

const timesOf = ({ from, stepSeconds, count }: Steps) =>
  Array.from({ length: count }, (_, index) => from + index * stepSeconds * 1000);

/** Series laid on the steps and added up by name. */
function laid(found: readonly Series[], steps: Steps, nameOf: (series: Series) => string): StepSeries[] {
  const byName = new Map<string, number[]>();
  for (const one of found) {
    const name = nameOf(one);
    const values = byName.get(name) ?? new Array<number>(steps.count).fill(0);
    one.times.forEach((time, index) => {
      const step = Math.round((time - steps.from) / 1000 / steps.stepSeconds);
      if (step >= 0 && step < steps.count) {
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
  steps: Steps,
  signal?: AbortSignal
): Promise<Statuses> {
  const code = resultLabel(context.conventions, 'status');
  const named = NGINX_SIGNALS.virtualHosts.applies?.(context.conventions) ?? false;
  const byCode = async () => {
    const found = await ask(source, NGINX_SIGNALS.statusCodes, context, steps, signal);
    return { times: timesOf(steps), series: laid(found, steps, ({ labels }) => labels[code] ?? ''), hosts: [] };
  };
  if (!named) {
    return byCode();
  }
  const host = resultLabel(context.conventions, 'virtualHost');
  try {
    const found = await ask(source, NGINX_SIGNALS.virtualHosts, context, steps, signal);
    return {
      times: timesOf(steps),
      series: laid(found, steps, ({ labels }) => labels[code] ?? ''),
      hosts: laid(found, steps, ({ labels }) => labels[host] ?? ''),
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
}

const SHARES = [0.5, 0.95, 0.99];

/** Percentiles of request or upstream times. Rejects with a Problem. */
export async function loadLatency(
  source: DataSourceChoice,
  context: NginxContext,
  steps: Steps,
  of: 'requestTimes' | 'upstreamTimes',
  signal?: AbortSignal
): Promise<Latency> {
  const found = await ask(source, NGINX_LATENCY_SIGNALS[of], context, steps, signal);
  const buckets = laid(found, steps, ({ labels }) => labels[BUCKET] ?? '');
  const part = steps.windowSeconds / steps.stepSeconds;
  const at = (rate: (bucket: StepSeries) => number) =>
    percentileEstimates(
      new Map(buckets.map((bucket) => [bucket.name, rate(bucket) * steps.windowSeconds])),
      SHARES,
      part
    );
  const perStep = timesOf(steps).map((_, index) => at(({ values }) => values[index] ?? 0));
  return {
    times: timesOf(steps),
    series: SHARES.map((share, which): DataLine => {
      // A step without requests has no latency: a gap, not 0.
      const of = (end: keyof Estimate) => perStep.map((percentiles) => percentiles?.[which]?.[end] ?? NaN);
      return {
        name: `p${share * 100}`,
        values: of('value'),
        ...(part < 1 ? { interval: { low: of('low'), high: of('high') } } : {}),
      };
    }),
    whole: at(({ values }) => values.reduce((sum, value) => sum + value, 0)),
  };
}

/** Bytes sent, a second. Rejects with a Problem. */
export async function loadBytes(
  source: DataSourceChoice,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Stepped> {
  const found = await ask(source, NGINX_SIGNALS.bytes, context, steps, signal);
  return { times: timesOf(steps), series: laid(found, steps, () => 'Sent') };
}

/** Lines of the error log a second, by cause. Rejects with a Problem. */
export async function loadErrorCauses(
  source: DataSourceChoice,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Stepped> {
  const found = await ask(source, NGINX_ERROR_SIGNALS.errorCauses, context, steps, signal);
  return { times: timesOf(steps), series: laid(found, steps, ({ labels }) => causeOfLabels(labels).title) };
}

/** Lines that do not parse, a second. Rejects with a Problem. */
export async function loadUnparsed(
  source: DataSourceChoice,
  context: NginxContext,
  steps: Steps,
  signal?: AbortSignal
): Promise<Stepped> {
  const found = await ask(source, NGINX_SIGNALS.unparsed, context, steps, signal);
  return { times: timesOf(steps), series: laid(found, steps, () => 'Do not parse') };
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
  const counts = rates.map((rate) => Math.round(rate * steps.windowSeconds));
  return estimateTotal(counts, { of: (steps.count * steps.stepSeconds) / steps.windowSeconds });
}

/**
 * Series by their names, and, where only a part of each step was read, how far the total of each may be off. A point by
 * itself is of too few lines to say more of it than that.
 */
export function withTolerance(series: readonly DataLine[], steps: Steps): DataLine[] {
  return steps.windowSeconds >= steps.stepSeconds
    ? [...series]
    : series.map(({ name, values }) => {
        const { value, low, high } = totalOf(values, steps);
        const off = value > 0 ? Math.max(high - value, value - low) / value : Infinity;
        return { name: `${name} (± ${off < 10 ? `${Math.max(1, Math.round(off * 100))} %` : 'unknown'})`, values };
      });
}

/** Series by the class of their status code, in the order 2xx to 5xx; `1xx` and what is no code last. */
export function byStatusClass({ times, series }: Stepped): Stepped {
  const classes = new Map<string, number[]>();
  for (const { name, values } of series) {
    const key = /^[1-5]\d\d$/.test(name) ? `${name[0]}xx` : 'other';
    const sum = classes.get(key) ?? new Array<number>(values.length).fill(0);
    values.forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
    classes.set(key, sum);
  }
  return {
    times,
    series: [...classes].map(([name, values]) => ({ name, values })).sort((a, b) => a.name.localeCompare(b.name)),
  };
}

/** The share of requests answered with 5xx at each step; no number where there was no request. */
export function errorShare({ series }: Stepped): number[] {
  const length = series[0]?.values.length ?? 0;
  return Array.from({ length }, (_, index) => {
    const sum = (wanted: readonly StepSeries[]) =>
      wanted.reduce((total, { values }) => total + (values[index] ?? 0), 0);
    const all = sum(series);
    return all > 0 ? sum(series.filter(({ name }) => name.startsWith('5'))) / all : NaN;
  });
}
