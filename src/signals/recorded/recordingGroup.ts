import { z } from 'zod';
import type { RecordedSet } from './recordingRule';

/** A group of rules as rulers of Loki and Mimir take it. Parse anything that comes from outside with this. */
export const recordingGroupSchema = z.object({
  name: z.string().min(1),
  interval: z.string(),
  /** Series that each rule may make; absent: any number. */
  limit: z.number().int().positive().optional(),
  rules: z.array(z.object({ record: z.string(), expr: z.string(), labels: z.record(z.string(), z.string()) })),
});

export type RecordingGroup = z.infer<typeof recordingGroupSchema>;

/** What the group of a set is called. */
export function recordingGroupName(set: string): string {
  return `quayside-${set}`;
}

/** A recorded set as one group: its rules are evaluated one after the other, at one time. */
export function recordingGroup({ id, times, limit, rules }: RecordedSet): RecordingGroup {
  return {
    name: recordingGroupName(id),
    interval: `${times.intervalSeconds}s`,
    ...(limit === undefined ? {} : { limit }),
    rules: rules.map(({ record, expr, labels }) => ({ record, expr, labels: { ...labels } })),
  };
}
