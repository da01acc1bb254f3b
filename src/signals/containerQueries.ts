import { durationSeconds, durationText, select, type Matcher } from './promql';
import {
  cadvisorHostMatchers,
  containerLabels,
  containerMatchers,
  kubeStateMatchers,
  podLabels,
  podMatchers,
} from './identity';
import type { SignalContext } from './signal';

/** The text of a query about containers. */
export type Query = (context: SignalContext) => string;

/** The labels that name a container. */
export const identity = ({ conventions }: SignalContext) => containerLabels(conventions).join(', ');

/** A metric of each container in the scope. */
export const series = ({ conventions, scope }: SignalContext, metric: string, extra: Matcher[] = []) =>
  select(metric, [...containerMatchers(conventions, scope), ...extra]);

/**
 * A gauge of each container. `max`, not `sum`: after a restart the old series is still there for five minutes, and for
 * one container only one of the two is true.
 */
export const gauge =
  (metric: string, extra: Matcher[] = []): Query =>
  (context) =>
    `max by (${identity(context)}) (${series(context, metric, extra)})`;

/** A counter of each container as a rate: first each series (cores, interfaces, restarts), then their sum. */
export const rate =
  (metric: string, extra: Matcher[] = []): Query =>
  (context) =>
    `sum by (${identity(context)}) (rate(${series(context, metric, extra)}[${context.window}]))`;

/** A counter of each pod's network. On Docker a pod is the container. */
export const networkRate =
  (metric: string): Query =>
  (context) => {
    const { conventions, scope } = context;
    const docker = conventions.containers.style === 'docker';
    const matchers = docker ? containerMatchers(conventions, scope) : podMatchers(conventions, scope);
    return `sum by (${podLabels(conventions).join(', ')}) (rate(${select(metric, matchers)}[${context.window}]))`;
  };

/** Joins on the host, to bring a value of the machine to each of its containers. */
export const onHost = ({ conventions }: SignalContext) => `on (${conventions.containers.host}) group_left ()`;

/** A metric of each host, of its cAdvisor. */
export const machine = ({ conventions, scope }: SignalContext, metric: string) =>
  `max by (${conventions.containers.host}) (${select(metric, cadvisorHostMatchers(conventions, scope))})`;

/** A limit that kube-state-metrics exports, brought to the labels of cAdvisor's series. */
const kubeLimit = (context: SignalContext, resource: 'cpu' | 'memory'): string => {
  const { namespace, pod, name } = context.conventions.containers;
  const on = [namespace, pod, name].filter((label) => label !== undefined).join(', ');
  const limits = select('kube_pod_container_resource_limits', [
    ...kubeStateMatchers(context.conventions, context.scope),
    { label: 'resource', op: '=', value: resource },
  ]);
  return `${workingSet(context)} * 0 + on (${on}) group_left () max by (${on}) (${limits})`;
};

/** Bytes of memory that cannot be had back: what the kernel weighs against the limit. */
export const workingSet = gauge('container_memory_working_set_bytes');

/** The limit somebody set. cAdvisor writes "none" as 0, which is not a limit to divide by. */
export const memoryLimit: Query = (context) =>
  context.conventions.containers.limitsFrom === 'kube-state-metrics'
    ? kubeLimit(context, 'memory')
    : `${gauge('container_spec_memory_limit_bytes')(context)} > 0`;

/**
 * What really bounds a container: its limit where one is set and the machine has that much, otherwise the machine's
 * memory. The last alternative is for a cAdvisor whose machine metrics are dropped.
 */
export const effectiveMemoryLimit: Query = (context) => {
  const explicit = `(${memoryLimit(context)})`;
  const total = machine(context, 'machine_memory_bytes');
  const bounded = `${explicit} < ${onHost(context)} ${total}`;
  const unbounded = `${workingSet(context)} * 0 + ${onHost(context)} ${total}`;
  return `(${bounded}) or (${unbounded}) or ${explicit}`;
};

/** CPU time, in cores. */
export const cpuCores = rate('container_cpu_usage_seconds_total');

/** The CPU quota in cores, where one is set. */
export const cpuQuota: Query = (context) =>
  context.conventions.containers.limitsFrom === 'kube-state-metrics'
    ? kubeLimit(context, 'cpu')
    : `max by (${identity(context)}) (${series(context, 'container_spec_cpu_quota')} / ${series(context, 'container_spec_cpu_period')}) > 0`;

/** One query as a share of another, container by container. */
export const ratio =
  (part: Query, whole: Query): Query =>
  (context) =>
    `${part(context)} / on (${identity(context)}) (${whole(context)})`;

/** When a container was started last, Unix seconds. */
export const startTime = 'container_start_time_seconds';

/**
 * Restarts and re-creations in the range: changes of the start time within each series, and the series that a
 * container has had beside its first (each restart of Docker's changes a label).
 */
export const restarts: Query = (context) => {
  const selector = `${series(context, startTime)}[${context.range}]`;
  const by = `by (${identity(context)})`;
  return `sum ${by} (changes(${selector})) + (count ${by} (last_over_time(${selector})) - 1)`;
};

/** The resolution of a subquery over `range`: fine enough for two in a row, coarse enough to be cheap over days. */
export function subqueryStep(range: string): string {
  return durationText(Math.max(30, Math.round(durationSeconds(range) / 240 / 30) * 30));
}

/**
 * Over the maximum of a container's series, so that a restart, which begins a new series, loses nothing. Kills are whole:
 * `increase` makes 1.1 of one, since it reaches from the first and last samples to the ends of the range.
 */
export const oomKills: Query = (context) =>
  `round(increase(${gauge('container_oom_events_total')(context)}[${context.range}:${subqueryStep(context.range)}]))`;
