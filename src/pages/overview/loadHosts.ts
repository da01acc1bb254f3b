import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant, type Sample } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { hostOf, type HostSystem } from '../../signals/hostNames';
import { HOST_SIGNALS as H } from '../../signals/hosts';
import { EVERYTHING } from '../../signals/scope';
import type { Signal } from '../../signals/signal';

/** The state of one host. A number that is absent is not exported, or not known because the host is away. */
export interface HostState {
  host: string;
  up: boolean | undefined;
  containers?: number;
  cores?: number;
  /** Shares from 0 to 1. */
  cpu?: number;
  memory?: number;
  disk?: number;
}

/** The state of every host that cAdvisor or node exporter reports, by name. Rejects with a Problem. */
export async function loadHosts(
  source: DataSourceChoice,
  conventions: Conventions,
  time: number,
  signal?: AbortSignal
): Promise<HostState[]> {
  const context = { conventions, scope: EVERYTHING, window: '5m', range: '1h' };
  const ask = (one: Signal) => queryInstant(source, one.query(context), time, signal);
  const [up, containers, cores, machineCpu, machineMemory, cpu, memory, disk] = await Promise.all(
    [
      H.up,
      H.containers,
      H.machineCores,
      H.machineCpuRatio,
      H.machineMemoryRatio,
      H.cpuRatio,
      H.memoryRatio,
      H.diskUsedRatio,
    ].map(ask)
  );
  const hosts = new Map<string, HostState>();
  const put = (
    system: HostSystem,
    label: string,
    samples: Sample[] = [],
    set: (host: HostState, value: number) => void
  ) => {
    for (const { labels, value } of samples) {
      const name = hostOf(conventions, system, labels[label] ?? '');
      const host = hosts.get(name) ?? { host: name, up: undefined };
      set(host, value);
      hosts.set(name, host);
    }
  };
  const machine = conventions.containers.host;
  put('containers', machine, up, (host, value) => (host.up = value > 0));
  put('containers', machine, containers, (host, value) => (host.containers = value));
  put('containers', machine, cores, (host, value) => (host.cores = value));
  put('containers', machine, machineCpu, (host, value) => (host.cpu = value));
  put('containers', machine, machineMemory, (host, value) => (host.memory = value));
  // Node exporter sees the whole machine, so where it is there its word counts.
  const node = conventions.hosts.host;
  put('hosts', node, cpu, (host, value) => (host.cpu = value));
  put('hosts', node, memory, (host, value) => (host.memory = value));
  put('hosts', node, disk, (host, value) => (host.disk = value));
  return [...hosts.values()].sort(
    (a, b) => Number(a.up ?? true) - Number(b.up ?? true) || a.host.localeCompare(b.host)
  );
}
