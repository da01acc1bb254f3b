import {
  activeAlerts,
  alertmanagers,
  silences,
  type ActiveAlert,
  type AlertmanagerSource,
  type Silence,
} from '../../grafana/alerting/alertmanagers';
import { GRAFANA_RULES, ruleStates, type RuleSource, type RuleState } from '../../grafana/alerting/ruleStates';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { Problem } from '../../grafana/Problem';

/** What could be had, and what could not: one that fails does not silence the others. */
export interface Gathered<T> {
  data: T;
  problems: Problem[];
  /** Unix milliseconds at which it was told. */
  at: number;
}

async function gather<S, T>(sources: readonly S[], ask: (source: S) => Promise<T[]>): Promise<Gathered<T[]>> {
  const problems: Problem[] = [];
  const parts = await Promise.all(
    sources.map((source) =>
      ask(source).catch((error: unknown): T[] => {
        if (isAbort(error) || !(error instanceof Problem)) {
          throw error;
        }
        problems.push(error);
        return [];
      })
    )
  );
  return { data: parts.flat(), problems, at: Date.now() };
}

/** Who may evaluate rules here. */
export function ruleSources(
  prometheus: DataSourceChoice | undefined,
  loki: DataSourceChoice | undefined
): RuleSource[] {
  return [
    GRAFANA_RULES,
    ...(prometheus ? [{ uid: prometheus.uid, name: prometheus.name, kind: 'prometheus' as const }] : []),
    ...(loki ? [{ uid: loki.uid, name: loki.name, kind: 'loki' as const }] : []),
  ];
}

/** The alert rules of all sources. */
export function loadRules(sources: readonly RuleSource[], signal: AbortSignal): Promise<Gathered<RuleState[]>> {
  return gather(sources, (source) => ruleStates(source, signal));
}

/** What Alertmanagers hold. */
export interface Held {
  alerts: Array<{ source: AlertmanagerSource; alerts: ActiveAlert[] }>;
  silences: Silence[];
}

/** The alerts and silences of every Alertmanager. */
export async function loadHeld(signal: AbortSignal): Promise<Gathered<Held>> {
  const sources = alertmanagers();
  const [alerts, muted] = await Promise.all([
    gather(sources, async (source) => [{ source, alerts: await activeAlerts(source, signal) }]),
    gather(sources, (source) => silences(source, signal)),
  ]);
  const byTitle = new Map([...alerts.problems, ...muted.problems].map((problem) => [problem.title, problem]));
  return { data: { alerts: alerts.data, silences: muted.data }, problems: [...byTitle.values()], at: alerts.at };
}
