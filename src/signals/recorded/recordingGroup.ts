import type { RecordedSet } from './recordingRule';

/** A group of rules as rulers of Loki and Mimir take it. */
export interface RecordingGroup {
  name: string;
  interval: string;
  rules: Array<{ record: string; expr: string; labels: Record<string, string> }>;
}

/** A recorded set as one group: its rules are evaluated one after the other, at one time. */
export function recordingGroup({ id, times, rules }: RecordedSet): RecordingGroup {
  return {
    name: `quayside-${id}`,
    interval: `${times.intervalSeconds}s`,
    rules: rules.map(({ record, expr, labels }) => ({ record, expr, labels: { ...labels } })),
  };
}
