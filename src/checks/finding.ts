import type { Labels } from '../signals/identity';
import { explainedBy } from './cause';
import { thresholdOf, type Check, type Severity } from './check';
import { hostOfSubject, subjectKey, type FindingSubject } from './subject';

export { subjectKey, type FindingSubject } from './subject';

/** A check that holds now for one thing. */
export interface Finding {
  check: Check;
  parameters: Readonly<Record<string, number>>;
  lists?: Readonly<Record<string, readonly string[]>>;
  subject: FindingSubject;
  /** The labels of its series, where they are known: what `joinOn` names among them tells it apart. */
  labels?: Labels;
  value: number;
  /** Unix milliseconds since when it has held without a break; absent where the history shown does not tell. */
  since?: number;
  /** The history begins with it: it may have held for longer. */
  sinceOrBefore?: boolean;
  /** It has not held for long enough yet. */
  pending?: boolean;
  /** Whose rule tells of it, where it is installed as one: `Grafana`, or a data source. */
  rule?: string;
  /** Unix milliseconds until which its alert is silenced. */
  silencedUntil?: number;
  /** Seconds until it fails. */
  timeToFailure?: { estimate: number; low: number; high?: number };
}

/** One text for one finding: its check and what it is about. */
export function findingKey({ check, subject }: Pick<Finding, 'check' | 'subject'>): string {
  return `${check.id}\u0000${subjectKey(subject)}`;
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

/** How findings are put together: by what they are about with what explains them, by host, or by check. */
export const GROUPINGS = ['cause', 'host', 'check'] as const;

export type Grouping = (typeof GROUPINGS)[number];

/** Findings that belong together, the worst first. */
export interface FindingGroup {
  key: string;
  /** What the worst of them is about; the host, where that is a target of one. */
  subject: FindingSubject;
  findings: Finding[];
  /** Findings of other things, which those above explain. */
  explained: Finding[];
}

/** What findings are put together by where the cause counts: the targets of a host fail together. */
function placeOf({ subject }: Finding): FindingSubject {
  return subject.kind === 'target' && subject.host !== '' ? { kind: 'host', host: subject.host } : subject;
}

const placeKey = (finding: Finding) => subjectKey(placeOf(finding));

function keyOf(finding: Finding, by: Grouping): string {
  switch (by) {
    case 'cause':
      return placeKey(finding);
    case 'host':
      return hostOfSubject(finding.subject) ?? subjectKey(finding.subject);
    case 'check':
      return finding.check.id;
  }
}

/**
 * Findings put together, the group with the worst finding first. By cause, a finding that another one explains stands
 * with that one: of a host that is down, its containers, its targets and its silent logs.
 */
export function groupFindings(findings: readonly Finding[], by: Grouping = 'cause'): FindingGroup[] {
  const sorted = [...findings].sort(compareFindings);
  const causes = by === 'cause' ? explainedBy(sorted) : new Map<Finding, Finding>();
  const groups = new Map<string, FindingGroup>();
  // What explains others founds its group with its own severity.
  for (const finding of sorted.filter((one) => !causes.has(one))) {
    const key = keyOf(finding, by);
    const group = groups.get(key) ?? { key, subject: placeOf(finding), findings: [], explained: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  for (const [finding, cause] of causes) {
    const group = groups.get(keyOf(cause, by));
    if (group) {
      // About the same thing it stands beside its cause; about another it is what follows from it.
      const beside = subjectKey(finding.subject) === subjectKey(cause.subject);
      (beside ? group.findings : group.explained).push(finding);
    }
  }
  for (const group of groups.values()) {
    group.explained.sort(compareFindings);
  }
  // A cause may be less grave than what it brings about.
  const worst = ({ findings: own }: FindingGroup) => [...own].sort(compareFindings)[0];
  return [...groups.values()].sort((a, b) => {
    const [first, second] = [worst(a), worst(b)];
    return first && second ? compareFindings(first, second) : 0;
  });
}
