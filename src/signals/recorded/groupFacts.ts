import { selectorsIn } from '../streamReads';
import { SET_LABEL } from './labels';
import type { RecordingGroup } from './recordingGroup';
import type { RecordingTimes } from './recordingRule';

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };

/** A duration as rulers write it (`1m0s`), in seconds; 0 where it is none. */
export function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (SECONDS[unit] ?? 0),
    0
  );
}

/** What a group tells of itself, as a ruler has it. */
export interface GroupFacts {
  /** The set that it records: from its heartbeat's label; else its own name. */
  set: string;
  times: RecordingTimes;
  /** The heartbeat's metric; none where the group is not one of ours. */
  heartbeat: string | undefined;
  /** Metrics that it records, the heartbeat first, each once. */
  metrics: string[];
  /** Every selector that its rules read at each evaluation, as often as they do. */
  selectors: string[];
}

/** What a group of recording rules records. */
export function groupFacts({ name, interval, rules }: RecordingGroup): GroupFacts {
  const heartbeat = rules.find(({ labels }) => labels[SET_LABEL] !== undefined);
  const [, offset = ''] = /offset (\w+)/.exec(heartbeat?.expr ?? rules[0]?.expr ?? '') ?? [];
  return {
    set: heartbeat?.labels[SET_LABEL] ?? name.replace(/^quayside-/, ''),
    times: { intervalSeconds: secondsOf(interval) || 60, lateSeconds: secondsOf(offset) },
    heartbeat: heartbeat?.record,
    metrics: [...new Set(rules.map(({ record }) => record))],
    selectors: rules.flatMap(({ expr }) => selectorsIn(expr)),
  };
}

/** Whether two groups have the same rules, in whatever order their labels are. */
export function sameGroup(one: RecordingGroup, other: RecordingGroup): boolean {
  const text = ({ interval, limit, rules }: RecordingGroup) =>
    JSON.stringify([
      secondsOf(interval),
      limit,
      rules.map(({ record, expr, labels }) => [record, expr, Object.entries(labels).sort()]),
    ]);
  return text(one) === text(other);
}
