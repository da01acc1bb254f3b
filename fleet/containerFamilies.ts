import type { CgroupState } from './containerState';
import type { Family, FamilyType } from './series';

/** Fixed properties of a cgroup that its families read beside its state. */
export interface CgroupSpec {
  /** CPU series are one per core, or one in total. */
  cpus: string[];
  /** Network interfaces; none where the cgroup has no network of its own. */
  interfaces: string[];
  /** Devices; none where disks are not exported. */
  devices: string[];
  hasQuota: boolean;
  /** Whether `container_spec_*` is exported: kube-prometheus drops it. */
  hasSpec: boolean;
  /** Whether health is exported: the kubelet's cAdvisor has none. */
  hasHealth: boolean;
  memoryLimit: number;
  memoryReservation: number;
  cpuQuota: number;
  cpuShares: number;
  diskSize: number;
}

/** A family of cAdvisor's and its series of one cgroup. */
export interface CgroupFamily {
  family: Family;
  /** Which cgroups have it; all when left out. */
  when?: (spec: CgroupSpec) => boolean;
  /** A label that tells the series of the family apart, with its values. */
  by?: { label: string; values: (spec: CgroupSpec) => string[] };
  /** `n` of `of` is the position among the values of `by`. */
  read: (state: CgroupState, spec: CgroupSpec, n: number, of: number) => number;
}

function family(
  type: FamilyType,
  name: string,
  help: string,
  read: CgroupFamily['read'],
  rest: Partial<CgroupFamily> = {}
) {
  return { family: { name: `container_${name}`, type, help }, read, ...rest };
}

const perCpu: CgroupFamily['by'] = { label: 'cpu', values: (spec) => spec.cpus };
const perInterface: CgroupFamily['by'] = { label: 'interface', values: (spec) => spec.interfaces };
const perDevice: CgroupFamily['by'] = { label: 'device', values: (spec) => spec.devices };
const withQuota = (spec: CgroupSpec) => spec.hasQuota;
const withSpec = (spec: CgroupSpec) => spec.hasSpec;
/** Bytes in a packet, on average. */
const PACKET = 800;
/** Bytes in a disk operation, on average. */
const OPERATION = 16_384;

/** A part of a total: the first has most of it, as the first core and the first interface do. */
function part(total: number, n: number, of: number): number {
  const rest = of > 1 ? 0.7 / of : 0;
  return n === 0 ? total * (1 - rest * (of - 1)) : total * rest;
}

/** Cores share more evenly, or a busy container would use more than there is of the first. */
function ofCore(total: number, n: number, of: number): number {
  const tilt = of > 1 ? (0.04 * (of - 1 - 2 * n)) / (of - 1) : 0;
  return (total / of) * (1 + tilt);
}

function network(
  direction: 'receive' | 'transmit',
  bytes: (state: CgroupState) => number,
  dropped: (state: CgroupState) => number
): CgroupFamily[] {
  const verb = direction === 'receive' ? 'received' : 'transmitted';
  const rest = { by: perInterface };
  return [
    family(
      'counter',
      `network_${direction}_bytes_total`,
      `Cumulative count of bytes ${verb}`,
      (s, _, n, of) => Math.floor(part(bytes(s), n, of)),
      rest
    ),
    family(
      'counter',
      `network_${direction}_packets_total`,
      `Cumulative count of packets ${verb}`,
      (s, _, n, of) => Math.floor(part(bytes(s), n, of) / PACKET),
      rest
    ),
    family(
      'counter',
      `network_${direction}_errors_total`,
      `Cumulative count of errors encountered while ${direction.replace(/e$/, '')}ing`,
      () => 0,
      rest
    ),
    family(
      'counter',
      `network_${direction}_packets_dropped_total`,
      `Cumulative count of packets dropped while ${direction.replace(/e$/, '')}ing`,
      (s, _, n) => (n === 0 ? dropped(s) : 0),
      rest
    ),
  ];
}

function pressure(
  resource: 'cpu' | 'memory' | 'io',
  waiting: (state: CgroupState) => number,
  stalled: (state: CgroupState) => number
): CgroupFamily[] {
  return [
    family(
      'counter',
      `pressure_${resource}_waiting_seconds_total`,
      `Total time duration tasks in the container have waited due to ${resource} congestion`,
      waiting
    ),
    family(
      'counter',
      `pressure_${resource}_stalled_seconds_total`,
      `Total time duration no tasks in the container could make progress due to ${resource} congestion`,
      stalled
    ),
  ];
}

