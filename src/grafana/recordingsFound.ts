import type { Labels } from '../signals/identity';
import { durationText } from '../signals/promql';
import type { Tiles } from '../signals/recorded/coverage';
import { heartbeatSelector, setsRecorded } from '../signals/recorded/heartbeat';
import { SET_LABEL } from '../signals/recorded/labels';
import { USUAL_TIMES, type RecordedRead, type RecordedSet } from '../signals/recorded/recordingRule';
import type { DataSourceChoice } from './dataSources';
import { queryInstant } from './prometheus';
import { planRecorded, type RecordedPlan } from './recordedSteps';

/** What is recorded of some logs within the steps of a range. */
export interface RecordingsFound {
  /** Where it is. */
  source: DataSourceChoice;
  /** The labels of the heartbeats: of each set at least one. */
  heartbeats: readonly Labels[];
  /** See `planOf`. */
  plan: (read: RecordedRead) => Promise<RecordedPlan | undefined>;
}

/**
 * Finds out what was recorded within the steps of a range, by one query; nothing where nothing was, and where the steps are
 * finer than what is recorded. Rejects with a Problem.
 * @param heartbeats of all sets that may be recorded
 */
export async function findRecordings(
  source: DataSourceChoice,
  heartbeats: RecordedSet['heartbeat'],
  tiles: Tiles,
  signal?: AbortSignal
): Promise<RecordingsFound | undefined> {
  const { intervalSeconds, lateSeconds } = USUAL_TIMES;
  if (tiles.stepSeconds < intervalSeconds) {
    return undefined;
  }
  const from = tiles.from - tiles.stepSeconds * 1000;
  const to = tiles.from + (tiles.count - 1) * tiles.stepSeconds * 1000;
  // A sample stands after the lines that it counts.
  const end = to + (intervalSeconds + lateSeconds) * 1000;
  const found = await queryInstant(source, setsRecorded(heartbeats, durationText((end - from) / 1000)), end, signal);
  if (found.length === 0) {
    return undefined;
  }
  const plans = new Map<string, Promise<RecordedPlan>>();
  return {
    source,
    heartbeats: found.map(({ labels }) => labels),
    plan: async (read) => {
      const set = setOf(read);
      if (!found.some(({ labels }) => labels[SET_LABEL] === set)) {
        return undefined;
      }
      // Several charts read one set, and none may end the question of another: it is asked once, to its end.
      const key = heartbeatSelector(read.heartbeat) + (read.isBeyond ? ' whole' : '');
      const asked = plans.get(key) ?? planRecorded(source, read, tiles);
      plans.set(key, asked);
      const plan = await asked;
      return plan.recorded.length > 0 ? plan : undefined;
    },
  };
}

/** The set that a read is of. */
export function setOf({ heartbeat }: Pick<RecordedRead, 'heartbeat'>): string {
  return heartbeat.matchers.find(({ label }) => label === SET_LABEL)?.value ?? '';
}

/** By which parts a signal is read; nothing where it was not recorded within the range. Rejects with a Problem. */
export function planOf(
  recordings: Pick<RecordingsFound, 'plan'>,
  read: RecordedRead
): Promise<RecordedPlan | undefined> {
  return recordings.plan(read);
}

/** Seconds of a plan's range that were not recorded. */
export function missingSeconds({ missing }: RecordedPlan): number {
  return missing.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
}

/** Only those recordings whose holes are not too large to be read from the logs whole. @param most share of the range, 0 to 1 */
export function nearlyWhole<T extends RecordingsFound>(recordings: T, most: number): T {
  return {
    ...recordings,
    plan: async (read: RecordedRead) => {
      const plan = await recordings.plan(read);
      return plan && missingSeconds(plan) <= most * plan.tiles.count * plan.tiles.stepSeconds ? plan : undefined;
    },
  };
}
