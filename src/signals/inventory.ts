import { containerLabels, containerMatchers } from './identity';
import { select } from './promql';
import type { SignalContext } from './signal';

/** What containers can be put together by. */
export type GroupBy = 'host' | 'project' | 'service' | 'image' | 'namespace';

/**
 * The labels that make up a group, or nothing where these conventions have none. A service is one of its project:
 * every project may have a `web`.
 */
export function groupLabels({ containers: c }: SignalContext['conventions'], group: GroupBy): string[] {
  const parts: Array<string | undefined> = {
    host: [c.host],
    project: [c.project],
    service: [c.project, c.service],
    image: [c.image],
    namespace: [c.namespace],
  }[group];
  const known = parts.filter((label): label is string => label !== undefined);
  return known.length === parts.length ? known : [];
}

function labelsOrThrow(context: SignalContext, group: GroupBy): string[] {
  const labels = groupLabels(context.conventions, group);
  if (labels.length === 0) {
    throw new Error(`These conventions name no label for the ${group} of a container`);
  }
  return labels;
}

/** The labels that describe a container without making it unique. */
function describing({ containers: c }: SignalContext['conventions']): string[] {
  return [c.image, c.project, c.service].filter((label): label is string => label !== undefined);
}

/**
 * One series for each running container: its identity, image, project and service; the value is its start time in Unix
 * seconds. Of an old and a new incarnation, which overlap for five minutes, the younger counts.
 */
export function inventory({ conventions, scope }: SignalContext): string {
  const id = containerLabels(conventions);
  const all = [...id, ...describing(conventions)].join(', ');
  const started = select('container_start_time_seconds', containerMatchers(conventions, scope));
  return `topk by (${id.join(', ')}) (1, max by (${all}) (${started}))`;
}

/** How many containers the scope holds: asked before anything that would list them. */
export function containerCount({ conventions, scope }: SignalContext): string {
  const id = containerLabels(conventions).join(', ');
  return `count(group by (${id}) (${select('container_start_time_seconds', containerMatchers(conventions, scope))}))`;
}

/** The `limit` largest series of a ranking. */
export function top(limit: number, ranking: string): string {
  return `topk(${Math.max(1, Math.floor(limit))}, ${ranking})`;
}

/** The rows of `rows` that are among the `limit` largest of `ranking`; both by container. */
export function largest(context: SignalContext, rows: string, ranking: string, limit: number): string {
  const id = containerLabels(context.conventions).join(', ');
  return `${rows} and on (${id}) ${top(limit, ranking)}`;
}

/** How the values of several become one. */
export type Combine = 'sum' | 'avg' | 'max' | 'min';

/**
 * A signal of containers put together over a group. Group labels come from the inventory, not from the signal's own
 * series: a container that was re-created under a new image is counted once, under the new one.
 */
export function combineBy(context: SignalContext, group: GroupBy, perContainer: string, combine: Combine): string {
  const labels = labelsOrThrow(context, group);
  const id = containerLabels(context.conventions);
  const by = labels.join(', ');
  if (labels.every((label) => id.includes(label))) {
    return `${combine} by (${by}) (${perContainer})`;
  }
  return `${combine} by (${by}) ((${perContainer}) * on (${id.join(', ')}) group_left (${by}) (${inventory(context)} ^ 0))`;
}

/** A signal of containers summed over a group. */
export function sumBy(context: SignalContext, group: GroupBy, perContainer: string): string {
  return combineBy(context, group, perContainer, 'sum');
}

/** How many containers each group has. */
export function countBy(context: SignalContext, group: GroupBy): string {
  return `count by (${labelsOrThrow(context, group).join(', ')}) (${inventory(context)})`;
}
