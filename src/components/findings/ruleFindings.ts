import { checksFor } from '../../checks/catalog';
import { parameterValues, SEVERITIES, type Check, type Severity } from '../../checks/check';
import { askedOf, type Choices } from '../../checks/choices';
import { compareFindings, findingKey, type Finding } from '../../checks/finding';
import { alertRuleOf } from '../../checks/rules/alertRule';
import { CHECK_LABEL, CONDITIONS_ANNOTATION } from '../../checks/rules/ours';
import { conditionsOf, fingerprintOf } from '../../checks/rules/ruleConditions';
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

/** The numbers of a rule, as far as it tells them and the check still takes them. */
function numbersOf(check: Check, { annotations }: RuleState): Pick<Finding, 'parameters'> & { forSeconds: number } {
  const told = conditionsOf(annotations[CONDITIONS_ANNOTATION]);
  const numbers = Object.entries(parameterValues(check)).map(([id, usual]) => [id, told?.parameters[id] ?? usual]);
  return { parameters: Object.fromEntries(numbers), forSeconds: told?.forSeconds ?? check.forSeconds };
}

const severityOf = (text: string | undefined): Severity | undefined => SEVERITIES.find((one) => one === text);

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
    if (conditionsOf(rule.annotations[CONDITIONS_ANNOTATION])?.fingerprint === same.get(catalogs.id)) {
      known.add(catalogs.id);
    }
    const { parameters, forSeconds } = numbersOf(catalogs, rule);
    const check: Check = {
      ...catalogs,
      forSeconds,
      severity: severityOf(rule.labels['severity']) ?? catalogs.severity,
    };
    const { lists } = askedOf(catalogs, choices);
    return rule.alerts
      .filter(({ isFault }) => !isFault)
      .map((alert): Finding => ({
        check,
        parameters,
        ...(lists ? { lists } : {}),
        subject: subjectOf(check, conventions, alert.labels),
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
