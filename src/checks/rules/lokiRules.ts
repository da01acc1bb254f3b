import { durationText } from '../../signals/promql';
import type { AlertRule } from './alertRule';
import { OUR_NAME } from './ours';
import { fileRule, type FileRule, type GroupOptions, type RuleFile } from './prometheusRules';

/** Loki's ruler forgets `keep_firing_for` without a word, so it is not written. */
function lokiRule(rule: AlertRule): FileRule {
  const { keep_firing_for: _dropped, ...rest } = fileRule(rule);
  return rest;
}

/** The rules of logs as a namespace of Loki's ruler; no group where there is none. */
export function lokiRuleFile(rules: readonly AlertRule[], { intervalSeconds = 60 }: GroupOptions = {}): RuleFile {
  const own = rules.filter(({ source }) => source === 'logs');
  return {
    groups:
      own.length > 0 ? [{ name: OUR_NAME, interval: durationText(intervalSeconds), rules: own.map(lokiRule) }] : [],
  };
}
