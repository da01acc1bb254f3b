import { select } from '../promql';
import type { RecordingGroup } from './recordingGroup';

const PROBE = 'quayside:probe';
const PROBE_LABEL = 'quayside_probe';

/** A group that records a 1 every ten seconds, to see whether it arrives. It reads no log. */
export function probeGroup(id: string): RecordingGroup {
  return {
    name: 'quayside-probe',
    interval: '10s',
    rules: [{ record: PROBE, expr: 'vector(1)', labels: { [PROBE_LABEL]: id } }],
  };
}

/** PromQL that finds the samples of a probe. */
export function probeQuery(id: string): string {
  return select(PROBE, [{ label: PROBE_LABEL, op: '=', value: id }]);
}
