import { containerState, USER_SHARE, type CgroupState } from './containerState';
import { integral } from './curve';
import type { Container, Host } from './fleet';

/** A machine at one moment, as the node exporter and cAdvisor's system slices see it. Counters count from boot. */
export interface HostState {
  t: number;
  /** Cores in use by containers, and by everything. */
  containerCores: number;
  busyCores: number;
  /** CPU seconds since boot: of containers, and of everything. */
  containerCpuSeconds: number;
  busyCpuSeconds: number;
  /** Seconds that all cores together waited for disks. */
  ioWaitCpuSeconds: number;
  /** Bytes. */
  containerMemory: number;
  usedMemory: number;
  cachedMemory: number;
  buffers: number;
  receivedBytes: number;
  transmittedBytes: number;
  readBytes: number;
  writtenBytes: number;
  oomKills: number;
  /** Packets received with an error. */
  faultyPackets: number;
  cpuWaiting: number;
  memoryWaiting: number;
  ioWaiting: number;
}

/** The CPU that waits for disks, as a share of all cores. */
const IO_WAIT_SHARE = 0.004;

/** Whether the host can be reached at `t`. */
export function isReachable(host: Host, t: number): boolean {
  return !host.outages.some(({ from, to }) => t >= from && t < to);
}

interface Sums {
  cores: number;
  cpuSeconds: number;
  memory: number;
  cache: number;
  received: number;
  transmitted: number;
  read: number;
  written: number;
  oomKills: number;
  cpuWaiting: number;
  memoryWaiting: number;
  ioWaiting: number;
}

/**
 * What the containers did since boot. Host counters do not fall when a container restarts, so this integrates the
 * loads themselves and not the states, which count from the start of a life.
 */
function sumContainers(host: Host, t: number): Sums {
  const sums: Sums = {
    cores: 0,
    cpuSeconds: 0,
    memory: 0,
    cache: 0,
    received: 0,
    transmitted: 0,
    read: 0,
    written: 0,
    oomKills: 0,
    cpuWaiting: 0,
    memoryWaiting: 0,
    ioWaiting: 0,
  };
  const sinceBoot = (curve: Container['load']['cpu']) => integral(curve, host.bootAt, t);
  for (const container of host.containers) {
    const { load } = container;
    const state = containerState(container, t);
    if (state) {
      sums.cores += load.cpu.at(t);
      sums.memory += state.workingSet;
      sums.cache += state.cache;
    }
    sums.cpuSeconds += sinceBoot(load.cpu);
    sums.received += sinceBoot(load.receive);
    sums.transmitted += sinceBoot(load.transmit);
    sums.read += sinceBoot(load.reads);
    sums.written += sinceBoot(load.writes);
    sums.cpuWaiting += sinceBoot(load.cpuWaiting) * 0.2;
    sums.memoryWaiting += sinceBoot(load.memoryWaiting) * 0.2;
    sums.ioWaiting += sinceBoot(load.ioWaiting) * 0.2;
    sums.oomKills += container.lifecycle.endings('oom', t);
  }
  return sums;
}

/** The state of a host at `t`, epoch seconds, whether or not it can be reached. */
export function hostState(host: Host, t: number): HostState {
  const sums = sumContainers(host, t);
  const elapsed = t - host.bootAt;
  const systemMemory = Math.round(host.systemMemory.at(t));
  return {
    t,
    containerCores: sums.cores,
    busyCores: sums.cores + host.systemCpu.at(t),
    containerCpuSeconds: sums.cpuSeconds,
    busyCpuSeconds: sums.cpuSeconds + integral(host.systemCpu, host.bootAt, t),
    ioWaitCpuSeconds: elapsed * host.cores * IO_WAIT_SHARE,
    containerMemory: sums.memory,
    usedMemory: sums.memory + systemMemory,
    cachedMemory: sums.cache + Math.round(host.memoryBytes * 0.1),
    buffers: Math.round(host.memoryBytes * 0.004),
    receivedBytes: Math.floor(sums.received),
    transmittedBytes: Math.floor(sums.transmitted),
    readBytes: Math.floor(sums.read),
    writtenBytes: Math.floor(sums.written),
    oomKills: sums.oomKills + host.oomKillsAt.filter((at) => at <= t).length,
    faultyPackets: Math.floor(integral(host.faultyPackets, host.bootAt, t)),
    cpuWaiting: Math.min(sums.cpuWaiting, elapsed * 0.9),
    memoryWaiting: sums.memoryWaiting,
    ioWaiting: sums.ioWaiting,
  };
}

/** A cgroup of the system that is no container. */
export interface Slice {
  id: string;
  state(host: Host, state: HostState): CgroupState;
}

function slice(host: Host, state: HostState, cpuSeconds: number, memory: number, cache: number): CgroupState {
  return {
    startedAt: host.bootAt,
    seenAt: state.t,
    cpuSeconds,
    userSeconds: cpuSeconds * USER_SHARE,
    systemSeconds: cpuSeconds * (1 - USER_SHARE),
    periods: 0,
    throttledPeriods: 0,
    throttledSeconds: 0,
    workingSet: memory,
    usage: memory + cache,
    maxUsage: Math.round(host.memoryBytes * 0.9),
    rss: Math.round(memory * 0.9),
    cache,
    swap: 0,
    memoryFailures: 0,
    oomKills: 0,
    receivedBytes: state.receivedBytes,
    transmittedBytes: state.transmittedBytes,
    receivedDropped: 0,
    readBytes: state.readBytes,
    writtenBytes: state.writtenBytes,
    diskBytes: 0,
    health: -1,
    cpuWaiting: state.cpuWaiting,
    cpuStalled: 0,
    memoryWaiting: state.memoryWaiting,
    memoryStalled: state.memoryWaiting * 0.5,
    ioWaiting: state.ioWaiting,
    ioStalled: state.ioWaiting * 0.5,
  };
}

function systemSlice(id: string, share: number): Slice {
  return {
    id,
    state: (host, state) =>
      slice(
        host,
        state,
        (state.busyCpuSeconds - state.containerCpuSeconds) * share,
        Math.round((state.usedMemory - state.containerMemory) * share),
        0
      ),
  };
}

function containersSlice(id: string): Slice {
  return {
    id,
    state: (host, state) =>
      slice(host, state, state.containerCpuSeconds, state.containerMemory, Math.round(state.cachedMemory * 0.4)),
  };
}

const ROOT: Slice = {
  id: '/',
  state: (host, state) => slice(host, state, state.busyCpuSeconds, state.usedMemory, state.cachedMemory),
};

/** The cgroups without a name that cAdvisor exports beside the containers. */
export const DOCKER_SLICES: Slice[] = [
  ROOT,
  containersSlice('/docker'),
  systemSlice('/system.slice', 0.8),
  systemSlice('/system.slice/docker.service', 0.35),
  systemSlice('/user.slice', 0.1),
];

export const KUBERNETES_SLICES: Slice[] = [
  ROOT,
  containersSlice('/kubepods'),
  containersSlice('/kubepods/burstable'),
  systemSlice('/system.slice', 0.8),
  systemSlice('/system.slice/kubelet.service', 0.3),
];