/** What cAdvisor exports of each cgroup, with its names, labels and help. */
export const CGROUP_FAMILIES: CgroupFamily[] = [
  family(
    'counter',
    'cpu_usage_seconds_total',
    'Cumulative cpu time consumed in seconds.',
    (s, _, n, of) => ofCore(s.cpuSeconds, n, of),
    { by: perCpu }
  ),
  family('counter', 'cpu_user_seconds_total', 'Cumulative user cpu time consumed in seconds.', (s) => s.userSeconds),
  family(
    'counter',
    'cpu_system_seconds_total',
    'Cumulative system cpu time consumed in seconds.',
    (s) => s.systemSeconds
  ),
  family('counter', 'cpu_cfs_periods_total', 'Number of elapsed enforcement period intervals.', (s) => s.periods, {
    when: withQuota,
  }),
  family(
    'counter',
    'cpu_cfs_throttled_periods_total',
    'Number of throttled period intervals.',
    (s) => s.throttledPeriods,
    { when: withQuota }
  ),
  family(
    'counter',
    'cpu_cfs_throttled_seconds_total',
    'Total time duration the container has been throttled.',
    (s) => s.throttledSeconds,
    { when: withQuota }
  ),
  family(
    'gauge',
    'memory_usage_bytes',
    'Current memory usage in bytes, including all memory regardless of when it was accessed',
    (s) => s.usage
  ),
  family('gauge', 'memory_working_set_bytes', 'Current working set in bytes.', (s) => s.workingSet),
  family('gauge', 'memory_rss', 'Size of RSS in bytes.', (s) => s.rss),
  family('gauge', 'memory_cache', 'Number of bytes of page cache memory.', (s) => s.cache),
  family('gauge', 'memory_swap', 'Container swap usage in bytes.', (s) => s.swap),
  family('gauge', 'memory_max_usage_bytes', 'Maximum memory usage recorded in bytes', (s) => s.maxUsage),
  family('counter', 'memory_failcnt', 'Number of memory usage hits limits', (s) => s.memoryFailures),
  family('gauge', 'spec_memory_limit_bytes', 'Memory limit for the container.', (_, spec) => spec.memoryLimit, {
    when: withSpec,
  }),
  family(
    'gauge',
    'spec_memory_reservation_limit_bytes',
    'Memory reservation limit for the container.',
    (_, spec) => spec.memoryReservation,
    { when: withSpec }
  ),
  family('gauge', 'spec_cpu_period', 'CPU period of the container.', () => 100_000, { when: withSpec }),
  family('gauge', 'spec_cpu_quota', 'CPU quota of the container.', (_, spec) => spec.cpuQuota * 100_000, {
    when: (spec) => spec.hasSpec && spec.hasQuota,
  }),
  family('gauge', 'spec_cpu_shares', 'CPU share of the container.', (_, spec) => spec.cpuShares, { when: withSpec }),
  ...network(
    'receive',
    (s) => s.receivedBytes,
    (s) => s.receivedDropped
  ),
  ...network(
    'transmit',
    (s) => s.transmittedBytes,
    () => 0
  ),
  family(
    'gauge',
    'fs_usage_bytes',
    'Number of bytes that are consumed by the container on this filesystem.',
    (s) => s.diskBytes,
    { by: perDevice }
  ),
  family(
    'gauge',
    'fs_limit_bytes',
    'Number of bytes that can be consumed by the container on this filesystem.',
    (_, spec) => spec.diskSize,
    { by: perDevice }
  ),
  family('counter', 'fs_reads_bytes_total', 'Cumulative count of bytes read', (s) => s.readBytes, { by: perDevice }),
  family('counter', 'fs_writes_bytes_total', 'Cumulative count of bytes written', (s) => s.writtenBytes, {
    by: perDevice,
  }),
  family(
    'counter',
    'fs_reads_total',
    'Cumulative count of reads completed',
    (s) => Math.floor(s.readBytes / OPERATION),
    { by: perDevice }
  ),
  family(
    'counter',
    'fs_writes_total',
    'Cumulative count of writes completed',
    (s) => Math.floor(s.writtenBytes / OPERATION),
    { by: perDevice }
  ),
  family('gauge', 'last_seen', 'Last time a container was seen by the exporter', (s) => Math.floor(s.seenAt)),
  family('gauge', 'start_time_seconds', 'Start time of the container since unix epoch in seconds.', (s) =>
    Math.floor(s.startedAt)
  ),
  family('counter', 'oom_events_total', 'Count of out of memory events observed for the container', (s) => s.oomKills),
  family('gauge', 'health_state', "The result of the container's health check", (s) => s.health, {
    when: (spec) => spec.hasHealth,
  }),
  ...pressure(
    'cpu',
    (s) => s.cpuWaiting,
    (s) => s.cpuStalled
  ),
  ...pressure(
    'memory',
    (s) => s.memoryWaiting,
    (s) => s.memoryStalled
  ),
  ...pressure(
    'io',
    (s) => s.ioWaiting,
    (s) => s.ioStalled
  ),
];
