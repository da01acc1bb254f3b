import { durationText } from '../../signals/promql';
import type { AlertRule } from './alertRule';
import { OUR_NAME } from './ours';
import { renderTexts } from './ruleText';

/** An alert rule as Prometheus and Loki's ruler write it. */
export interface FileRule {
  alert: string;
  expr: string;
  for?: string;
  keep_firing_for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface FileGroup {
  name: string;
  interval?: string;
  rules: FileRule[];
}

/** A rule file of Prometheus, or a namespace of Loki's or Mimir's ruler. */
export interface RuleFile {
  groups: FileGroup[];
}

/** A rule as Prometheus and Loki write it. A duration of zero is left out. */
export function fileRule(rule: AlertRule): FileRule {
  return {
    alert: rule.name,
    expr: rule.expr,
    ...(rule.forSeconds > 0 ? { for: durationText(rule.forSeconds) } : {}),
    ...(rule.keepFiringSeconds > 0 ? { keep_firing_for: durationText(rule.keepFiringSeconds) } : {}),
    labels: renderTexts(rule.labels, 'prometheus'),
    annotations: renderTexts(rule.annotations, 'prometheus'),
  };
}

/** How often a group is evaluated, in seconds; a minute without it, in all three forms. */
export interface GroupOptions {
  intervalSeconds?: number;
}

/** The rules of metrics as a file for Prometheus, or Mimir's ruler; no group where there is none. */
export function prometheusRuleFile(rules: readonly AlertRule[], { intervalSeconds = 60 }: GroupOptions = {}): RuleFile {
  const own = rules.filter(({ source }) => source === 'metrics');
  return {
    groups:
      own.length > 0 ? [{ name: OUR_NAME, interval: durationText(intervalSeconds), rules: own.map(fileRule) }] : [],
  };
}
