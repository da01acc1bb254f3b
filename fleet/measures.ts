import { requestsBetween } from './accessRequests';
import { PERIODS_PER_SECOND, workingSet } from './containerState';
import { integral } from './curve';
import type { Container, Fleet, Host } from './fleet';

/**
 * Exact numbers of what happened, for comparison with what queries say. Times are epoch seconds. A query sees samples
 * only: compare gauges at the time of a scrape, and leave rates a tolerance for what Prometheus extrapolates.
 */

/**
 * A host by any of its spellings.
 * @throws Error when there is none
 */
function findHost(fleet: Fleet, name: string): Host {
  const host = fleet.hosts.find(({ id, cadvisorInstance, nodeInstance, lokiHost }) =>
    [id, cadvisorInstance, nodeInstance, lokiHost].includes(name)
  );
  if (!host) {
    throw new Error(`there is no host ${name}; there are ${fleet.hosts.map(({ id }) => id).join(', ')}`);
  }
  return host;
}

/**
 * A container by its host, in any spelling, and its name.
 * @throws Error when there is none
 */
export function findContainer(fleet: Fleet, hostName: string, name: string): Container {
  const host = findHost(fleet, hostName);
  const container = host.containers.find((one) => one.name === name);
  if (!container) {
    throw new Error(
      `there is no ${name} on ${host.id}; there are ${host.containers.map((one) => one.name).join(', ')}`
    );
  }
  return container;
}

/** Working set in bytes at `t`; null while the container is down. */
export function workingSetAt(container: Container, t: number): number | null {
  const life = container.lifecycle.at(t);
  return life ? workingSet(container, life, t) : null;
}

/** CPU seconds used between two moments. */
function cpuSecondsBetween(container: Container, from: number, to: number): number {
  return container.lifecycle
    .between(from, to)
    .reduce((sum, life) => sum + integral(container.load.cpu, Math.max(from, life.from), Math.min(to, life.to)), 0);
}

/** Cores used on average between two moments. */
export function cpuCoresBetween(container: Container, from: number, to: number): number {
  return cpuSecondsBetween(container, from, to) / (to - from);
}

/** Starts after the first between two moments: restarts, and replacements by a new image. */
export function restartsBetween(container: Container, from: number, to: number): number {
  return container.lifecycle.startsBetween(from, to).filter((life) => life.index > 0).length;
}

export function oomKillsBetween(container: Container, from: number, to: number): number {
  return container.lifecycle.endings('oom', to) - container.lifecycle.endings('oom', from);
}

/** Share of the CPU periods in which the container was throttled, 0 to 1; null without a quota. */
export function throttledShareBetween(container: Container, from: number, to: number): number | null {
  if (container.cpuQuota === 0) {
    return null;
  }
  const throttled = integral(container.load.throttled, from, to) * PERIODS_PER_SECOND;
  return throttled / ((to - from) * PERIODS_PER_SECOND);
}

/** What NGINX logged. */
export interface NginxCounts {
  requests: number;
  /** Lines that cannot be parsed; they count nowhere else but in `requests`. */
  unparsable: number;
  /** Bytes of the bodies. */
  bytes: number;
  byStatus: Record<string, number>;
  byVirtualHost: Record<string, number>;
  byUri: Record<string, number>;
  byClient: Record<string, number>;
}

function count(into: Record<string, number>, key: string): void {
  into[key] = (into[key] ?? 0) + 1;
}

/**
 * Counts the very lines that the log writers push, from `from` (included) to `to` (not included).
 * @param hostName counts one host's NGINX only
 */
export function nginxBetween(fleet: Fleet, from: number, to: number, hostName?: string): NginxCounts {
  const counts: NginxCounts = {
    requests: 0,
    unparsable: 0,
    bytes: 0,
    byStatus: {},
    byVirtualHost: {},
    byUri: {},
    byClient: {},
  };
  const host = hostName === undefined ? null : findHost(fleet, hostName);
  for (const edge of fleet.edges.filter(({ container }) => host === null || container.host === host)) {
    for (const request of requestsBetween(fleet, edge, from, to)) {
      counts.requests++;
      if (request.cut) {
        counts.unparsable++;
        continue;
      }
      counts.bytes += request.bytes;
      count(counts.byStatus, String(request.status));
      count(counts.byVirtualHost, request.virtualHost);
      count(counts.byUri, request.uri);
      count(counts.byClient, request.client);
    }
  }
  return counts;
}
