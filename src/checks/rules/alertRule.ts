import { hashOf } from '../../signals/hashOf';
import { condition, thresholdOf, type Comparison, type Severity } from '../check';
import { contextOf, type ChosenCheck } from './chosen';
import { chosenText } from './chosenText';
import { delayed } from '../../signals/delayed';
import {
  CHECK_LABEL,
  FINGERPRINT_ANNOTATION,
  CHOICE_ANNOTATION,
  HOST_LABEL,
  KIND_LABEL,
  LINK_ANNOTATION,
} from './ours';
import { fingerprintOf } from './fingerprintOf';
import { ruleTitle } from './ruleTitle';
import { descriptionOf, hostOfRule, linkOf, summaryOf } from './ruleTexts';
import type { RuleTarget } from './ruleTarget';
import type { RuleText } from './ruleText';

/** A check as a rule, whoever evaluates it. */
export interface AlertRule {
  /** The same for the same check of the same scope: a rule that is installed again replaces itself. */
  id: string;
  /** `alertname` of Prometheus and Loki: `MemoryNearLimit`. */
  name: string;
  checkId: string;
  title: string;
  source: 'metrics' | 'logs';
  severity: Severity;
  /** The whole condition: a series for each subject that it holds for. */
  expr: string;
  /** The same in parts: `value` (only of subjects that pass the check's guard) compared with `threshold`. */
  value: string;
  compare: Comparison;
  threshold: number;
  forSeconds: number;
  /** Seconds that it goes on firing without its condition, so that a gap in scraping ends nothing. */
  keepFiringSeconds: number;
  rulerOnly: boolean;
  labels: Readonly<Record<string, RuleText>>;
  annotations: Readonly<Record<string, RuleText>>;
  /** The data source that Grafana's form of it asks. */
  datasourceUid: string | undefined;
}

/** A failed scrape ends a series at once; the next ones bring it back. Five minutes are what Prometheus itself looks back. */
const SCRAPE_GAP_SECONDS = 300;

/** Lines arrive late: Loki's ruler asks at once for what happened, so it is asked for what was a minute ago. */
const LOG_DELAY_SECONDS = 60;

/** A condition that must hold for a while is one of a state; one that counts at once has its own window to be seen in. */
function keepFiringSeconds({ check }: ChosenCheck, forSeconds: number): number {
  // What is about a target is about `up`, which has no gaps.
  return check.source === 'metrics' && forSeconds > 0 && check.subject !== 'target' ? SCRAPE_GAP_SECONDS : 0;
}

function idOf({ check, severity, scope }: ChosenCheck): string {
  const narrowed = Object.entries(scope ?? {}).filter(([, value]) => (value?.length ?? 0) > 0);
  return [
    check.id,
    ...(severity && severity !== check.severity ? [severity] : []),
    ...(narrowed.length > 0 ? [hashOf(JSON.stringify(narrowed.sort())).slice(0, 8)] : []),
  ].join('-');
}

/** `memory-near-limit` as `MemoryNearLimit`, as alerts of Prometheus are named everywhere. */
function nameOf(id: string): string {
  return id
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The rule of a check. @throws on parameters that the check does not take. */
export function alertRuleOf(chosen: ChosenCheck, target: RuleTarget): AlertRule {
  const { check } = chosen;
  const scope = chosen.scope ?? target.scope;
  const wanted: ChosenCheck = scope ? { ...chosen, scope } : chosen;
  const context = contextOf(wanted, target.conventions);
  const severity = chosen.severity ?? check.severity;
  const forSeconds = chosen.forSeconds ?? check.forSeconds;
  const asked = check.source === 'logs' ? (text: string) => delayed(text, LOG_DELAY_SECONDS) : (text: string) => text;
  const guard = check.guard?.(context);
  const value = guard
    ? `(${check.value(context)}) and on (${check.joinOn(target.conventions).join(', ')}) (${guard})`
    : check.value(context);
  const id = idOf(wanted);
  const expr = asked(condition(check, context));
  return {
    id,
    name: nameOf(id),
    checkId: check.id,
    title: ruleTitle(wanted, id),
    source: check.source,
    severity,
    expr,
    value: asked(value),
    compare: check.compare,
    threshold: thresholdOf(check, context.parameters),
    forSeconds,
    keepFiringSeconds: keepFiringSeconds(chosen, forSeconds),
    rulerOnly: check.rulerOnly ?? false,
    labels: {
      severity: [severity],
      [CHECK_LABEL]: [check.id],
      [KIND_LABEL]: [check.kind],
      ...hostLabel(wanted, target),
    },
    annotations: {
      title: [check.title],
      summary: summaryOf(check, context),
      description: descriptionOf(check),
      [LINK_ANNOTATION]: linkOf(chosen, target),
      ...choiceOf(chosen),
      [FINGERPRINT_ANNOTATION]: [fingerprintOf({ expr, forSeconds })],
    },
    datasourceUid: check.source === 'logs' ? target.lokiUid : target.prometheusUid,
  };
}

/** Text of somebody's choice stands for itself: all of it is escaped as in an address. */
function choiceOf(chosen: ChosenCheck): Record<string, RuleText> {
  const text = chosenText(chosen);
  return text === chosen.check.id ? {} : { [CHOICE_ANNOTATION]: [text] };
}

function hostLabel({ check }: ChosenCheck, { conventions }: RuleTarget): Record<string, RuleText> {
  const text = hostOfRule(check, conventions);
  return text ? { [HOST_LABEL]: text } : {};
}
