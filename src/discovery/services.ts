import type { DataSourceChoice } from '../grafana/dataSources';
import { labelNames } from '../grafana/metricMetadata';
import { queryInstant } from '../grafana/prometheus';
import { seriesLabels } from '../grafana/seriesLabels';
import { applicationsOf, type Application, type Target } from '../insights/services/applicationsOf';
import { redCandidates } from '../insights/services/redCandidates';
import type { Labels } from '../signals/identity';
import { metricSelector, SAMPLES_BY_TARGET, TARGET_SERIES, TARGETS, telltales } from '../signals/services/applications';
import { labelledBy } from '../signals/services/breakdown';
import type { MetricFamily } from '../signals/services/metricFamily';
import { statusLabel, type Requests } from '../signals/services/red';
import type { ServiceContext } from '../signals/services/serviceContext';

/** Targets that were there only earlier are listed up to so many; those that are there now, always. */
const MOST_EARLIER_TARGETS = 10_000;

/**
 * Everything that is scraped, or was within the range (Unix milliseconds): applications and exporters, told apart. Three
 * cheap instant queries, and one question that the index answers. Rejects with a Problem.
 */
export async function findApplications(
  source: DataSourceChoice,
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<Application[]> {
  const ask = (expr: string) => queryInstant(source, expr, range.to, signal);
  const [now, samples, told, ever] = await Promise.all([
    ask(TARGETS),
    ask(SAMPLES_BY_TARGET),
    ask(telltales()),
    seriesLabels(source, TARGET_SERIES, range, MOST_EARLIER_TARGETS, signal),
  ]);
  const keyOf = (labels: Labels) => `${labels['job'] ?? ''}\u0000${labels['instance'] ?? ''}`;
  const sampled = new Map(samples.map(({ labels, value }) => [keyOf(labels), value]));
  const targets = new Map(
    ever.map((labels): [string, Target] => [keyOf(labels), { labels, up: undefined, samples: undefined }])
  );
  for (const { labels, value } of now) {
    targets.set(keyOf(labels), { labels, up: value > 0, samples: sampled.get(keyOf(labels)) });
  }
  return applicationsOf(
    [...targets.values()],
    told.map(({ labels }) => labels)
  );
}

/** Requests of an application: how many, how many failed, how long they took. */
export interface Red {
  requests: Requests;
  duration: MetricFamily | undefined;
}

/** At most so many kinds of requests are looked for, and shown: each costs a question for its labels. */
const MOST_CANDIDATES = 8;
const MOST_RED = 4;

/**
 * What an application says of its requests: families that are called like requests, and have a label that says what
 * became of each. Rejects with a Problem.
 */
export async function findRed(
  source: DataSourceChoice,
  context: ServiceContext,
  families: readonly MetricFamily[],
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<Red[]> {
  const candidates = redCandidates(families).slice(0, MOST_CANDIDATES);
  const labels = await Promise.all(
    candidates.map(({ requests }) => labelNames(source, metricSelector(context, labelledBy(requests)), range, signal))
  );
  const found = candidates.flatMap(({ requests, duration }, index): Red[] => {
    const status = statusLabel(labels[index] ?? []);
    return status === undefined ? [] : [{ requests: { family: requests, status }, duration }];
  });
  // A counter and the histogram of the same requests say the same: the first of both is the counter.
  const once = found.filter(
    (one, index) =>
      !found.slice(0, index).some((before) => one.duration !== undefined && before.duration?.name === one.duration.name)
  );
  return once.slice(0, MOST_RED);
}
