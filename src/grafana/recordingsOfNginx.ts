import type { Conventions } from '../signals/conventions';
import { durationText } from '../signals/promql';
import type { Tiles } from '../signals/recorded/coverage';
import { heartbeatSelector } from '../signals/recorded/heartbeat';
import { SET_LABEL } from '../signals/recorded/labels';
import { nginxSetsRecorded, recordedVirtualHosts } from '../signals/recorded/nginxRecorded';
import { nginxHeartbeat } from '../signals/recorded/nginxSets';
import { OTHER } from '../signals/recorded/other';
import { USUAL_TIMES, type RecordedRead } from '../signals/recorded/recordingRule';
import type { DataSourceChoice } from './dataSources';
import { labelValues, queryInstant } from './prometheus';
import { planRecorded, type RecordedPlan } from './recordedSteps';

/** What is recorded of NGINX's logs, and for which part of a range. */
export interface NginxRecordings {
  /** Where it is. */
  source: DataSourceChoice;
  /** The virtual hosts that are recorded by name; none: they are not told apart. */
  virtualHosts: readonly string[];
  /** By the selector of each set's heartbeat. */
  plans: ReadonlyMap<string, RecordedPlan>;
}

const SETS = ['nginx-traffic', 'nginx-request-time', 'nginx-upstream-time'] as const;

/**
 * Finds out what was recorded within the steps of a range, by one query where nothing was; nothing then, and where the
 * steps are finer than what is recorded. Rejects with a Problem.
 */
export async function findNginxRecordings(
  source: DataSourceChoice,
  conventions: Conventions,
  tiles: Tiles,
  signal?: AbortSignal
): Promise<NginxRecordings | undefined> {
  const { intervalSeconds, lateSeconds } = USUAL_TIMES;
  if (tiles.stepSeconds < intervalSeconds) {
    return undefined;
  }
  const from = tiles.from - tiles.stepSeconds * 1000;
  const to = tiles.from + (tiles.count - 1) * tiles.stepSeconds * 1000;
  // A sample stands after the lines that it counts.
  const end = to + (intervalSeconds + lateSeconds) * 1000;
  const found = await queryInstant(
    source,
    nginxSetsRecorded(conventions, durationText((end - from) / 1000)),
    end,
    signal
  );
  const there = SETS.filter((set) => found.some(({ labels }) => labels[SET_LABEL] === set));
  if (there.length === 0) {
    return undefined;
  }
  const { match, label } = recordedVirtualHosts(conventions);
  const [names, ...plans] = await Promise.all([
    labelValues(source, label, match, { from, to: end }, signal),
    ...there.map(async (set) => {
      const heartbeat = nginxHeartbeat(conventions, set);
      const plan = await planRecorded(source, { heartbeat, times: USUAL_TIMES }, tiles, signal);
      return [heartbeatSelector(heartbeat), plan] as const;
    }),
  ]);
  return {
    source,
    virtualHosts: names.filter((name) => name !== OTHER && name !== ''),
    plans: new Map(plans.filter(([, { recorded }]) => recorded.length > 0)),
  };
}

/** The plan by which a signal is read; nothing where its set was not recorded. */
export function planOf({ plans }: NginxRecordings, { heartbeat }: RecordedRead): RecordedPlan | undefined {
  return plans.get(heartbeatSelector(heartbeat));
}

/** Seconds of a plan's range that were not recorded. */
function missingSeconds({ missing }: RecordedPlan): number {
  return missing.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
}

/** Only those recordings whose holes are not too large to be read from the logs whole. @param most share of the range, 0 to 1 */
export function nearlyWhole(recordings: NginxRecordings, most: number): NginxRecordings {
  const plans = [...recordings.plans].filter(
    ([, plan]) => missingSeconds(plan) <= most * plan.tiles.count * plan.tiles.stepSeconds
  );
  return { ...recordings, plans: new Map(plans) };
}
