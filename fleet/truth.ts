import type { Container, Fleet, Host, Incident, Outage } from './fleet';
import { podIdentity } from './identity';
import type { Ending } from './lifecycle';
import {
  cpuCoresBetween,
  nginxBetween,
  oomKillsBetween,
  restartsBetween,
  throttledShareBetween,
  workingSetAt,
} from './measures';
import type { FleetOptions } from './options';

/** A life as JSON: times in epoch seconds, `to` null while it runs. */
export interface TruthLife {
  from: number;
  to: number | null;
  ending: Ending | null;
  restartCount: number;
  image: string;
}

export interface TruthContainer {
  host: string;
  name: string;
  project: string;
  service: string;
  /** Namespace, pod and container where the fleet is labelled as Kubernetes does. */
  kubernetes: { namespace: string; pod: string; container: string } | null;
  /** The image of the last life in the history. */
  image: string;
  /** Bytes; null without a limit. */
  memoryLimit: number | null;
  /** Cores; null without a quota. */
  cpuQuota: number | null;
  healthCheck: boolean;
  restartPolicy: 'always' | 'no';
  /** Lives within the history. */
  lives: TruthLife[];
  /** Numbers at the end of the history. */
  atEnd: {
    up: boolean;
    workingSetBytes: number | null;
    /** Over the last five minutes. */
    cpuCores: number;
    throttledShare: number | null;
    /** In the last 15 minutes. */
    restarts: number;
    /** In the last ten minutes. */
    oomKills: number;
  };
}

export interface TruthHost {
  id: string;
  cadvisorInstance: string;
  nodeInstance: string;
  lokiHost: string;
  nodename: string;
  cores: number;
  memoryBytes: number;
  perCore: boolean;
  containerDisk: boolean;
  outages: Array<{ from: number; to: number | null }>;
}

/** All that is known of a fleet, as JSON. */
export interface Truth {
  options: FleetOptions;
  /** The metric history, epoch seconds. */
  start: number;
  end: number;
  hosts: TruthHost[];
  containers: TruthContainer[];
  nginx: Array<{ host: string; container: string; format: 'combined' | 'json' }>;
  /** What NGINX logged in the last five minutes of the history. */
  nginxLastFiveMinutes: { requests: number; bytes: number; byStatus: Record<string, number> };
  incidents: Incident[];
}

/** JSON has no Infinity. */
function finite(moment: number): number | null {
  return Number.isFinite(moment) ? moment : null;
}

function truthHost(host: Host): TruthHost {
  const { id, cadvisorInstance, nodeInstance, lokiHost, nodename, cores, memoryBytes, perCore, containerDisk } = host;
  return {
    id,
    cadvisorInstance,
    nodeInstance,
    lokiHost,
    nodename,
    cores,
    memoryBytes,
    perCore,
    containerDisk,
    outages: host.outages.map(({ from, to }: Outage) => ({ from, to: finite(to) })),
  };
}

function truthContainer(fleet: Fleet, container: Container): TruthContainer {
  const { start, end, options } = fleet;
  const lives = container.lifecycle.between(start, end);
  const last = lives[lives.length - 1];
  const pod = last && options.style === 'kubernetes' ? podIdentity(container, last) : null;
  const bytes = workingSetAt(container, end);
  return {
    host: container.host.id,
    name: container.name,
    project: container.project,
    service: container.service,
    kubernetes: pod && { namespace: pod.namespace, pod: pod.pod, container: pod.container },
    image: last?.image ?? '',
    memoryLimit: container.memoryLimit || null,
    cpuQuota: container.cpuQuota || null,
    healthCheck: container.healthCheck,
    restartPolicy: container.restartPolicy,
    lives: lives.map(({ from, to, ending, restartCount, image }) => ({
      from,
      to: finite(to),
      ending,
      restartCount,
      image,
    })),
    atEnd: {
      up: bytes !== null,
      workingSetBytes: bytes,
      cpuCores: cpuCoresBetween(container, end - 300, end),
      throttledShare: throttledShareBetween(container, end - 300, end),
      restarts: restartsBetween(container, end - 900, end),
      oomKills: oomKillsBetween(container, end - 600, end),
    },
  };
}

/** Everything that tests and demos may know of a fleet. `measures.ts` has exact numbers for any other time. */
export function truth(fleet: Fleet): Truth {
  const { requests, bytes, byStatus } = nginxBetween(fleet, fleet.end - 300, fleet.end);
  return {
    options: fleet.options,
    start: fleet.start,
    end: fleet.end,
    hosts: fleet.hosts.map(truthHost),
    containers: fleet.containers.map((container) => truthContainer(fleet, container)),
    nginx: fleet.edges.map(({ container, format }) => ({ host: container.host.id, container: container.name, format })),
    nginxLastFiveMinutes: { requests, bytes, byStatus },
    incidents: fleet.incidents,
  };
}
