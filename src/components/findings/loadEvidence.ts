import { condition, thresholdOf, type Check, type CheckContext } from '../../checks/check';
import { compareFindings, findingKey, heldSince, type Finding } from '../../checks/finding';
import { hostOfSubject, subjectOf } from '../../checks/subject';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { queryLogSeries } from '../../grafana/loki';
import { Problem } from '../../grafana/Problem';
import { queryRange, type Series } from '../../grafana/prometheus';
import { timeToReach } from '../../insights/timeToReach';
import type { Conventions } from '../../signals/conventions';
import type { Scope } from '../../signals/scope';
import { priceLogChecks } from './logPrice';

/** How many findings of one check get their history at once: more than anybody compares, few enough to be cheap. */
const SHOWN_PER_CHECK = 8;
const POINTS = 60;

/** Where evidence is read from. */
export interface EvidenceSources {
  prometheus: DataSourceChoice;
  loki?: DataSourceChoice | undefined;
  /** Bytes of logs that the history of one check may read. */
  logBudget?: number;
}

/** Findings with what their history adds, and the histories by finding. */
export interface Evidence {
  findings: Finding[];
  series: Map<string, Series>;
  /** Checks whose history could not be read: their findings stand without it. */
  failed: Array<{ check: Check; problem: Problem }>;
}

function withHistory(finding: Finding, history: Series | undefined, time: number, stepMs: number): Finding {
  if (!history) {
    return finding;
  }
  // A rule knows better since when it holds, and whether it counts yet; not every one tells the value.
  if (finding.rule !== undefined) {
    const last = history.values.at(-1);
    return Number.isFinite(finding.value) || last === undefined ? finding : { ...finding, value: last };
  }
  const { check, parameters } = finding;
  const held = heldSince(check, parameters, history.times, history.values, stepMs);
  const lasted = held ? (time - held.since) / 1000 : 0;
  const pending =
    check.forSeconds > 0 && held !== undefined && !held.atLeast && lasted + stepMs / 1000 < check.forSeconds;
  return {
    ...finding,
    ...(held ? { since: held.since, sinceOrBefore: held.atLeast } : {}),
    ...(pending ? { pending } : {}),
  };
}

/** The smallest scope that holds all of these; nothing smaller than everything where they name no place. */
function scopeOf(findings: readonly Finding[]): Scope {
  const containers = findings.flatMap(({ subject }) => ('container' in subject ? [subject.container] : []));
  const named = containers.filter((container) => container !== undefined);
  if (named.length === findings.length) {
    return { containers: named };
  }
  const hosts = findings.map(({ subject }) => hostOfSubject(subject));
  const known = hosts.filter((host) => host !== undefined);
  return known.length === findings.length ? { hosts: [...new Set(known)] } : {};
}

/** Targets and programs are told apart by the scrape, not by a host: no scope restricts them well. */
const EVERYWHERE: ReadonlySet<Check['subject']> = new Set(['target', 'program', 'endpoint', 'service', 'fleet']);

async function historyOf(
  { prometheus, loki, logBudget = 0 }: EvidenceSources,
  check: Check,
  context: CheckContext,
  expr: string,
  time: number,
  signal?: AbortSignal
): Promise<Map<string, Series>> {
  const stepSeconds = check.evidenceSeconds / POINTS;
  const range = { from: time - check.evidenceSeconds * 1000, to: time };
  const keyed = (series: readonly Series[]) =>
    new Map(
      series.map((one) => [findingKey({ check, subject: subjectOf(check, context.conventions, one.labels) }), one])
    );
  if (check.source === 'metrics') {
    return keyed(await queryRange(prometheus, expr, { ...range, stepSeconds }, signal));
  }
  if (!loki) {
    return new Map();
  }
  const { conventions, scope, parameters } = context;
  const [price] = await priceLogChecks(loki, { conventions, scope }, [{ check, parameters }], time, signal);
  const seconds = Math.max(1, ...(check.reads?.(context) ?? []).map((read) => read.seconds));
  // At every point the check looks back as far; read once, that is the range and one look back for each of its parts.
  const bytes = (price?.bytes ?? 0) * (check.evidenceSeconds / seconds + 1);
  return bytes > logBudget ? new Map() : keyed(await queryLogSeries(loki, expr, range, stepSeconds, signal));
}

/**
 * The history behind the findings that matter most: since when each holds, whether it has held for long enough, and when
 * it will fail. Asked only for what was found, so that a healthy fleet costs nothing. A history that cannot
 * be had does not take its findings away, nor the others' histories. Rejects only when it is aborted.
 */
export async function loadEvidence(
  sources: EvidenceSources,
  conventions: Conventions,
  findings: readonly Finding[],
  time: number,
  signal?: AbortSignal
): Promise<Evidence> {
  const byCheck = new Map<Check, Finding[]>();
  for (const finding of [...findings].sort(compareFindings)) {
    byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), finding]);
  }
  const parts = await Promise.all(
    [...byCheck].map(async ([check, found]): Promise<Evidence> => {
      const shown = found.slice(0, SHOWN_PER_CHECK);
      const [first] = shown;
      const everywhere = EVERYWHERE.has(check.subject);
      const context: CheckContext = {
        conventions,
        scope: everywhere ? {} : scopeOf(shown),
        parameters: first?.parameters ?? {},
        ...(first?.lists ? { lists: first.lists } : {}),
      };
      // There are many targets: there the condition itself keeps the answer small.
      const expr = check.subject === 'target' ? condition(check, context) : check.value(context);
      const stepMs = (check.evidenceSeconds / POINTS) * 1000;
      try {
        const [values, drawn] = await Promise.all([
          historyOf(sources, check, context, expr, time, signal),
          check.evidence ? historyOf(sources, check, context, check.evidence(context), time, signal) : undefined,
        ]);
        const series = drawn ?? values;
        const told = found.map((finding) => {
          const history = withHistory(finding, values.get(findingKey(finding)), time, stepMs);
          const trend = check.evidence ? series.get(findingKey(finding)) : undefined;
          const failure = trend
            ? timeToReach(trend.times, trend.values, thresholdOf(check, context.parameters))
            : undefined;
          return failure ? { ...history, timeToFailure: failure } : history;
        });
        return { findings: told, series, failed: [] };
      } catch (error) {
        if (isAbort(error) || !(error instanceof Problem)) {
          throw error;
        }
        return { findings: found, series: new Map(), failed: [{ check, problem: error }] };
      }
    })
  );
  return {
    findings: parts.flatMap((part) => part.findings),
    series: new Map(parts.flatMap((part) => [...part.series])),
    failed: parts.flatMap((part) => part.failed),
  };
}
