import { toBuckets } from '../insights/nginx/bucketPercentiles';
import type { Labels } from '../signals/identity';
import { BUCKET, NGINX_LATENCY_SIGNALS } from '../signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../signals/nginx/nginxSignal';
import { durationText } from '../signals/promql';
import { recordedRead } from '../signals/recorded/nginxReads';
import { BUCKET_BOUNDS } from '../signals/recorded/nginxSets';
import type { RecordedRead } from '../signals/recorded/recordingRule';
import type { DataSourceChoice } from './dataSources';
import { queryLogSteps } from './logSteps';
import { queryLogInstant } from './loki';
import type { Series } from './prometheus';
import { readRecorded, type RawReader, type RecordedPlan } from './recordedSteps';
import { planOf } from './recordingsFound';
import type { NginxRecordings } from './recordingsOfNginx';

/** How a signal is read from its recording, and for which part of the range. */
export interface NginxAtSteps {
  read: RecordedRead;
  plan: RecordedPlan;
}

/** How a signal is read from the recordings that were found; nothing where they do not hold it. Rejects with a Problem. */
export async function nginxAtSteps(
  signal: NginxSignal,
  context: NginxContext,
  recordings: NginxRecordings | undefined
): Promise<NginxAtSteps | undefined> {
  const read = recordings && recordedRead(signal, context, recordings);
  const plan = read && (await planOf(recordings, read));
  return plan && { read, plan };
}

/** The recorded buckets end at these, as the label `le` has them. */
const bucketLabel = (bound: number) => (bound === Infinity ? '+Inf' : String(bound));

/** What the logs say of times, by their first digits, in the buckets of the recording. */
function asBuckets(series: readonly Series[]): Series[] {
  const groups = new Map<string, { rest: Labels; byTime: Map<number, Map<string, number>> }>();
  for (const { labels, times, values } of series) {
    const { [BUCKET]: digits = '', ...rest } = labels;
    const key = JSON.stringify(Object.entries(rest).sort());
    const group = groups.get(key) ?? { rest, byTime: new Map<number, Map<string, number>>() };
    groups.set(key, group);
    times.forEach((time, index) => {
      const rates = group.byTime.get(time) ?? new Map<string, number>();
      rates.set(digits, (rates.get(digits) ?? 0) + (values[index] ?? 0));
      group.byTime.set(time, rates);
    });
  }
  return [...groups.values()].flatMap(({ rest, byTime }) => {
    const buckets = [...byTime.values()].map((rates) => toBuckets(rates, BUCKET_BOUNDS));
    return [...BUCKET_BOUNDS, Infinity].map((bound) => ({
      labels: { ...rest, le: bucketLabel(bound) },
      times: [...byTime.keys()],
      values: buckets.map((one) => one.get(bound) ?? 0),
    }));
  });
}

const ofTimes = ({ id }: NginxSignal) =>
  id === NGINX_LATENCY_SIGNALS.requestTimes.id || id === NGINX_LATENCY_SIGNALS.upstreamTimes.id;

/** What the logs say of a signal, in the form in which it is recorded. */
export const asRecorded = (signal: NginxSignal, series: readonly Series[]): Series[] =>
  ofTimes(signal) ? asBuckets(series) : [...series];

/**
 * A signal's rate at the end of each step of its plan: from the recording, and from the logs where that has holes. Times come
 * in cumulative buckets with the label `le`. Rejects with a Problem.
 * @param prometheus where the recording is
 */
export async function readNginxAtSteps(
  prometheus: DataSourceChoice,
  loki: DataSourceChoice,
  signal: NginxSignal,
  context: NginxContext,
  { read, plan }: NginxAtSteps,
  abort?: AbortSignal
): Promise<Series[]> {
  const { stepSeconds } = plan.tiles;
  const over = (window: string) => signal.query({ ...context, window });
  const raw: RawReader = {
    steps: async (from, to) =>
      asRecorded(signal, await queryLogSteps(loki, over(durationText(stepSeconds)), { from, to, stepSeconds }, abort)),
    part: async (at, seconds) => {
      const samples = await queryLogInstant(loki, over(`${Math.round(seconds * 1000)}ms`), at, abort);
      const series = samples.map(({ labels, value }) => ({ labels, times: [at], values: [value] }));
      return asRecorded(signal, series).map(({ labels, values: [value = 0] }) => ({ labels, value }));
    },
  };
  return readRecorded(prometheus, read, plan, raw, abort);
}

/** The upper end of a recorded bucket, in seconds, by its label `le`. */
export const boundOfBucket = (le: string): number => (le === '+Inf' ? Infinity : Number(le));
