import { checksFor } from '../../checks/catalog';
import { parameterValues, SEVERITIES, type Check } from '../../checks/check';
import { askedOf, type Choices } from '../../checks/choices';
import { compareFindings, findingKey, type Finding } from '../../checks/finding';
import { alertRuleOf } from '../../checks/rules/alertRule';
import { chosenOf } from '../../checks/rules/chosenText';
import { fingerprintOf } from '../../checks/rules/fingerprintOf';
import { CHECK_LABEL, CHOICE_ANNOTATION, FINGERPRINT_ANNOTATION } from '../../checks/rules/ours';
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

/** The rules that would ask the very thing that the Overview asks of each check: all of it, with the same numbers. */
function fingerprints(checks: readonly Check[], conventions: Conventions, choices: Choices | undefined) {
  return new Map(
    checks.map((check) => [check.id, fingerprintOf(alertRuleOf(askedOf(check, choices), { conventions }))])
  );
}

/** The check as a rule has it, and as far as the rule tells, with its numbers. */
function checkOfRule(
  check: Check,
  { labels, annotations }: RuleState
): Pick<Finding, 'check' | 'parameters' | 'lists'> {
  const chosen = chosenOf(annotations[CHOICE_ANNOTATION] ?? check.id);
  const severity = SEVERITIES.find((one) => one === labels['severity']) ?? check.severity;
  const lists = chosen?.lists;
  return {
    check: { ...check, severity, forSeconds: chosen?.forSeconds ?? check.forSeconds },
    parameters: parameterValues(check, chosen?.parameters),
    ...(lists ? { lists } : {}),
  };
}

/**
 * What installed rules of checks say at `time` (Unix milliseconds): their state is known already, and is what people are
 * alerted by. Each finding has the severity and the numbers of the rule that tells of it. Only a rule that looks at
 * everything, with the numbers that the check has here, stands in for asking the check: one for a single container, or with
 * another threshold, leaves the rest unsaid. Rules that fail, rest or are old say nothing.
 */
export function findingsOfRules(
  rules: readonly RuleState[],
  conventions: Conventions,
  time: number,
  choices?: Choices
): RuleFindings {
  const known = new Set<string>();
  const all = checksFor(conventions);
  const checks = new Map(all.map((check) => [check.id, check]));
  const same = fingerprints(all, conventions, choices);
  const findings = rules.flatMap((rule) => {
    const catalogs = checks.get(rule.labels[CHECK_LABEL] ?? '');
    if (!catalogs || !tells(rule, time)) {
      return [];
    }
    if (rule.annotations[FINGERPRINT_ANNOTATION] === same.get(catalogs.id)) {
      known.add(catalogs.id);
    }
    const { check, ...chosen } = checkOfRule(catalogs, rule);
    return rule.alerts
      .filter(({ isFault }) => !isFault)
      .map((alert): Finding => ({
        check,
        ...chosen,
        subject: subjectOf(check, conventions, alert.labels),
        labels: alert.labels,
        value: alert.value ?? NaN,
        ...(alert.activeAt === undefined ? {} : { since: alert.activeAt }),
        ...(alert.state === 'pending' ? { pending: true } : {}),
        rule: rule.source.name,
      }));
  });
  return { findings: eachOnce(findings), known };
}

/** Of several findings of one check about one thing, the gravest: who fires counts more than who waits. */
function eachOnce(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of [...findings].sort(compareFindings)) {
    const key = findingKey(finding);
    byKey.set(key, byKey.get(key) ?? finding);
  }
  return [...byKey.values()];
}

/** What rules tell and what was asked, each thing once: a rule that fires says more of it, one that waits does not. */
export function withAsked(byRules: readonly Finding[], asked: readonly Finding[]): Finding[] {
  const fires = new Set(byRules.filter(({ pending }) => !pending).map(findingKey));
  const others = asked.filter((finding) => !fires.has(findingKey(finding)));
  const found = new Set(others.map(findingKey));
  return [...byRules.filter((finding) => !found.has(findingKey(finding))), ...others];
}
