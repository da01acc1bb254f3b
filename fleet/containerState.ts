import { integral } from './curve';
import type { Container } from './fleet';
import type { Life } from './lifecycle';

/** Everything that cAdvisor knows of one cgroup at one moment. Counters count from the start of the life. */
export interface CgroupState {
  startedAt: number;
  /** Epoch seconds. */
  seenAt: number;
  cpuSeconds: number;
  userSeconds: number;
  systemSeconds: number;
  periods: number;
  throttledPeriods: number;
  throttledSeconds: number;
  /** Bytes, as all memory here. */
  workingSet: number;
  usage: number;
  maxUsage: number;
  rss: number;
  cache: number;
  swap: number;
  memoryFailures: number;
  oomKills: number;
  receivedBytes: number;
  transmittedBytes: number;
  receivedDropped: number;
  readBytes: number;
  writtenBytes: number;
  diskBytes: number;
  /** 1 healthy, 0 starting or unhealthy, -1 without a health check. */
  health: -1 | 0 | 1;
  /** Seconds in which some task waited, and in which all did. */
  cpuWaiting: number;
  cpuStalled: number;
  memoryWaiting: number;
  memoryStalled: number;
  ioWaiting: number;
  ioStalled: number;
}

/** A container's life and what cAdvisor knows of it. */
export interface ContainerState extends CgroupState {
  life: Life;
}

/** CPU periods of 100 ms. */
export const PERIODS_PER_SECOND = 10;
/** Share of CPU time that is spent in user mode. */
export const USER_SHARE = 0.72;
const PAGE = 4096;
/** Seconds that a container takes to reach its usual memory. */
const WARM_UP = 60;
/** Seconds before a health check has passed for the first time. */
const HEALTH_START = 30;
/** A limit is met where this share of it is in use; the kernel kills before the last page. */
export const LIMIT_SHARE = 0.998;

function pages(bytes: number): number {
  return Math.round(bytes / PAGE) * PAGE;
}

/** Working set in bytes, of a life that runs at `t`. */
export function workingSet(container: Container, life: Life, t: number): number {
  const { base, noise, leak } = container.load.memory;
  const age = t - life.from;
  const warmth = age < WARM_UP ? 0.4 + (0.6 * age) / WARM_UP : 1;
  let bytes = base * warmth * noise.at(t);
  if (leak && t > leak.from) {
    bytes += leak.perSecond * (t - Math.max(life.from, leak.from));
  }
  if (container.memoryLimit > 0) {
    bytes = Math.min(bytes, container.memoryLimit * LIMIT_SHARE);
  }
  return pages(bytes);
}

function health(container: Container, life: Life, t: number): -1 | 0 | 1 {
  if (!container.healthCheck) {
    return -1;
  }
  const unhealthy = container.unhealthyFrom !== null && t >= container.unhealthyFrom;
  return unhealthy || t < life.from + HEALTH_START ? 0 : 1;
}

/** The state of a container at `t`, epoch seconds, or null when it is down. Everything that is written reads this. */
export function containerState(container: Container, t: number): ContainerState | null {
  const life = container.lifecycle.at(t);
  if (!life) {
    return null;
  }
  const { load, memoryLimit } = container;
  const since = (curve: typeof load.cpu) => integral(curve, life.from, t);
  const cpuSeconds = since(load.cpu);
  const throttledPeriods = since(load.throttled) * PERIODS_PER_SECOND;
  const bytes = workingSet(container, life, t);
  // The page cache gives way to the working set: both together stay below the limit.
  const room = memoryLimit > 0 ? memoryLimit - bytes : Infinity;
  const cache = pages(Math.min(load.memory.cache, room));
  const usage = bytes + Math.round(cache * 0.7);
  const highest = load.memory.leak ? usage : Math.round(load.memory.base * 1.03) + Math.round(cache * 0.7);
  const memoryWaiting = since(load.memoryWaiting);
  const cpuWaiting = since(load.cpuWaiting);
  const ioWaiting = since(load.ioWaiting);
  return {
    life,
    startedAt: life.from,
    seenAt: t,
    cpuSeconds,
    userSeconds: cpuSeconds * USER_SHARE,
    systemSeconds: cpuSeconds * (1 - USER_SHARE),
    periods: Math.floor((t - life.from) * PERIODS_PER_SECOND),
    throttledPeriods: Math.floor(throttledPeriods),
    throttledSeconds: throttledPeriods * 0.07,
    workingSet: bytes,
    usage,
    maxUsage: Math.max(usage, highest),
    rss: pages(bytes * 0.93),
    cache,
    swap: 0,
    memoryFailures: Math.floor(memoryWaiting * 40),
    oomKills: container.lifecycle.endings('oom', t),
    receivedBytes: Math.floor(since(load.receive)),
    transmittedBytes: Math.floor(since(load.transmit)),
    receivedDropped: Math.floor(since(load.dropped)),
    readBytes: Math.floor(since(load.reads)),
    writtenBytes: Math.floor(since(load.writes)),
    diskBytes: pages(load.disk.at(t)),
    health: health(container, life, t),
    cpuWaiting,
    cpuStalled: cpuWaiting * 0.3,
    memoryWaiting,
    memoryStalled: memoryWaiting * 0.6,
    ioWaiting,
    ioStalled: ioWaiting * 0.5,
  };
}
