import { checksFor } from '../../checks/catalog';
import { parameterValues } from '../../checks/check';
import { subjectKey, type Finding } from '../../checks/finding';
import { CHECK_LABEL } from '../../checks/rules/ours';
import { subjectOf } from '../../checks/subject';
import type { RuleState } from '../../grafana/alerting/ruleStates';
import type { Conventions } from '../../signals/conventions';

/** A rule that has not been evaluated for this long says nothing of now. */
const FRESH_MS = 5 * 60_000;

/** Findings that installed rules tell of, and the checks that need not be asked for that. */
export interface RuleFindings {
  findings: Finding[];
  known: ReadonlySet<string>;
}

export const NO_RULES: RuleFindings = { findings: [], known: new Set() };

/** Whether a rule has told of its check lately, and could. */
function tells({ health, isPaused, lastEvaluation, alerts, firing }: RuleState, time: number): boolean {
  return (
    health === 'ok' &&
    !isPaused &&
    lastEvaluation !== undefined &&
    Math.abs(time - lastEvaluation) < FRESH_MS &&
    // Where there are too many alerts to be told, the check itself is asked.
    firing <= alerts.length
  );
}

/**
 * What installed rules of checks say at `time` (Unix milliseconds): their state is known already, and is what people are
 * alerted by. Rules that fail, rest or are old say nothing: their checks are asked.
 */
export function findingsOfRules(rules: readonly RuleState[], conventions: Conventions, time: number): RuleFindings {
  const findings = new Map<string, Finding>();
  const known = new Set<string>();
  const checks = new Map(checksFor(conventions).map((check) => [check.id, check]));
  for (const rule of rules) {
    const check = checks.get(rule.labels[CHECK_LABEL] ?? '');
    if (!check || !tells(rule, time)) {
      continue;
    }
    known.add(check.id);
    for (const alert of rule.alerts.filter(({ isFault }) => !isFault)) {
      const subject = subjectOf(check, conventions, alert.labels);
      const key = `${check.id}\u0000${subjectKey(subject)}`;
      const finding: Finding = {
        check,
        parameters: parameterValues(check),
        subject,
        value: alert.value ?? NaN,
        ...(alert.activeAt === undefined ? {} : { since: alert.activeAt }),
        ...(alert.state === 'pending' ? { pending: true } : {}),
        rule: rule.source.name,
      };
      // The same check may be installed in two places: who fires counts.
      if (!findings.has(key) || findings.get(key)?.pending) {
        findings.set(key, finding);
      }
    }
  }
  return { findings: [...findings.values()], known };
}
