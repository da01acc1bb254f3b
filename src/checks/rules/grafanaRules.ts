import { hashOf } from '../../signals/hashOf';
import { durationText } from '../../signals/promql';
import type { Comparison } from '../check';
import type { AlertRule } from './alertRule';
import { TEMPLATE_GROUP } from './channels';
import { NOTIFICATION_TEMPLATES } from './notificationTemplates';
import { HOST_LABEL, LONGEST_UID, OUR_FOLDER, OUR_NAME } from './ours';
import { renderTexts } from './ruleText';

/** Where Grafana's rules go, and to whom their alerts. */
export interface GrafanaGroup {
  folderUid: string;
  group: string;
  /** The contact point; without one the notification policies decide. */
  receiver?: string;
  /** Seconds between two evaluations: a multiple of ten. */
  intervalSeconds: number;
}

export const OUR_GRAFANA_GROUP: GrafanaGroup = { folderUid: OUR_FOLDER.uid, group: OUR_NAME, intervalSeconds: 60 };

/** One step of a rule: a query, or an expression of Grafana's own over an earlier step. */
export interface GrafanaNode {
  refId: string;
  datasourceUid: string;
  relativeTimeRange: { from: number; to: number };
  model: Record<string, unknown>;
}

/** A rule as the provisioning API takes and gives it. */
export interface GrafanaRule {
  uid: string;
  title: string;
  ruleGroup: string;
  folderUID: string;
  condition: string;
  data: GrafanaNode[];
  noDataState: 'OK' | 'NoData' | 'Alerting';
  execErrState: 'OK' | 'Error' | 'Alerting';
  for: string;
  keep_firing_for: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  isPaused: boolean;
  notification_settings?: { receiver: string; group_by?: string[] };
}

/** The body of `PUT /api/v1/provisioning/folder/{folderUid}/rule-groups/{title}`. */
export interface GrafanaRuleGroup {
  title: string;
  folderUid: string;
  interval: number;
  rules: GrafanaRule[];
}

const EVALUATORS: Record<Comparison, string> = { '>': 'gt', '>=': 'gte', '<': 'lt', '==': 'eq' };

/** Grafana's uid of a rule: stable, and no longer than Grafana takes. */
export function grafanaUid(id: string): string {
  const uid = `${OUR_NAME}-${id.replace(/[^a-zA-Z0-9_-]/g, '-')}`;
  return uid.length <= LONGEST_UID ? uid : `${uid.slice(0, LONGEST_UID - 9)}-${hashOf(id).slice(0, 8)}`;
}

/** As the stack's Alertmanager puts alerts together: one message for a fault of a host. The first two Grafana insists on. */
const GROUP_BY = ['grafana_folder', 'alertname', HOST_LABEL];

/** Queries are instant: the range only has to reach back as far as Grafana insists on. */
const RANGE = { from: 600, to: 0 };

function nodes(rule: AlertRule): GrafanaNode[] {
  if (!rule.datasourceUid) {
    throw new Error(
      `The rule "${rule.title}" needs the uid of a ${rule.source === 'logs' ? 'Loki' : 'Prometheus'} data source`
    );
  }
  const query = { refId: 'A', expr: rule.value, intervalMs: 1000, maxDataPoints: 43200, editorMode: 'code' };
  return [
    {
      refId: 'A',
      datasourceUid: rule.datasourceUid,
      relativeTimeRange: RANGE,
      model: rule.source === 'logs' ? { ...query, queryType: 'instant' } : { ...query, instant: true, range: false },
    },
    {
      refId: 'B',
      datasourceUid: '__expr__',
      relativeTimeRange: RANGE,
      model: {
        refId: 'B',
        type: 'threshold',
        expression: 'A',
        conditions: [{ evaluator: { type: EVALUATORS[rule.compare], params: [rule.threshold] } }],
      },
    },
  ];
}

/**
 * A rule as Grafana holds it. No series means that there is nothing of which it could hold (no container with a limit), so no
 * data is all right: that targets are there at all is a check of its own. A query that fails is an error, and says so.
 * @throws where the data source that it asks is not known
 */
function grafanaRule(rule: AlertRule, { folderUid, group, receiver }: GrafanaGroup): GrafanaRule {
  return {
    uid: grafanaUid(rule.id),
    title: rule.title,
    ruleGroup: group,
    folderUID: folderUid,
    condition: 'B',
    data: nodes(rule),
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.forSeconds > 0 ? durationText(rule.forSeconds) : '0s',
    keep_firing_for: rule.keepFiringSeconds > 0 ? durationText(rule.keepFiringSeconds) : '0s',
    labels: renderTexts(rule.labels, 'grafana'),
    annotations: renderTexts(rule.annotations, 'grafana'),
    isPaused: false,
    ...(receiver ? { notification_settings: { receiver, group_by: GROUP_BY } } : {}),
  };
}

/** Rules that Grafana can evaluate: what only a Loki ruler can is left out. */
export function forGrafana(rules: readonly AlertRule[]): AlertRule[] {
  return rules.filter(({ rulerOnly }) => !rulerOnly);
}

/** A whole group, as the API takes it: rules that it lacks are deleted there. */
export function grafanaRuleGroup(
  rules: readonly AlertRule[],
  where: GrafanaGroup = OUR_GRAFANA_GROUP
): GrafanaRuleGroup {
  if (where.intervalSeconds % 10 !== 0 || where.intervalSeconds <= 0) {
    throw new Error(`Grafana evaluates groups every multiple of 10 s, not every ${where.intervalSeconds} s`);
  }
  return {
    title: where.group,
    folderUid: where.folderUid,
    interval: where.intervalSeconds,
    rules: forGrafana(rules).map((rule) => grafanaRule(rule, where)),
  };
}

/** A file below Grafana's `provisioning/alerting`. */
export interface GrafanaProvisioning {
  apiVersion: 1;
  groups: Array<{
    orgId: number;
    name: string;
    folder: string;
    interval: string;
    rules: Array<Record<string, unknown>>;
  }>;
}

/** Grafana expands `$name` of the environment in the labels of provisioned rules, though not in their annotations. */
const escapeEnvironment = (text: string) => text.replace(/\$/g, '$$$$');

/** The same rules as a file for `provisioning/alerting`. Folders are named by title there. */
export function grafanaProvisioning(
  rules: readonly AlertRule[],
  where: Omit<GrafanaGroup, 'folderUid'> & { folder?: string; orgId?: number } = OUR_GRAFANA_GROUP
): GrafanaProvisioning {
  const { folder = OUR_FOLDER.title, orgId = 1, ...rest } = where;
  const group = grafanaRuleGroup(rules, { ...rest, folderUid: OUR_FOLDER.uid });
  return {
    apiVersion: 1,
    groups: [
      {
        orgId,
        name: group.title,
        folder,
        interval: durationText(group.interval),
        rules: group.rules.map(({ ruleGroup: _group, folderUID: _folder, keep_firing_for, labels, ...rule }) => ({
          ...rule,
          keepFiringFor: keep_firing_for,
          labels: Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, escapeEnvironment(text)])),
        })),
      },
    ],
  };
}

/** The notification templates as a file for `provisioning/alerting`, where Grafana takes their text as it is. */
export function templatesProvisioning(orgId = 1): { apiVersion: 1; templates: Array<Record<string, unknown>> } {
  return {
    apiVersion: 1,
    templates: [{ orgId, name: TEMPLATE_GROUP, template: NOTIFICATION_TEMPLATES }],
  };
}
