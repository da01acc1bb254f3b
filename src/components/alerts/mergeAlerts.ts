import { CHECK_LABEL } from '../../checks/rules/ours';
import type { ActiveAlert, AlertmanagerSource } from '../../grafana/alerting/alertmanagers';
import type { RuleState } from '../../grafana/alerting/ruleStates';
import { LabelIndex } from './LabelIndex';

/** Who says of an alert that it is there. */
export interface Teller {
  name: string;
  kind: 'grafana' | 'prometheus' | 'loki' | 'alertmanager';
  /** In Alertmanagers: whom it is sent to, and by what it is muted. */
  receivers: string[];
  silencedBy: string[];
  isInhibited: boolean;
  /** The Alertmanager's uid. */
  uid?: string;
}

/** One alert, whoever tells of it. */
export interface MergedAlert {
  key: string;
  /** The check that it is of; absent for alerts of others. */
  checkId: string | undefined;
  title: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'firing' | 'pending';
  isFault: boolean;
  /** Unix milliseconds: the earliest that anybody tells of. */
  since: number | undefined;
  value: number | undefined;
  tellers: Teller[];
}

/** Labels that say who evaluated a rule, not what its alert is about. */
const OF_THE_RULE = new Set([
  'alertname',
  'grafana_folder',
  'severity',
  'rulename',
  '__alert_rule_uid__',
  'datasource_uid',
  'ref_id',
]);

function subjectLabels(labels: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(labels).filter(([name, value]) => !OF_THE_RULE.has(name) && value !== ''));
}

interface Told extends Omit<MergedAlert, 'tellers' | 'key'> {
  teller: Teller;
}

const earliest = (a: number | undefined, b: number | undefined) =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

const RANK: Record<string, number> = { critical: 0, page: 0, error: 1, warning: 1, info: 2 };

const rankOf = ({ labels }: Pick<MergedAlert, 'labels'>) => RANK[labels['severity']?.toLowerCase() ?? ''] ?? 1.5;

/** What fires is graver than what waits; then it is by severity. */
function isGraver(a: Pick<MergedAlert, 'labels' | 'state'>, b: Pick<MergedAlert, 'labels' | 'state'>): boolean {
  return a.state === b.state ? rankOf(a) < rankOf(b) : a.state === 'firing';
}

function put(merged: MergedAlert, told: Told): void {
  // Two rules of one check, such as a warning and a critical one, are one alert: as bad as the worse of them.
  if (isGraver(told, merged)) {
    merged.labels = { ...merged.labels, ...(told.labels['severity'] ? { severity: told.labels['severity'] } : {}) };
    merged.title = told.title;
    merged.annotations = { ...merged.annotations, ...told.annotations };
  }
  merged.state = told.state === 'firing' ? 'firing' : merged.state;
  merged.since = earliest(merged.since, told.since);
  merged.value ??= told.value;
  merged.annotations = { ...told.annotations, ...merged.annotations };
  merged.isFault = merged.isFault && told.isFault;
  if (!merged.tellers.some(({ kind, name }) => kind === told.teller.kind && name === told.teller.name)) {
    merged.tellers.push(told.teller);
  }
}

/**
 * The alerts that rules and Alertmanagers tell of, each once: the same check (or the same name, for rules of others) about
 * the same labels. Whoever sends an alert on may add labels of its own, so one set of labels may hold the other.
 */
export function mergeAlerts(
  rules: readonly RuleState[],
  held: ReadonlyArray<{ source: AlertmanagerSource; alerts: readonly ActiveAlert[] }>
): MergedAlert[] {
  const none = { receivers: [], silencedBy: [], isInhibited: false };
  const told: Told[] = rules.flatMap((rule) =>
    rule.alerts.map((alert): Told => ({
      checkId: alert.labels[CHECK_LABEL] || undefined,
      title: rule.name,
      labels: alert.labels,
      annotations: alert.annotations,
      state: alert.state,
      isFault: alert.isFault,
      since: alert.activeAt,
      value: alert.value,
      teller: {
        name: rule.source.name,
        kind: rule.source.kind,
        ...none,
        receivers: rule.receiver ? [rule.receiver] : [],
      },
    }))
  );
  const sent: Told[] = held.flatMap(({ source, alerts }) =>
    alerts.map((alert): Told => ({
      checkId: alert.labels[CHECK_LABEL] || undefined,
      title: alert.labels['alertname'] ?? 'An alert without a name',
      labels: alert.labels,
      annotations: alert.annotations,
      state: 'firing',
      isFault: false,
      since: alert.startsAt,
      value: alert.value,
      teller: {
        name: source.name,
        kind: 'alertmanager',
        uid: source.uid,
        receivers: alert.receivers,
        silencedBy: alert.silencedBy,
        isInhibited: alert.isInhibited,
      },
    }))
  );
  const groups = new Map<string, LabelIndex<MergedAlert>>();
  const merged: MergedAlert[] = [];
  for (const one of [...told, ...sent]) {
    const group = one.checkId ?? `\u0000${one.labels['alertname'] ?? one.title}`;
    const subject = subjectLabels(one.labels);
    const known = groups.get(group) ?? new LabelIndex<MergedAlert>();
    groups.set(group, known);
    // Two alerts of one source with other labels are two: only who tells later may know more labels or fewer.
    const isElse = ({ kind, name }: Teller) => kind !== one.teller.kind || name !== one.teller.name;
    const key = `${group}\u0000${JSON.stringify([...subject].sort())}`;
    const related = known.related(subject);
    const same = related.find((other) => other.key === key) ?? related.find(({ tellers }) => tellers.every(isElse));
    if (same) {
      put(same, one);
      continue;
    }
    const { teller, ...rest } = one;
    const alert = { ...rest, key, tellers: [teller] };
    known.add(subject, alert);
    merged.push(alert);
  }
  return merged;
}

/** Firing before pending, then by severity, then what began last. */
export function compareAlerts(a: MergedAlert, b: MergedAlert): number {
  return (
    Number(a.state === 'pending') - Number(b.state === 'pending') ||
    rankOf(a) - rankOf(b) ||
    (b.since ?? 0) - (a.since ?? 0) ||
    a.key.localeCompare(b.key)
  );
}

/** True where an Alertmanager mutes it, and none sends it. */
export function isSilenced({ tellers }: MergedAlert): boolean {
  const sending = tellers.filter(({ kind }) => kind === 'alertmanager');
  return sending.length > 0 && sending.every(({ silencedBy }) => silencedBy.length > 0);
}
