import { z } from 'zod';
import { askAlerting } from './askAlerting';

/** Who evaluates rules: Grafana itself, or a data source with a ruler. */
export interface RuleSource {
  /** `grafana`, or the uid of a data source. */
  uid: string;
  name: string;
  kind: 'grafana' | 'prometheus' | 'loki';
}

export const GRAFANA_RULES: RuleSource = { uid: 'grafana', name: 'Grafana', kind: 'grafana' };

/** One alert that a rule has made. */
export interface AlertInstance {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'firing' | 'pending';
  /** True where it is an alert of the rule's own failure, or of no data, and not of its condition. */
  isFault: boolean;
  /** Unix milliseconds. */
  activeAt: number | undefined;
  value: number | undefined;
}

/** An alert rule with what is known of its evaluation. */
export interface RuleState {
  source: RuleSource;
  name: string;
  group: string;
  /** The folder's title in Grafana, the file or namespace elsewhere. */
  folder: string;
  folderUid: string;
  uid: string | undefined;
  labels: Record<string, string>;
  /** As the rule has them: with templates, not with what they become in an alert. */
  annotations: Record<string, string>;
  health: 'ok' | 'error' | 'nodata' | 'unknown';
  lastError: string | undefined;
  /** Unix milliseconds; absent before the first evaluation. */
  lastEvaluation: number | undefined;
  isPaused: boolean;
  /** The contact point that the rule itself names. */
  receiver: string | undefined;
  alerts: AlertInstance[];
  /** How many fire; more than `alerts` has where there are too many to be sent. */
  firing: number;
}

const labels = z.record(z.string(), z.string()).nullish();
const schema = z.object({
  data: z.object({
    groups: z
      .array(
        z.object({
          name: z.string(),
          file: z.string(),
          folderUid: z.string().nullish(),
          rules: z.array(
            z.object({
              type: z.string(),
              name: z.string(),
              uid: z.string().nullish(),
              labels,
              annotations: labels,
              health: z.string(),
              lastError: z.string().nullish(),
              lastEvaluation: z.string().nullish(),
              isPaused: z.boolean().nullish(),
              notificationSettings: z.object({ receiver: z.string() }).nullish(),
              totals: z.record(z.string(), z.number()).nullish(),
              alerts: z
                .array(
                  z.object({
                    labels,
                    annotations: labels,
                    state: z.string(),
                    activeAt: z.string().nullish(),
                    value: z.string().nullish(),
                  })
                )
                .nullish(),
            })
          ),
        })
      )
      .nullish(),
  }),
});

type Answer = z.infer<typeof schema>;
type Group = NonNullable<Answer['data']['groups']>[number];
type Rule = Group['rules'][number];

/** Grafana writes Go's zero time where something has not happened yet. */
function time(text: string | null | undefined): number | undefined {
  const parsed = text ? Date.parse(text) : NaN;
  return parsed > 0 ? parsed : undefined;
}

const HEALTH: Record<string, RuleState['health']> = { ok: 'ok', error: 'error', err: 'error', nodata: 'nodata' };

/** Grafana's states and Prometheus': `Alerting`, `firing`, `Pending`, `Normal`, `Alerting (NoData)`, `Error`. */
function instanceOf(
  kind: RuleSource['kind'],
  { labels: own, annotations, state, activeAt, value }: NonNullable<Rule['alerts']>[number]
): AlertInstance | undefined {
  const [, word = '', why] = /^(\w+)(?: \((.+)\))?$/.exec(state.toLowerCase()) ?? [];
  const fires =
    word === 'alerting' || word === 'firing' || word === 'recovering' || word === 'error' || word === 'nodata';
  if (!fires && word !== 'pending') {
    return undefined;
  }
  const number = Number(value);
  return {
    labels: own ?? {},
    annotations: annotations ?? {},
    state: fires ? 'firing' : 'pending',
    isFault: word === 'error' || word === 'nodata' || why !== undefined,
    activeAt: time(activeAt),
    // Grafana's is the outcome of the comparison, 0 or 1: its Alertmanager has the value that was compared.
    value: kind !== 'grafana' && value && Number.isFinite(number) ? number : undefined,
  };
}

function ruleOf(source: RuleSource, group: Group, rule: Rule): RuleState {
  const alerts = (rule.alerts ?? []).flatMap((alert) => instanceOf(source.kind, alert) ?? []);
  const counted = (rule.totals?.['alerting'] ?? 0) + (rule.totals?.['firing'] ?? 0);
  return {
    source,
    name: rule.name,
    group: group.name,
    folder: group.file,
    folderUid: group.folderUid ?? '',
    uid: rule.uid || undefined,
    labels: rule.labels ?? {},
    annotations: rule.annotations ?? {},
    health: HEALTH[rule.health] ?? 'unknown',
    lastError: rule.lastError || undefined,
    lastEvaluation: time(rule.lastEvaluation),
    isPaused: rule.isPaused ?? false,
    receiver: rule.notificationSettings?.receiver,
    alerts,
    firing: Math.max(counted, alerts.filter(({ state }) => state === 'firing').length),
  };
}

/** More alerts of one rule than anybody reads; Grafana sends the most important ones first. */
const ALERTS_PER_RULE = 200;

/** The alert rules of one source with their states and alerts. Rejects with a Problem. */
export async function ruleStates(
  source: RuleSource,
  signal?: AbortSignal,
  where: { folderUid?: string; group?: string } = {}
): Promise<RuleState[]> {
  const params = new URLSearchParams({
    ...(source.kind === 'grafana' ? { limit_alerts: String(ALERTS_PER_RULE) } : {}),
    ...(where.folderUid ? { folder_uid: where.folderUid } : {}),
    ...(where.group ? { rule_group: where.group } : {}),
  });
  const answer = await askAlerting(
    { url: `/api/prometheus/${encodeURIComponent(source.uid)}/api/v1/rules?${params}`, method: 'GET' },
    schema,
    {
      doing: `read the rules of ${source.name}`,
      permission: source.kind === 'grafana' ? 'alert.rules:read' : 'alert.rules.external:read',
      role: 'Viewer',
      name: source.name,
      kind: source.kind === 'grafana' ? 'Grafana' : source.kind === 'loki' ? 'Loki' : 'Prometheus',
    },
    signal
  );
  return (answer.data.groups ?? []).flatMap((group) =>
    group.rules.filter(({ type }) => type === 'alerting').map((rule) => ruleOf(source, group, rule))
  );
}
