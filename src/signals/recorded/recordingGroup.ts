import { z } from 'zod';
import type { RecordedSet } from './recordingRule';

/** A group of rules as rulers of Loki and Mimir take it. Parse anything that comes from outside with this. */
export const recordingGroupSchema = z.object({
  name: z.string().min(1),
  interval: z.string(),
  rules: z.array(z.object({ record: z.string(), expr: z.string(), labels: z.record(z.string(), z.string()) })),
});

export type RecordingGroup = z.infer<typeof recordingGroupSchema>;

/** A recorded set as one group: its rules are evaluated one after the other, at one time. */
export function recordingGroup({ id, times, rules }: RecordedSet): RecordingGroup {
  return {
    name: `quayside-${id}`,
    interval: `${times.intervalSeconds}s`,
    rules: rules.map(({ record, expr, labels }) => ({ record, expr, labels: { ...labels } })),
  };
}
