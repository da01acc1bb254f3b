import { select } from '../promql';
import type { RecordingGroup } from './recordingGroup';

const PROBE = 'quayside:probe';
const PROBE_LABEL = 'quayside_probe';

/** No set has a `-` after this: a metric may be called `trial`, and nothing that is called like a trial is anything else. */
const TRIAL_GROUP = /^quayside-trial-(\d+)$/;

/** When a trial began, Unix milliseconds; nothing where the name is no trial's. */
export function trialBegan(group: string): number | undefined {
  const [, id] = TRIAL_GROUP.exec(group) ?? [];
  return id === undefined ? undefined : Number(id);
}

/**
 * A group that records a 1 every ten seconds, to see whether it arrives. It reads no log.
 * @param id when it began, Unix milliseconds
 */
export function probeGroup(id: string): RecordingGroup {
  return {
    name: `quayside-trial-${id}`,
    interval: '10s',
    rules: [{ record: PROBE, expr: 'vector(1)', labels: { [PROBE_LABEL]: id } }],
  };
}

/** PromQL that finds the samples of a probe. */
export function probeQuery(id: string): string {
  return select(PROBE, [{ label: PROBE_LABEL, op: '=', value: id }]);
}
