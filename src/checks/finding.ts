import { containerKey, type ContainerRef } from '../signals/scope';
import { thresholdOf, type Check, type Severity } from './check';

/** What a finding is about. */
export type FindingSubject =
  | { kind: 'container'; container: ContainerRef }
  | { kind: 'host'; host: string }
  | { kind: 'target'; host: string; job: string; instance: string };

/** A check that holds now for one thing. */
export interface Finding {
  check: Check;
  parameters: Readonly<Record<string, number>>;
  subject: FindingSubject;
  value: number;
  /** Unix milliseconds since when it has held without a break; absent where the history shown does not tell. */
  since?: number;
  /** The history begins with it: it may have held for longer. */
  sinceOrBefore?: boolean;
  /** It has not held for long enough yet. */
  pending?: boolean;
  /** Seconds until it fails. */
  timeToFailure?: { estimate: number; low: number; high?: number };
}

/** One text for what a finding is about. */
export function subjectKey(subject: FindingSubject): string {
  switch (subject.kind) {
    case 'container':
      return `container\u0000${containerKey(subject.container)}`;
    case 'host':
      return `host\u0000${subject.host}`;
    case 'target':
      return `target\u0000${subject.job}\u0000${subject.instance}`;
  }
}

/** One text for what findings are put together by: the targets of a host fail together. */
function groupKey(subject: FindingSubject): string {
  return subject.kind === 'target' && subject.host !== '' ? `host\u0000${subject.host}` : subjectKey(subject);
}

/** True where `value` is what the check looks for. */
export function holds(check: Check, parameters: Readonly<Record<string, number>>, value: number): boolean {
  const threshold = thresholdOf(check, parameters);
  switch (check.compare) {
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    case '<':
      return value < threshold;
    case '==':
      return value === threshold;
  }
}

/**
 * Since when a check has held, from the history of its value: the start of the last unbroken run of points.
 * Undefined where it does not hold at the end, or held at the first point already (it may be older than the history).
 */
export function heldSince(
  check: Check,
  parameters: Readonly<Record<string, number>>,
  times: readonly number[],
  values: readonly number[],
  stepMs: number
): { since: number; atLeast: boolean } | undefined {
  let since: number | undefined;
  let index = times.length - 1;
  for (; index >= 0; index--) {
    const time = times[index] ?? NaN;
    const broken = since !== undefined && since - time > stepMs * 1.5;
    if (broken || !holds(check, parameters, values[index] ?? NaN)) {
      break;
    }
    since = time;
  }
  return since === undefined ? undefined : { since, atLeast: index < 0 };
}

const RANK: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** The order in which findings are to be looked at: by severity, then what fails first, then what began last. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.pending ?? false) - Number(b.pending ?? false) ||
    RANK[a.check.severity] - RANK[b.check.severity] ||
    (a.timeToFailure?.estimate ?? Infinity) - (b.timeToFailure?.estimate ?? Infinity) ||
    (b.since ?? 0) - (a.since ?? 0) ||
    a.check.id.localeCompare(b.check.id)
  );
}

/** Findings about one thing, the worst first. */
export interface FindingGroup {
  key: string;
  subject: FindingSubject;
  findings: Finding[];
}

/** Findings put together by what they are about, the group with the worst finding first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of [...findings].sort(compareFindings)) {
    const key = groupKey(finding.subject);
    const group = groups.get(key) ?? { key, subject: finding.subject, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  return [...groups.values()];
}
