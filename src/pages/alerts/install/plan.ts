import { alertRuleOf, type AlertRule } from '../../../checks/rules/alertRule';
import { lacksLists, type ChosenCheck } from '../../../checks/rules/chosen';
import {
  forGrafana,
  grafanaProvisioning,
  grafanaRuleGroup,
  OUR_GRAFANA_GROUP,
  type GrafanaRule,
} from '../../../checks/rules/grafanaRules';
import { lokiRuleFile } from '../../../checks/rules/lokiRules';
import { isOurs, OUR_NAME } from '../../../checks/rules/ours';
import { prometheusRuleFile, type FileRule } from '../../../checks/rules/prometheusRules';
import { fileDiff, grafanaDiff, type RuleChange } from '../../../checks/rules/ruleDiff';
import type { RuleTarget } from '../../../checks/rules/ruleTarget';
import { toYaml } from '../../../checks/rules/toYaml';
import type { StoredGroup } from '../../../grafana/alerting/grafanaGroups';
import type { RulerGroup } from '../../../grafana/alerting/rulerGroups';
import type { InstallTarget } from './target';

/** A chosen check that has no rule at a target, and why. */
export interface LeftOut {
  chosen: ChosenCheck;
  why: string;
}

/** What installing would do, before anything is done. */
export interface Plan<Rule> {
  changes: Array<RuleChange<Rule>>;
  /** All rules of the group as they are to be: foreign ones too, as they came. */
  rules: Rule[];
  /** Those that are new or changed: what is to be tried first. */
  toTry: Rule[];
  yaml: string;
}

/** The rules of chosen checks, and those that this target cannot have. */
export function rulesFor(
  chosen: readonly ChosenCheck[],
  target: InstallTarget,
  made: RuleTarget
): { rules: AlertRule[]; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const rules = chosen.flatMap((one) => {
    const { check } = one;
    const why = !(check.applies?.(made.conventions) ?? true)
      ? 'It does not apply to your data: see Setup.'
      : lacksLists(one)
        ? 'Its list is empty: open it, and fill the list.'
        : target.kind === 'grafana' && check.rulerOnly
          ? 'Only Loki’s ruler can evaluate it.'
          : target.kind === 'grafana' && check.source === 'logs' && !made.lokiUid
            ? 'There is no Loki data source.'
            : target.kind === 'grafana' && check.source === 'metrics' && !made.prometheusUid
              ? 'There is no Prometheus data source.'
              : target.kind === 'ruler' && (target.source.type === 'loki') !== (check.source === 'logs')
                ? check.source === 'logs'
                  ? 'It reads logs: install it in Loki, or in Grafana.'
                  : 'It reads metrics: install it in Grafana, or as a file for Prometheus.'
                : undefined;
    if (why) {
      leftOut.push({ chosen: one, why });
      return [];
    }
    return [alertRuleOf(one, target.kind === 'grafana' ? withoutUrl(made) : made)];
  });
  return { rules, leftOut };
}

/** Grafana's rules find their own address when they fire: that stays true when it moves. */
function withoutUrl({ grafanaUrl: _url, ...rest }: RuleTarget): RuleTarget {
  return rest;
}

/** Installed rules of ours that nobody chose this time stay as they are: installing one check removes no other. */
function keep<Rule extends { labels: Readonly<Record<string, string>> }>(
  stored: readonly Rule[],
  wanted: readonly Rule[],
  idOf: (rule: Rule) => string
): { ours: Rule[]; foreign: Rule[] } {
  const chosen = new Set(wanted.map(idOf));
  return {
    ours: stored.filter((rule) => isOurs(rule) && !chosen.has(idOf(rule))),
    foreign: stored.filter((rule) => !isOurs(rule)),
  };
}

const toTry = <Rule>(changes: ReadonlyArray<RuleChange<Rule>>) =>
  changes.flatMap(({ kind, wanted }) => (wanted && (kind === 'added' || kind === 'changed') ? [wanted] : []));

/** What installing into Grafana would do to a group. */
export function planGrafana(
  rules: readonly AlertRule[],
  target: Extract<InstallTarget, { kind: 'grafana' }>,
  stored: StoredGroup | undefined
): Plan<GrafanaRule> {
  const group = {
    ...OUR_GRAFANA_GROUP,
    folderUid: target.folderUid,
    group: target.group,
    ...(target.receiver ? { receiver: target.receiver } : {}),
  };
  const wanted = grafanaRuleGroup(rules, group).rules;
  const { ours, foreign } = keep<GrafanaRule>(stored?.rules ?? [], wanted, ({ uid }) => uid);
  const changes = grafanaDiff(stored?.rules ?? [], [...wanted, ...ours]);
  return {
    changes,
    rules: [...foreign, ...ours, ...wanted],
    toTry: toTry(changes),
    yaml: toYaml(grafanaProvisioning(forGrafana(rules), group)),
  };
}

/** What installing into a ruler would do to our group there. */
export function planRuler(
  rules: readonly AlertRule[],
  isLoki: boolean,
  stored: RulerGroup | undefined
): Plan<FileRule> {
  const file = isLoki ? lokiRuleFile(rules) : prometheusRuleFile(rules);
  const wanted = file.groups.flatMap((group) => group.rules);
  const { ours, foreign } = keep<FileRule>(stored?.rules ?? [], wanted, ({ alert }) => alert);
  const changes = fileDiff(stored?.rules ?? [], [...wanted, ...ours]);
  return { changes, rules: [...foreign, ...ours, ...wanted], toTry: toTry(changes), yaml: toYaml(file) };
}

/** A file to be put where a server reads it. */
export interface DownloadFile {
  name: string;
  /** Where it goes, in a sentence. */
  about: string;
  text: string;
}

/** The files of chosen rules, one for each server that reads any of them. */
export function ruleFiles(rules: readonly AlertRule[], made: RuleTarget): DownloadFile[] {
  const metrics = prometheusRuleFile(rules);
  const logs = lokiRuleFile(rules);
  const known = rules.filter(({ source }) => (source === 'logs' ? made.lokiUid : made.prometheusUid));
  const grafana = forGrafana(known);
  return [
    ...(metrics.groups.length > 0
      ? [
          {
            name: `${OUR_NAME}.prometheus.yaml`,
            about: 'For Prometheus: name it under rule_files, then reload. Mimir takes it with mimirtool.',
            text: toYaml(metrics),
          },
        ]
      : []),
    ...(logs.groups.length > 0
      ? [
          {
            name: `${OUR_NAME}.loki.yaml`,
            about: 'For Loki’s ruler: put it into <rules directory>/fake/, or into the folder of your tenant.',
            text: toYaml(logs),
          },
        ]
      : []),
    ...(grafana.length > 0
      ? [
          {
            name: `${OUR_NAME}.grafana.yaml`,
            about:
              'For Grafana: put it into provisioning/alerting/, then restart it. Provisioned rules cannot be edited in Grafana.',
            text: toYaml(grafanaProvisioning(grafana)),
          },
        ]
      : []),
  ];
}

/** How many rules are new, changed and as they were. */
export function countChanges(changes: ReadonlyArray<RuleChange<unknown>>) {
  const of = (kind: RuleChange<unknown>['kind']) => changes.filter((change) => change.kind === kind).length;
  return { added: of('added'), changed: of('changed'), same: of('same'), foreign: of('foreign') };
}
