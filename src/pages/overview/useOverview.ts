import { useMemo } from 'react';
import { loadHeld, loadRules, ruleSources, type Gathered, type Held } from '../../components/alerts/loadFiring';
import { choicesOf } from '../../components/alerts/keptLists';
import { mergeAlerts, type MergedAlert } from '../../components/alerts/mergeAlerts';
import { loadEvidence, type Evidence } from '../../components/findings/loadEvidence';
import { loadFindings, loadLogFindings, type Findings } from '../../components/findings/loadFindings';
import { findingsOfRules, NO_RULES, withAsked } from '../../components/findings/ruleFindings';
import { shareForFindings } from '../../components/findings/shareForFindings';
import { withHeld } from '../../components/findings/withHeld';
import { useInstallation } from '../../components/InstallationContext';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import { useNginx } from '../../components/useNginx';
import { findingKey, type Finding } from '../../checks/finding';
import { subjectOf } from '../../checks/subject';
import { checksFor } from '../../checks/catalog';
import type { Check } from '../../checks/check';
import { CHECK_LABEL } from '../../checks/rules/ours';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logBudgetOf } from '../../grafana/settings';
import type { Conventions } from '../../signals/conventions';
import { EVERYTHING } from '../../signals/scope';
import type { Problem } from '../../grafana/Problem';

/** Why something of alerts is not known: of rules, and of what Alertmanagers hold. */
export interface AlertProblems {
  rules: readonly Problem[];
  held: readonly Problem[];
}

/** Everything that the Overview tells of what is wrong. */
export interface OverviewState {
  /** With the logs’ part, NGINX’s included as far as it is known. */
  conventions: Conventions;
  findings: readonly Finding[];
  evidence: Evidence | undefined;
  metrics: Loaded<Findings>;
  /** Of what is recorded of NGINX’s logs. */
  recorded: Loaded<Findings>;
  logs: Loaded<Findings>;
  /** Checks whose findings their installed rules told. */
  byRules: number;
  /** Alerts that fire and stand in no finding. */
  alerts: readonly MergedAlert[];
  alertProblems: AlertProblems;
  /** Bytes of logs that were allowed. */
  budget: number;
  /** Something is still asked that may add findings. */
  loading: boolean;
}

/** The alerts that no finding tells of already. */
function foreignAlerts(alerts: readonly MergedAlert[], findings: readonly Finding[], conventions: Conventions) {
  const told = new Set(findings.map(findingKey));
  const checks = new Map(checksFor(conventions).map((check) => [check.id, check]));
  return alerts.filter(({ state, labels }) => {
    const check = checks.get(labels[CHECK_LABEL] ?? '');
    return (
      state === 'firing' && !(check && told.has(findingKey({ check, subject: subjectOf(check, conventions, labels) })))
    );
  });
}

const isOfNginx = ({ kind }: Check) => kind === 'nginx';
const isNotOfNginx = (check: Check) => !isOfNginx(check);

const problemsOf = ({ problem, data }: Loaded<Gathered<unknown>>) => (problem ? [problem] : (data?.problems ?? []));

const NOBODY: Held = { alerts: [], silences: [] };

/**
 * Asks everything that the Overview shows of what is wrong: installed rules first, whose checks are then not asked again;
 * every other check of metrics; and checks of logs as far as a part of the log budget goes.
 * @param time Unix milliseconds
 * @param isNow true: `time` is now, which is what the state of a rule is of
 * @param everything true: ask all checks of logs, whatever they read
 */
export function useOverview(
  source: DataSourceChoice,
  time: number,
  { isNow, everything }: { isNow: boolean; everything: boolean }
): OverviewState {
  const { installation, settings } = useInstallation();
  const { loki } = installation;
  const nginx = useNginx(loki, time, '');
  const conventions = nginx.conventions ?? installation.conventions;
  const key = `${source.uid} ${loki?.uid ?? ''} ${time}`;
  const rules = useLoaded(isNow ? key : null, (signal) => loadRules(ruleSources(source, loki), signal));
  const held = useLoaded(isNow ? key : null, (signal) => loadHeld(signal));
  // Rules that cannot be read are no reason to wait, nor to be silent.
  const rulesKnown = !isNow || !rules.loading;
  const choices = useMemo(() => choicesOf(settings), [settings]);
  const byRules = useMemo(
    () => (rules.data ? findingsOfRules(rules.data.data, conventions, time, choices) : NO_RULES),
    [rules.data, conventions, time, choices]
  );
  const known = [...byRules.known].sort().join();
  const metrics = useLoaded(rulesKnown ? `${key} ${known}` : null, (signal) =>
    loadFindings(source, conventions, EVERYTHING, time, signal, { choices, known: byRules.known, only: isNotOfNginx })
  );
  // What is recorded of NGINX’s logs: how they are read may have to be found out first, and nothing else waits for that.
  const nginxReady = rulesKnown && conventions.nginx !== undefined && !nginx.detected.loading;
  const recorded = useLoaded(nginxReady ? `${key} ${known}` : null, (signal) =>
    loadFindings(source, conventions, EVERYTHING, time, signal, { choices, known: byRules.known, only: isOfNginx })
  );
  const budget = logBudgetOf(settings) * shareForFindings;
  const logsReady = loki !== undefined && rulesKnown && !nginx.detected.loading;
  const logs = useLoaded(logsReady ? `${key} ${known} ${everything}` : null, (signal) =>
    loki
      ? loadLogFindings(loki, conventions, EVERYTHING, time, everything ? Infinity : budget, signal, {
          choices,
          known: byRules.known,
        })
      : Promise.reject(new Error('there is no Loki'))
  );
  const found = useMemo(
    () =>
      withAsked(
        byRules.findings,
        [metrics, recorded, logs].flatMap(({ data }) => data?.findings ?? [])
      ),
    [byRules, metrics, recorded, logs]
  );
  const settled = metrics.data !== undefined && !metrics.loading && !recorded.loading && !logs.loading;
  const evidence = useLoaded(settled ? `${key} ${known} ${everything} ${found.length}` : null, (signal) =>
    loadEvidence({ prometheus: source, loki, logBudget: budget }, conventions, found, time, signal)
  );
  const holding = held.data?.data ?? NOBODY;
  const findings = useMemo(
    () => withHeld(evidence.data?.findings ?? found, holding, conventions),
    [evidence.data, found, holding, conventions]
  );
  const alerts = useMemo(
    () => (settled ? foreignAlerts(mergeAlerts(rules.data?.data ?? [], holding.alerts), findings, conventions) : []),
    [settled, rules.data, holding, findings, conventions]
  );
  return {
    conventions,
    findings,
    evidence: evidence.data,
    metrics,
    recorded,
    logs,
    byRules: byRules.known.size,
    alerts,
    alertProblems: { rules: problemsOf(rules), held: problemsOf(held) },
    budget,
    loading: !settled,
  };
}
