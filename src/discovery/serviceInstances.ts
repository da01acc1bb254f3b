import type { DataSourceChoice } from '../grafana/dataSources';
import { queryInstant, querySamples } from '../grafana/prometheus';
import { seriesLabels } from '../grafana/seriesLabels';
import { containersBehind, namesOf, type Candidate, type ContainerBehind } from '../insights/services/containersBehind';
import { lifeOf, type Instance } from '../insights/services/lifeOf';
import { scrapeInterval } from '../insights/services/scrapeInterval';
import { containerOf, type Labels } from '../signals/identity';
import { containerCandidates, lastAnswers, targetsOf } from '../signals/services/applications';
import { scrapeOf, type ServiceContext } from '../signals/services/serviceContext';

/** The application's targets, and the containers that they are. */
export interface Instances {
  /** Those that are scraped at the end of the range first. */
  instances: Instance[];
  containers: ContainerBehind[];
  /** Seconds between two scrapes of its targets; the slowest of them. */
  scrapeSeconds: number;
}

/** More targets than this in one range are those of a fleet that makes itself anew: the newest will do. */
const MOST_TARGETS = 5000;
/** Steps that a range is looked through by for the last answer: the time of it is as exact. */
const STEPS = 1000;
/** Seconds: longer steps than this are for long ranges only, however rarely somebody is said to be scraped. */
const USUAL_STEP = 15;
/** Scrapes are timed by so many targets, over so many seconds. */
const TIMED_TARGETS = 5;
const TIMED_SECONDS = 1800;

type Range = { from: number; to: number };

/** When each instance answered last within a range; Unix milliseconds. */
async function answersOf(
  source: DataSourceChoice,
  context: ServiceContext,
  { from, to }: Range,
  signal?: AbortSignal
): Promise<ReadonlyMap<string, number>> {
  const seconds = Math.max(1, Math.round((to - from) / 1000));
  const fine = Math.max(1, Math.round(Math.min(scrapeOf(context), USUAL_STEP, seconds)));
  const step = Math.max(Math.ceil(seconds / STEPS), fine);
  // Prometheus puts the steps of a subquery at multiples of their length: what is after the last of them is looked at by itself,
  // in fine steps, and the samples themselves are read of what is after the last of those.
  const after = (length: number) => Math.min((to / 1000) % length, seconds);
  const look = (span: number, each: number) => queryInstant(source, lastAnswers(context, span, each), to, signal);
  const [answers, newer, newest] = await Promise.all([
    look(seconds, step),
    step > fine ? look(Math.ceil(after(step)), fine) : [],
    querySamples(source, targetsOf(context), to, after(fine), signal),
  ]);
  const known = new Map([...answers, ...newer].map(({ labels, value }) => [labels['instance'] ?? '', value * 1000]));
  for (const { labels, times, values } of newest) {
    const last = times.filter((_, index) => (values[index] ?? 0) > 0).at(-1);
    if (last !== undefined) {
      known.set(labels['instance'] ?? '', last);
    }
  }
  return known;
}

/** The containers that may be behind an application, running at any of these times. */
async function candidatesOf(
  source: DataSourceChoice,
  context: ServiceContext,
  { names, pods }: { names: readonly string[]; pods: readonly string[] },
  times: readonly number[],
  signal?: AbortSignal
): Promise<Candidate[]> {
  if (names.length === 0 && pods.length === 0) {
    return [];
  }
  const { conventions } = context;
  const service = conventions.containers.service;
  const found = await Promise.all(
    times.map((time) => queryInstant(source, containerCandidates(context, names, pods), time, signal))
  );
  return found.flat().map(({ labels }) => ({
    container: containerOf(conventions, labels),
    ...(service && labels[service] ? { service: labels[service] } : {}),
  }));
}

const newestFirst = (a: Instance, b: Instance) =>
  Number(b.scraped) - Number(a.scraped) ||
  (a.scraped ? 0 : (b.lastAnswer ?? 0) - (a.lastAnswer ?? 0)) ||
  a.instance.localeCompare(b.instance, 'en', { numeric: true });

/**
 * Finds the targets that an application has, or had, within a range (Unix milliseconds), how often they are scraped, and
 * the containers behind them. Its index says which there were; samples are read only of those that do not answer any more.
 * Rejects with a Problem.
 * @param name how the application is called
 */
export async function findInstances(
  source: DataSourceChoice,
  { instances: _chosen, ...context }: ServiceContext,
  name: string,
  range: Range,
  signal?: AbortSignal
): Promise<Instances> {
  const { to } = range;
  const [now, ever] = await Promise.all([
    queryInstant(source, targetsOf(context), to, signal),
    seriesLabels(source, targetsOf(context), range, MOST_TARGETS, signal),
  ]);
  const instanceOf = (labels: Labels) => labels['instance'] ?? '';
  const up = new Map(now.map(({ labels, value }) => [instanceOf(labels), value > 0]));
  const labelled = new Map([...ever, ...now.map(({ labels }) => labels)].map((labels) => [instanceOf(labels), labels]));
  const silent = [...labelled.keys()].some((instance) => !up.get(instance));
  const answers = silent ? await answersOf(source, context, range, signal) : new Map<string, number>();
  const instances = [...labelled]
    .map(([instance, labels]): Instance => {
      const answer = up.get(instance) ? undefined : answers.get(instance);
      return {
        instance,
        up: up.get(instance) ?? false,
        scraped: up.has(instance),
        labels,
        ...(answer === undefined ? {} : { lastAnswer: answer }),
      };
    })
    .sort(newestFirst);

  const { at } = lifeOf(instances, [], to);
  // Who runs no more says nothing of where the application runs now, unless nothing runs.
  const speaking = instances.some(({ scraped }) => scraped) ? instances.filter(({ scraped }) => scraped) : instances;
  const targets = speaking.map(({ labels }) => labels);
  const timed = {
    ...context,
    instances: [...speaking]
      .sort((a, b) => Number(b.up) - Number(a.up))
      .slice(0, TIMED_TARGETS)
      .map(({ instance }) => instance),
  };
  const [candidates, scrapes] = await Promise.all([
    candidatesOf(source, context, namesOf(name, targets), [...new Set([to, at])], signal),
    timed.instances.length > 0 ? querySamples(source, targetsOf(timed), at, TIMED_SECONDS, signal) : [],
  ]);
  return {
    instances,
    containers: containersBehind(context.conventions, name, targets, candidates),
    scrapeSeconds: scrapeInterval(scrapes) ?? context.conventions.containers.scrapeSeconds,
  };
}
