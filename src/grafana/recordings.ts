import { isDrawn } from '../signals/recorded/drawnSets';
import { groupFacts, type GroupFacts } from '../signals/recorded/groupFacts';
import { SET_LABEL } from '../signals/recorded/labels';
import { namedSeriesQuery, recordedSetQueries } from '../signals/recorded/recordedQueries';
import type { RecordingGroup } from '../signals/recorded/recordingGroup';
import { evaluatedGroups, readRecordingGroups, type EvaluatedGroup } from './alerting/recordingGroups';
import type { DataSourceChoice } from './dataSources';
import { isAbort } from './fetchJson';
import { grafanaRecordings } from './recordingsInGrafana';
import { logVolumeOf } from './lokiCost';
import { Problem } from './Problem';
import { queryInstant, type Sample } from './prometheus';
import { foreignHealth, healthOf, hasEnded, type RecordingHealth } from './recordingHealth';
import { withoutLeftTrials } from './recordingsInstall';

/** Who has the rules of a recording, and may change them. */
export type RecordingOwner =
  /** We, in a namespace of our own in Loki's ruler. */
  | { kind: 'us' }
  /** Somebody else in the same ruler: another namespace, or a file. */
  | { kind: 'ruler'; file: string }
  /** Grafana, in one of its folders; `isOurs`: we installed them there. */
  | { kind: 'grafana'; folder: string; isOurs: boolean };

/** What is known of one recording. */
export interface Recording {
  facts: GroupFacts;
  /** The rules; none where they are not known. */
  group: RecordingGroup | undefined;
  owner: RecordingOwner;
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

/** What is asked for all recordings together. */
interface Asked {
  /** Paused groups of this Loki. */
  paused: readonly RecordingGroup[];
  heartbeats: readonly string[];
  /** The time of the answers, Unix milliseconds: now, whatever range the page shows. */
  now: number;
  /** Whether trials that a closed page left in the ruler can be removed. */
  mayWrite: boolean;
}

/** A group with rules, wherever they are. */
interface Known {
  group: RecordingGroup;
  facts: GroupFacts;
  owner: RecordingOwner;
  isPaused: boolean;
  states: EvaluatedGroup['states'];
}

/** Series by metric and, of heartbeats, by set. */
function seriesCounts(counts: readonly Sample[]): (metric: string, set?: string) => number {
  const known = new Map(
    counts.map(({ labels, value }) => [JSON.stringify([labels['__name__'], labels[SET_LABEL] ?? '']), value])
  );
  return (metric, set = '') => known.get(JSON.stringify([metric, set])) ?? 0;
}

/** Everything that is recorded of logs, whoever made it. What cannot be found out is among its problems. */
export async function loadRecordings(
  { loki, prometheus }: { loki: DataSourceChoice; prometheus: DataSourceChoice | undefined },
  { paused, heartbeats, now, mayWrite }: Asked,
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
  const [stored, evaluated, inGrafana] = await Promise.all([
    orElse(readRecordingGroups(loki, signal)),
    orElse(evaluatedGroups(loki, signal)),
    orElse(grafanaRecordings(loki, signal)),
  ]);
  const groups = stored ? ((await orElse(withoutLeftTrials(loki, stored, now, mayWrite))) ?? stored) : [];
  const statesOf = (name: string) =>
    (evaluated ?? []).find(({ group, isOurs }) => isOurs && group.name === name)?.states ?? [];
  const known = (group: RecordingGroup, owner: RecordingOwner, more: Partial<Known> = {}): Known => ({
    ...{ group, owner, facts: groupFacts(group), isPaused: false, states: [] },
    ...more,
  });
  const all: Known[] = [
    ...groups.map((group) => known(group, { kind: 'us' }, { states: statesOf(group.name) })),
    ...paused
      .filter(({ name }) => !groups.some((group) => group.name === name))
      .map((group) => known(group, { kind: 'us' }, { isPaused: true })),
    // Where ours cannot be read from the ruler, they are told as it evaluates them.
    ...(evaluated ?? [])
      .filter(({ isOurs }) => !isOurs || stored === undefined)
      .map(({ group, file, states }) => known(group, { kind: 'ruler', file }, { states })),
    ...(inGrafana ?? []).map(({ group, folder, isOurs, isPaused, states }) =>
      known(group, { kind: 'grafana', folder, isOurs }, { states, isPaused })
    ),
  ];
  const metrics = all.flatMap(({ facts }) => facts.metrics);
  const queries = recordedSetQueries([
    ...new Set([...heartbeats, ...all.flatMap(({ facts }) => facts.heartbeat ?? [])]),
  ]);
  const ask = (expr: string) =>
    prometheus ? orElse(queryInstant(prometheus, expr, now, signal)) : Promise.resolve(undefined);
  const selectors = all.flatMap(({ facts }) => facts.selectors);
  const [since, newest, counts, bytes] = await Promise.all([
    ask(queries.since),
    ask(queries.newest),
    ask(namedSeriesQuery(metrics)),
    orElse(bytesOfDay(loki, selectors, now, signal)),
  ]);
  const times = (samples: typeof since) =>
    new Map((samples ?? []).map(({ labels, value }) => [labels[SET_LABEL] ?? '', value * 1000]));
  const [first, last] = [times(since), times(newest)];
  const count = seriesCounts(counts ?? []);
  const recordings = all.map(({ group, facts, owner, isPaused, states }): Recording => {
    const seen = last.get(facts.set);
    const series = facts.metrics.reduce(
      (sum, metric) => sum + count(metric, metric === facts.heartbeat ? facts.set : ''),
      0
    );
    const health = facts.heartbeat ? healthOf(facts.times, states, seen, now) : foreignHealth(states, series);
    return {
      ...{ facts, group, owner },
      health: isPaused ? 'paused' : newest && counts ? health : 'unknown',
      lastError: states.find(({ lastError }) => lastError)?.lastError,
      since: first.get(facts.set),
      newest: seen,
      series: counts && series,
      bytesPerDay: bytes && facts.selectors.reduce((sum, selector) => sum + (bytes.get(selector) ?? 0), 0),
      savedPerLook:
        bytes && isDrawn(facts.set)
          ? [...new Set(facts.selectors)].reduce((sum, one) => sum + (bytes.get(one) ?? 0), 0)
          : undefined,
    };
  });
  const sets = new Set(all.map(({ facts }) => facts.set));
  const elsewhere = [...last]
    .filter(([set]) => set !== '' && !sets.has(set))
    .map(([set, seen]): Recording => ({
      facts: { set, times: { intervalSeconds: 60, lateSeconds: 60 }, heartbeat: undefined, metrics: [], selectors: [] },
      ...{ group: undefined, owner: { kind: 'ruler', file: '' }, health: hasEnded(seen, now) ? 'ended' : 'elsewhere' },
      ...{ lastError: undefined, since: first.get(set), newest: seen },
      ...{ series: undefined, bytesPerDay: undefined, savedPerLook: undefined },
    }));
  const strays = (counts ?? []).flatMap(({ labels: { __name__: metric = '' }, value }) =>
    metric.startsWith('quayside:') && !metrics.includes(metric) && !heartbeats.includes(metric)
      ? [{ metric, series: value }]
      : []
  );
  const isElsewhere = elsewhere.some(({ health }) => health === 'elsewhere');
  return { recordings: [...recordings, ...elsewhere], strays: isElsewhere ? [] : strays, problems };
}
