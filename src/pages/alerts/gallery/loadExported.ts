import type { Check } from '../../../checks/check';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { labelValues } from '../../../grafana/prometheus';
import { SIGNALS } from '../../../signals/catalog';
import { anyOf, select } from '../../../signals/promql';

/** How far back a metric may have been seen last. */
const RECENT_MS = 3_600_000;

/** Which of the metrics that checks read are exported lately: one question to the index. Rejects with a Problem. */
export async function loadExported(
  source: DataSourceChoice,
  checks: readonly Check[],
  time: number,
  signal: AbortSignal
): Promise<ReadonlySet<string>> {
  const needed = [...new Set(checks.filter((check) => check.source === 'metrics').flatMap(({ needs }) => needs))];
  if (needed.length === 0) {
    return new Set();
  }
  const match = select('', [anyOf('__name__', needed)]);
  return new Set(await labelValues(source, '__name__', match, { from: time - RECENT_MS, to: time }, signal));
}

/** What brings a metric, where the catalog knows. */
function remedyOf(metric: string): string | undefined {
  return SIGNALS.find(({ needs, remedy }) => remedy && needs.includes(metric))?.remedy;
}

/** What a check lacks here, and what to do about it. */
export interface Lack {
  reason: string;
  remedy: string | undefined;
  /** It can say nothing at all. Otherwise something of it is missing, without which it may say less, or nothing. */
  isAll: boolean;
}

/** What a check lacks here; undefined where nothing, or nobody knows. */
export function whyNot(
  check: Check,
  known: {
    applies: boolean;
    hasPrometheus: boolean;
    hasLoki: boolean;
    exported: ReadonlySet<string> | undefined;
  }
): Lack | undefined {
  if (check.source === 'logs' && !known.hasLoki) {
    return { reason: 'There is no Loki data source.', remedy: 'Add one to Grafana.', isAll: true };
  }
  if (check.source === 'metrics' && !known.hasPrometheus) {
    return { reason: 'There is no Prometheus data source.', remedy: 'Add one to Grafana.', isAll: true };
  }
  if (!known.applies) {
    return {
      reason:
        check.kind === 'nginx'
          ? 'The log of NGINX was not found, or its lines lack what this check reads.'
          : 'With the conventions of this installation it has nothing to look at.',
      remedy: 'Look at the conventions in Setup.',
      isAll: true,
    };
  }
  const missing = known.exported ? check.needs.filter((metric) => !known.exported?.has(metric)) : [];
  if (check.source === 'metrics' && missing.length > 0) {
    return {
      reason: `Not exported: ${missing.join(', ')}.`,
      remedy: check.remedy ?? missing.map(remedyOf).find((remedy) => remedy !== undefined),
      isAll: missing.length === check.needs.length,
    };
  }
  return undefined;
}
