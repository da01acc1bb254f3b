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
import type { GrafanaTarget, InstallTarget } from './target';

/** A chosen check that has no rule at a target, and why. */
export interface LeftOut {
  chosen: ChosenCheck;
  why: string;
}

/** One rule as a plan shows it. */
export type PlannedChange = RuleChange<{ labels: Readonly<Record<string, string>> }> & { name: string };

/** What installing would do, before anything is done. */
export interface Plan<Rule> {
  changes: PlannedChange[];
  /** What the chosen rules are known by there: a uid in Grafana, a name in a ruler. */
  wanted: ReadonlySet<string>;
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
  chosen: ReadonlySet<string>,
  idOf: (rule: Rule) => string
): { ours: Rule[]; foreign: Rule[] } {
  return {
    ours: stored.filter((rule) => isOurs(rule) && !chosen.has(idOf(rule))),
    foreign: stored.filter((rule) => !isOurs(rule)),
  };
}

const toTry = <Rule>(changes: ReadonlyArray<RuleChange<Rule>>) =>
  changes.flatMap(({ kind, wanted }) =>
    wanted && (kind === 'added' || kind === 'changed' || kind === 'moved') ? [wanted] : []
  );

function named<Rule extends { labels: Readonly<Record<string, string>> }>(
  changes: ReadonlyArray<RuleChange<Rule>>,
  nameOf: (rule: Rule) => string
): PlannedChange[] {
  return changes.map((change) => {
    const rule = change.wanted ?? change.installed;
    return { ...change, name: rule ? nameOf(rule) : change.id };
  });
}

/** Where in Grafana a group is, as a plan names it. */
export const placeText = (folder: string, group: string) => `${folder} / ${group}`;

/**
 * What installing into Grafana would do to a group. A rule of ours that is in another group is one and the same rule:
 * stored here it leaves that group, which is said.
 * @param elsewhere where rules of other groups are, by uid
 */
export function planGrafana(
  rules: readonly AlertRule[],
  target: GrafanaTarget,
  stored: StoredGroup | undefined,
  elsewhere: ReadonlyMap<string, string> = new Map()
): Plan<GrafanaRule> {
  const group = {
    ...OUR_GRAFANA_GROUP,
    folderUid: target.folderUid,
    group: target.group,
    ...(target.receiver ? { receiver: target.receiver } : {}),
  };
  const chosen = grafanaRuleGroup(rules, group).rules;
  const wanted = new Set(chosen.map(({ uid }) => uid));
  const { ours, foreign } = keep<GrafanaRule>(stored?.rules ?? [], wanted, ({ uid }) => uid);
  const changes = grafanaDiff(stored?.rules ?? [], [...chosen, ...ours]).map((change): RuleChange<GrafanaRule> => {
    const from = elsewhere.get(change.id);
    return change.kind === 'added' && from !== undefined
      ? { ...change, kind: 'moved', fields: [{ path: 'place', installed: from, wanted: 'here' }] }
      : change;
  });
  return {
    changes: named(changes, ({ title }) => title),
    wanted,
    rules: [...foreign, ...ours, ...chosen],
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
  const chosen = file.groups.flatMap((group) => group.rules);
  const wanted = new Set(chosen.map(({ alert }) => alert));
  const { ours, foreign } = keep<FileRule>(stored?.rules ?? [], wanted, ({ alert }) => alert);
  const changes = fileDiff(stored?.rules ?? [], [...chosen, ...ours]);
  return {
    changes: named(changes, ({ alert }) => alert || 'a recording rule'),
    wanted,
    rules: [...foreign, ...ours, ...chosen],
    toTry: toTry(changes),
    yaml: toYaml(file),
  };
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

/** How many rules are new, come from another group, changed and as they were. */
export function countChanges(changes: ReadonlyArray<RuleChange<unknown>>) {
  const of = (kind: RuleChange<unknown>['kind']) => changes.filter((change) => change.kind === kind).length;
  return { added: of('added'), moved: of('moved'), changed: of('changed'), same: of('same'), foreign: of('foreign') };
}
