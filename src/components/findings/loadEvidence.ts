import { condition, thresholdOf, type Check, type CheckContext } from '../../checks/check';
import { compareFindings, heldSince, subjectKey, type Finding } from '../../checks/finding';
import { subjectOf } from '../../checks/subject';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryRange, type Series } from '../../grafana/prometheus';
import { timeToReach } from '../../insights/timeToReach';
import type { Conventions } from '../../signals/conventions';

/** How many findings of one check get their history at once: more than anybody compares, few enough to be cheap. */
const SHOWN_PER_CHECK = 8;
const POINTS = 60;

/** Findings with what their history adds, and the histories by finding. */
export interface Evidence {
  findings: Finding[];
  series: Map<string, Series>;
}

/** One text for one finding. */
export function findingKey({ check, subject }: Finding): string {
  return `${check.id}\u0000${subjectKey(subject)}`;
}

function withHistory(finding: Finding, history: Series | undefined, time: number, stepMs: number): Finding {
  if (!history) {
    return finding;
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

async function historyOf(
  source: DataSourceChoice,
  check: Check,
  context: CheckContext,
  expr: string,
  time: number,
  signal?: AbortSignal
): Promise<Map<string, Series>> {
  const stepSeconds = check.evidenceSeconds / POINTS;
  const range = { from: time - check.evidenceSeconds * 1000, to: time, stepSeconds };
  const series = await queryRange(source, expr, range, signal);
  return new Map(
    series.map((one) => [`${check.id}\u0000${subjectKey(subjectOf(check, context.conventions, one.labels))}`, one])
  );
}

/**
 * The history behind the findings that matter most: since when each holds, whether it has held for long enough, and when
 * it will fail. Asked only for what was found, so that a healthy fleet costs nothing.
 */
export async function loadEvidence(
  source: DataSourceChoice,
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
    [...byCheck].map(async ([check, found]) => {
      const shown = found.slice(0, SHOWN_PER_CHECK);
      const containers = shown.flatMap(({ subject }) => (subject.kind === 'container' ? [subject.container] : []));
      const parameters = shown[0]?.parameters ?? {};
      const context: CheckContext = { conventions, scope: { containers }, parameters };
      // Targets are no containers to restrict a query to: there the condition itself keeps the answer small.
      const expr = check.subject === 'container' ? check.value(context) : condition(check, context);
      const stepMs = (check.evidenceSeconds / POINTS) * 1000;
      const [values, drawn] = await Promise.all([
        historyOf(source, check, context, expr, time, signal),
        check.evidence ? historyOf(source, check, context, check.evidence(context), time, signal) : undefined,
      ]);
      const series = drawn ?? values;
      const told = found.map((finding) => {
        const history = withHistory(finding, values.get(findingKey(finding)), time, stepMs);
        const trend = check.evidence ? series.get(findingKey(finding)) : undefined;
        const failure = trend ? timeToReach(trend.times, trend.values, thresholdOf(check, parameters)) : undefined;
        return failure ? { ...history, timeToFailure: failure } : history;
      });
      return { findings: told, series };
    })
  );
  return {
    findings: parts.flatMap((part) => part.findings),
    series: new Map(parts.flatMap((part) => [...part.series])),
  };
}
