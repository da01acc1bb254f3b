import type { DataSourceChoice } from '../grafana/dataSources';
import { labelNames, metricMetadata } from '../grafana/metricMetadata';
import { queryInstant } from '../grafana/prometheus';
import { containersBehind, namesOf, type ContainerBehind } from '../insights/services/containersBehind';
import { familiesOf } from '../insights/services/familiesOf';
import { redCandidates } from '../insights/services/redCandidates';
import { containerOf, type Labels } from '../signals/identity';
import {
  containerCandidates,
  jobKind,
  metricNames,
  metricSelector,
  partKinds,
  SAMPLES_BY_JOB,
  targetSelector,
  targetsOf,
  TARGETS,
  telltales,
  type JobKind,
} from '../signals/services/applications';
import { labelledBy } from '../signals/services/breakdown';
import type { MetricFamily } from '../signals/services/metricFamily';
import { statusLabel, type Requests } from '../signals/services/red';
import type { ServiceContext } from '../signals/services/serviceContext';

/** A scrape job, which is what an application with its instances is to Prometheus. */
export interface Application {
  job: string;
  kind: JobKind;
  instances: number;
  up: number;
  /** Samples of its last scrapes, all instances together; nothing while none of them answers. */
  samples: number | undefined;
}

/** Every scrape job at `time` (Unix milliseconds), applications first. Three cheap instant queries. Rejects with a Problem. */
export async function findApplications(
  source: DataSourceChoice,
  time: number,
  signal?: AbortSignal
): Promise<Application[]> {
  const ask = (expr: string) => queryInstant(source, expr, time, signal);
  const [targets, samples, told] = await Promise.all([ask(TARGETS), ask(SAMPLES_BY_JOB), ask(telltales())]);
  const metrics = new Map<string, string[]>();
  for (const { labels } of told) {
    const job = labels['job'] ?? '';
    metrics.set(job, [...(metrics.get(job) ?? []), labels['__name__'] ?? '']);
  }
  const jobs = new Map<string, Application>();
  for (const { labels, value } of targets) {
    const job = labels['job'] ?? '';
    const known = jobs.get(job) ?? {
      job,
      kind: jobKind(job, metrics.get(job) ?? []),
      instances: 0,
      up: 0,
      samples: samples.find((sample) => (sample.labels['job'] ?? '') === job)?.value,
    };
    known.instances++;
    known.up += value > 0 ? 1 : 0;
    jobs.set(job, known);
  }
  return [...jobs.values()].sort((a, b) => a.job.localeCompare(b.job, 'en'));
}

/** One target of an application. */
export interface Instance {
  instance: string;
  up: boolean;
  /** All labels of the target. */
  labels: Labels;
}

/** The application's targets, and the containers that they are. */
export interface Instances {
  instances: Instance[];
  containers: ContainerBehind[];
}

/** Finds the targets of an application and the containers behind them. Rejects with a Problem. */
export async function findInstances(
  source: DataSourceChoice,
  context: ServiceContext,
  time: number,
  signal?: AbortSignal
): Promise<Instances> {
  const { instances: _chosen, ...all } = context;
  const targets = await queryInstant(source, targetsOf(all), time, signal);
  const { names, pods } = namesOf(
    context.job,
    targets.map(({ labels }) => labels)
  );
  const { conventions } = context;
  const candidates =
    names.length > 0 || pods.length > 0
      ? await queryInstant(source, containerCandidates(context, names, pods), time, signal)
      : [];
  const service = conventions.containers.service;
  return {
    instances: targets
      .map(({ labels, value }) => ({ instance: labels['instance'] ?? '', up: value > 0, labels }))
      .sort((a, b) => a.instance.localeCompare(b.instance, 'en', { numeric: true })),
    containers: containersBehind(
      conventions,
      context.job,
      targets.map(({ labels }) => labels),
      candidates.map(({ labels }) => ({
        container: containerOf(conventions, labels),
        ...(service && labels[service] ? { service: labels[service] } : {}),
      }))
    ),
  };
}

/** An application's metrics, and what is to be said about how they were found. */
export interface FoundFamilies {
  families: MetricFamily[];
  /** Of this instance only: all of them have too many series to be listed. */
  onlyOf?: string;
}

/** More series than this are not listed: one instance then speaks for all. */
const MOST_LISTED_SERIES = 100_000;

/**
 * The metrics of an application at `time`, put together into families by its metadata, and where that is missing by their
 * names and labels. Rejects with a Problem.
 */
export async function findFamilies(
  source: DataSourceChoice,
  context: ServiceContext,
  { samples, instance }: { samples: number | undefined; instance: string | undefined },
  time: number,
  signal?: AbortSignal
): Promise<FoundFamilies> {
  const tooMany = (samples ?? 0) > MOST_LISTED_SERIES && instance !== undefined && !context.instances?.length;
  const asked = tooMany ? { ...context, instances: [instance] } : context;
  const one = instance === undefined ? asked : { ...asked, instances: [instance] };
  const [named, metadata] = await Promise.all([
    queryInstant(source, metricNames(asked), time, signal),
    metricMetadata(source, targetSelector(one), signal),
  ]);
  const names = new Map(named.map(({ labels, value }) => [labels['__name__'] ?? '', value]));
  let families = familiesOf({ names, metadata });
  if (families.some(({ from }) => from === 'names')) {
    const parts = await queryInstant(source, partKinds(asked), time, signal);
    const kinds = new Map(
      parts.map(({ labels }): [string, 'le' | 'quantile'] => [
        labels['metric'] ?? '',
        labels['kind'] === 'le' ? 'le' : 'quantile',
      ])
    );
    families = familiesOf({ names, metadata, kinds });
  }
  return { families, ...(tooMany ? { onlyOf: instance } : {}) };
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
