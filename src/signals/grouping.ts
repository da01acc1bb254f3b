import type { Conventions } from './conventions';
import { exactParts } from './exactParts';
import { hostOf, type HostSystem } from './hostNames';
import { containerOf, podLabels, type Labels } from './identity';
import { combineBy, groupLabels, type Combine, type GroupBy } from './inventory';
import { durationSeconds, durationText } from './promql';
import type { ContainerRef } from './scope';
import type { Signal, SignalContext, Unit } from './signal';
import { combineByHost, containerOfStream } from './streams';

/** What the values of a signal are put together by; `all` is everything in the scope. */
export type Grouping = GroupBy | 'all';

const GROUPS: readonly GroupBy[] = ['host', 'project', 'service', 'image', 'namespace'];

/** Quantities of which several make a larger one of the same kind. Shares, times and states do not. */
const ADDABLE: ReadonlySet<Unit> = new Set([
  'cores',
  'bytes',
  'bytes per second',
  'packets per second',
  'requests per second',
  'lines per second',
  'count',
]);

/** How a signal's values may be put together, the usual way first: the sum of shares or of times means nothing. */
export function combinesOf({ unit }: Pick<Signal, 'unit'>): readonly Combine[] {
  return ADDABLE.has(unit) ? ['sum', 'avg', 'max', 'min'] : ['max', 'avg', 'min'];
}

/** What a signal can be grouped by under these conventions. NGINX's own dimensions are not among them. */
export function groupingsOf(signal: Signal, conventions: Conventions): Grouping[] {
  if (signal.subject === 'fleet' || (signal.source === 'logs' && signal.subject !== 'container')) {
    return [];
  }
  if (signal.source === 'logs') {
    return combineByHost(conventions, '', 'sum') === undefined ? ['all'] : ['host', 'all'];
  }
  if (signal.subject === 'container') {
    return [...GROUPS.filter((group) => groupLabels(conventions, group).length > 0), 'all'];
  }
  if (signal.subject === 'pod') {
    const own = podLabels(conventions);
    const isContainer = own.includes(conventions.containers.name);
    const known = GROUPS.filter((group) => {
      const labels = groupLabels(conventions, group);
      return labels.length > 0 && (isContainer || labels.every((label) => own.includes(label)));
    });
    return [...known, 'all'];
  }
  return signal.subject === 'file system' ? ['host', 'all'] : ['all'];
}

/** Which system's names the hosts of a signal have. */
export function hostSystemOf(signal: Signal): HostSystem {
  return signal.needs.some((metric) => metric.startsWith('node_')) ? 'hosts' : 'containers';
}

function hostLabel(signal: Signal, { containers, hosts }: Conventions): string {
  return hostSystemOf(signal) === 'hosts' ? hosts.host : containers.host;
}

const OF_CONTAINERS: ReadonlySet<Signal['subject']> = new Set(['container', 'pod']);

/**
 * The query of a signal for exactly the containers of the scope. Matchers alone let through other pairs of their hosts and
 * names, which a reader drops as long as the series name their container, and cannot any more once they are put together.
 */
export function exactQuery(signal: Signal, context: SignalContext): string {
  // Queries of logs drop such pairs themselves: see `pairStage`.
  const parts =
    signal.source === 'metrics' && OF_CONTAINERS.has(signal.subject) ? exactParts(context.scope) : [context.scope];
  const queries = [...new Set(parts.map((scope) => signal.query({ ...context, scope })))];
  const [only = '', ...more] = queries;
  return more.length === 0 ? only : queries.map((query) => `(${query})`).join(' or ');
}

/**
 * The query of a signal, put together by something; without that, other pairs of the hosts and names of several containers are
 * among its series. @throws where the conventions cannot have that group.
 */
export function groupedQuery(signal: Signal, context: SignalContext, by?: Grouping, combine?: Combine): string {
  if (by === undefined) {
    return signal.query(context);
  }
  const own = exactQuery(signal, context);
  const [usual = 'max'] = combinesOf(signal);
  const how = combine && combinesOf(signal).includes(combine) ? combine : usual;
  if (!groupingsOf(signal, context.conventions).includes(by)) {
    throw new Error(`${signal.title} cannot be grouped by ${by} here`);
  }
  if (by === 'all') {
    return `${how}(${own})`;
  }
  if (signal.source === 'logs') {
    return combineByHost(context.conventions, own, how) ?? own;
  }
  if (signal.subject === 'file system') {
    return `${how} by (${hostLabel(signal, context.conventions)}) (${own})`;
  }
  return combineBy(context, by, own, how);
}

/**
 * The series that were the largest on average over the whole range: `topk` alone chooses anew at every step, and draws
 * many more than `count` lines. Works out the ranking once, at the range's end.
 * @param range the panel's range: a duration
 */
export function topOverRange(expr: string, count: number, range: string): string {
  const step = durationText(Math.max(60, durationSeconds(range) / 60));
  const ranking = `avg_over_time((${expr})[${range}:${step}] @ end())`;
  return `(${expr}) and topk(${Math.max(1, Math.floor(count))}, ${ranking})`;
}

/** A container's parts as labels in the words of the house. */
function containerWords({ name, ...place }: ContainerRef): Labels {
  return name === '' ? { ...place } : { ...place, container: name };
}

function groupWords({ containers: c }: Conventions, labels: Labels): Labels {
  const words: Array<[string, string | undefined]> = [
    ['project', c.project],
    ['service', c.service],
    ['image', c.image],
    ['namespace', c.namespace],
  ];
  return Object.fromEntries(
    words.flatMap(([word, label]): Array<[string, string]> => {
      const value = label === undefined ? undefined : labels[label];
      return value === undefined ? [] : [[word, value]];
    })
  );
}

/** Labels of a signal's series in the words of the house (`host`, `container`, `service` ...), whatever the conventions. */
export function houseLabels(signal: Signal, conventions: Conventions, labels: Labels, by?: Grouping): Labels {
  if (by === 'all') {
    return {};
  }
  if (signal.source === 'logs' && signal.subject === 'container') {
    if (by === 'host') {
      return { host: hostOf(conventions, 'logs', Object.values(labels)[0] ?? '') };
    }
    const container = containerOfStream(conventions, labels);
    return container ? containerWords(container) : labels;
  }
  switch (signal.subject) {
    case 'container':
    case 'pod':
      if (by === 'host') {
        return { host: hostOf(conventions, 'containers', labels[conventions.containers.host] ?? '') };
      }
      return by === undefined ? containerWords(containerOf(conventions, labels)) : groupWords(conventions, labels);
    case 'host':
    case 'file system': {
      const { [hostLabel(signal, conventions)]: raw = '', ...rest } = labels;
      return { host: hostOf(conventions, hostSystemOf(signal), raw), ...rest };
    }
    case 'target':
      return { host: hostOf(conventions, 'containers', labels['instance'] ?? ''), ...labels };
    default:
      return labels;
  }
}
