import { groupFacts, type GroupFacts } from '../signals/recorded/groupFacts';
import { SET_LABEL } from '../signals/recorded/labels';
import { namedSeriesQuery, recordedSetQueries } from '../signals/recorded/recordedQueries';
import type { RecordingGroup } from '../signals/recorded/recordingGroup';
import type { RecordingTimes } from '../signals/recorded/recordingRule';
import { readRecordingGroups, recordingStates, type RecordingState } from './alerting/recordingGroups';
import type { DataSourceChoice } from './dataSources';
import { isAbort } from './fetchJson';
import { logVolumeOf } from './lokiCost';
import { Problem } from './Problem';
import { queryInstant } from './prometheus';

/** How a recording fares. */
export type RecordingHealth =
  /** Its samples come. */
  | 'recording'
  /** The ruler evaluates it, and fails. */
  | 'failing'
  /** Its samples came, and come no more. */
  | 'stopped'
  /** It is evaluated, and no sample was ever seen in Prometheus. */
  | 'never'
  /** It has not been evaluated yet. */
  | 'waiting'
  /** Its rules are kept in the settings only. */
  | 'paused'
  /** There are samples, but no rules of it in this ruler. */
  | 'elsewhere'
  /** Prometheus could not be asked. */
  | 'unknown';

/** What is known of one recording. */
export interface Recording {
  facts: GroupFacts;
  /** The rules; none where they are not in this ruler. */
  group: RecordingGroup | undefined;
  health: RecordingHealth;
  /** The ruler's own words. */
  lastError: string | undefined;
  /** Unix milliseconds of the first and the newest sample, within the last 30 days. */
  since: number | undefined;
  newest: number | undefined;
  /** Series with a sample now; nothing where it could not be asked. */
  series: number | undefined;
  /** Bytes of logs that its rules read in a day; nothing where it could not be asked. */
  bytesPerDay: number | undefined;
  /** Bytes of logs that one look at a day spares for each chart that is read from it. */
  savedPerLook: number | undefined;
}

/** All recordings, and what could not be found out. */
export interface Recordings {
  recordings: Recording[];
  /** Metrics of ours that none of the recordings makes: their rules are elsewhere, or gone. */
  strays: Array<{ metric: string; series: number }>;
  problems: Problem[];
}

/** A sample that is later than this many intervals is missed. */
const LATE_INTERVALS = 4;

/** How a recording fares, from what its ruler and Prometheus say. Times are Unix milliseconds. */
export function healthOf(
  { intervalSeconds, lateSeconds }: RecordingTimes,
  states: readonly RecordingState[],
  newest: number | undefined,
  now: number
): Exclude<RecordingHealth, 'paused' | 'elsewhere' | 'unknown'> {
  if (states.some(({ health }) => health === 'error')) {
    return 'failing';
  }
  const limit = (lateSeconds + LATE_INTERVALS * intervalSeconds) * 1000;
  if (newest !== undefined) {
    return now - newest > limit ? 'stopped' : 'recording';
  }
  return states.some(({ lastEvaluation }) => lastEvaluation !== undefined) ? 'never' : 'waiting';
}

const DAY_MS = 86400_000;

/** Bytes that selectors hold in the day before a time, each asked once. */
export async function bytesOfDay(
  source: DataSourceChoice,
  selectors: readonly string[],
  now: number,
  signal?: AbortSignal
): Promise<Map<string, number>> {
  const distinct = [...new Set(selectors)];
  const volumes = await Promise.all(
    distinct.map((one) => logVolumeOf(source, one, { from: now - DAY_MS, to: now }, signal))
  );
  return new Map(distinct.map((one, index) => [one, volumes[index]?.bytes ?? 0]));
}

/** Everything that is recorded of logs, whoever made it. Rejects with a Problem only where the ruler cannot be read. */
export async function loadRecordings(
  { loki, prometheus }: { loki: DataSourceChoice; prometheus: DataSourceChoice | undefined },
  paused: readonly RecordingGroup[],
  heartbeats: readonly string[],
  now: number,
  signal?: AbortSignal
): Promise<Recordings> {
  const problems: Problem[] = [];
  const orElse = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (isAbort(error) || !(error instanceof Problem)) {
        throw error;
      }
      problems.push(error);
      return undefined;
    }
  };
  const groups = (await orElse(readRecordingGroups(loki, signal))) ?? [];
  const kept = paused.filter(({ name }) => !groups.some((group) => group.name === name));
  const all = [...groups, ...kept].map((group) => ({ group, facts: groupFacts(group) }));
  const metrics = all.flatMap(({ facts }) => facts.metrics);
  const queries = recordedSetQueries([
    ...new Set([...heartbeats, ...all.flatMap(({ facts }) => facts.heartbeat ?? [])]),
  ]);
  const ask = (expr: string) =>
    prometheus ? orElse(queryInstant(prometheus, expr, now, signal)) : Promise.resolve(undefined);
  const [states, since, newest, counts, bytes] = await Promise.all([
    groups.length > 0 ? orElse(recordingStates(loki, signal)) : Promise.resolve([]),
    ask(queries.since),
    ask(queries.newest),
    ask(namedSeriesQuery(metrics)),
    orElse(
      bytesOfDay(
        loki,
        all.flatMap(({ facts }) => facts.selectors),
        now,
        signal
      )
    ),
  ]);
  const times = (samples: typeof since) =>
    new Map((samples ?? []).map(({ labels, value }) => [labels[SET_LABEL] ?? '', value * 1000]));
  const [first, last] = [times(since), times(newest)];
  const seriesOf = new Map((counts ?? []).map(({ labels, value }) => [labels['__name__'] ?? '', value]));
  const recordings = all.map(({ group, facts }): Recording => {
    const own = (states ?? []).filter((state) => state.group === group.name);
    const seen = last.get(facts.set);
    return {
      facts,
      group,
      health: kept.includes(group) ? 'paused' : newest ? healthOf(facts.times, own, seen, now) : 'unknown',
      lastError: own.find(({ lastError }) => lastError)?.lastError,
      since: first.get(facts.set),
      newest: seen,
      series: counts && facts.metrics.reduce((sum, metric) => sum + (seriesOf.get(metric) ?? 0), 0),
      bytesPerDay: bytes && facts.selectors.reduce((sum, selector) => sum + (bytes.get(selector) ?? 0), 0),
      savedPerLook: bytes && [...new Set(facts.selectors)].reduce((sum, one) => sum + (bytes.get(one) ?? 0), 0),
    };
  });
  const sets = new Set(all.map(({ facts }) => facts.set));
  const elsewhere = [...last]
    .filter(([set]) => set !== '' && !sets.has(set))
    .map(([set, seen]): Recording => ({
      facts: { set, times: { intervalSeconds: 60, lateSeconds: 60 }, heartbeat: undefined, metrics: [], selectors: [] },
      ...{ group: undefined, health: 'elsewhere', lastError: undefined },
      ...{ since: first.get(set), newest: seen, series: undefined, bytesPerDay: undefined, savedPerLook: undefined },
    }));
  const strays = [...seriesOf]
    .filter(([metric]) => metric.startsWith('quayside:') && !metrics.includes(metric) && !heartbeats.includes(metric))
    .map(([metric, series]) => ({ metric, series }));
  return { recordings: [...recordings, ...elsewhere], strays: elsewhere.length > 0 ? [] : strays, problems };
}
