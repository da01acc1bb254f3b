import {
  cpuCores,
  cpuQuota,
  effectiveMemoryLimit,
  gauge,
  identity,
  machine,
  memoryLimit,
  networkRate,
  onHost,
  oomKills,
  rate,
  ratio,
  restarts,
  series,
  startTime,
  workingSet,
  type Query,
} from './containerQueries';
import { select } from './promql';
import { cadvisorHostMatchers } from './identity';
import type { Signal } from './signal';

/** cAdvisor of before 0.53 or so, or a kernel without pressure stall information, exports none of these. */
const PSI_REMEDY =
  'Pressure needs a kernel with PSI (Linux 4.20 and later, not switched off by psi=0), control groups v2, and a cAdvisor that exports container_pressure_* (0.52 and later).';

const pressure = (what: 'cpu' | 'memory' | 'io', kind: 'waiting' | 'stalled'): Signal => ({
  id: `container.pressure.${what}.${kind}`,
  title: `${what === 'io' ? 'Disk' : what === 'cpu' ? 'CPU' : 'Memory'} pressure, ${kind}`,
  description: `Share of time in which ${kind === 'stalled' ? 'all tasks' : 'at least one task'} of the container waited for ${what === 'io' ? 'disk input or output' : what}.`,
  unit: 'ratio',
  source: 'metrics',
  subject: 'container',
  needs: [`container_pressure_${what}_${kind}_seconds_total`],
  remedy: PSI_REMEDY,
  query: rate(`container_pressure_${what}_${kind}_seconds_total`),
});

type Definition = Omit<Signal, 'source' | 'subject'> & Partial<Pick<Signal, 'subject'>>;

const define = (definition: Definition): Signal => ({ source: 'metrics', subject: 'container', ...definition });

const simple = (
  id: string,
  title: string,
  unit: Signal['unit'],
  metric: string,
  how: (m: string) => Query,
  description: string
) => define({ id, title, description, unit, needs: [metric], query: how(metric) });

const network = (id: string, title: string, unit: Signal['unit'], metric: string, description: string): Signal =>
  define({ id, title, description, unit, subject: 'pod', needs: [metric], query: networkRate(metric) });

const DISK_REMEDY =
  'cAdvisor leaves out input and output of single containers on many machines: it needs the blkio (v1) or io (v2) controller, and must not run with --disable_metrics=diskIO.';

/** A cAdvisor before 0.54 knows no health. */
const HEALTH_REMEDY = 'Health is exported by cAdvisor 0.54 and later.';

/** Signals of containers, from cAdvisor. */
export const CONTAINER_SIGNALS = {
  cpuCores: define({
    id: 'container.cpu.cores',
    title: 'CPU',
    description:
      'Processor time used, in cores: 1 is one core all the time. User and system time together, over all cores.',
    unit: 'cores',
    needs: ['container_cpu_usage_seconds_total'],
    query: cpuCores,
  }),
  cpuUser: simple(
    'container.cpu.user',
    'CPU, user',
    'cores',
    'container_cpu_user_seconds_total',
    rate,
    'Processor time spent in the container’s own code, in cores.'
  ),
  cpuSystem: simple(
    'container.cpu.system',
    'CPU, system',
    'cores',
    'container_cpu_system_seconds_total',
    rate,
    'Processor time spent in the kernel for the container, in cores.'
  ),
  cpuQuota: define({
    id: 'container.cpu.quota',
    title: 'CPU quota',
    description: 'Cores that the container may use. Absent where nobody set a quota.',
    unit: 'cores',
    needs: ['container_spec_cpu_quota', 'container_spec_cpu_period', 'kube_pod_container_resource_limits'],
    query: cpuQuota,
  }),
  cpuQuotaRatio: define({
    id: 'container.cpu.quota.ratio',
    title: 'CPU of quota',
    description: 'Share of its CPU quota that a container uses. Absent where nobody set a quota.',
    unit: 'ratio',
    needs: ['container_cpu_usage_seconds_total', 'container_spec_cpu_quota', 'container_spec_cpu_period'],
    query: ratio(cpuCores, cpuQuota),
  }),
  cpuHostRatio: define({
    id: 'container.cpu.host.ratio',
    title: 'CPU of host',
    description: 'Share of all cores of its host that a container uses.',
    unit: 'ratio',
    needs: ['container_cpu_usage_seconds_total', 'machine_cpu_cores'],
    query: (context) => `${cpuCores(context)} / ${onHost(context)} ${machine(context, 'machine_cpu_cores')}`,
  }),
  cpuThrottled: define({
    id: 'container.cpu.throttled.ratio',
    title: 'Throttled',
    description:
      'Share of scheduling periods in which the quota stopped the container. Above a quarter it hurts. Absent without a quota.',
    unit: 'ratio',
    needs: ['container_cpu_cfs_throttled_periods_total', 'container_cpu_cfs_periods_total'],
    query: (context) =>
      `${rate('container_cpu_cfs_throttled_periods_total')(context)} / (${rate('container_cpu_cfs_periods_total')(context)} > 0)`,
  }),
  cpuPeriods: define({
    id: 'container.cpu.periods',
    title: 'CPU periods',
    description:
      'Scheduling periods in which the container wanted to run, counted over the range. Few of them: a share of them says little.',
    unit: 'count',
    needs: ['container_cpu_cfs_periods_total'],
    query: (context) =>
      `sum by (${identity(context)}) (increase(${series(context, 'container_cpu_cfs_periods_total')}[${context.range}]))`,
  }),
  memoryWorkingSet: define({
    id: 'container.memory.working_set',
    title: 'Memory',
    description:
      'Working set: memory that cannot be given back without hurting the container. What the kernel holds against the limit, less the file cache that is not in use.',
    unit: 'bytes',
    needs: ['container_memory_working_set_bytes'],
    query: workingSet,
  }),
  memoryRss: simple(
    'container.memory.rss',
    'Memory, anonymous',
    'bytes',
    'container_memory_rss',
    gauge,
    'Anonymous memory: heap and stacks.'
  ),
  memoryCache: simple(
    'container.memory.cache',
    'Memory, page cache',
    'bytes',
    'container_memory_cache',
    gauge,
    'File pages in memory; given back under pressure.'
  ),
  memorySwap: simple(
    'container.memory.swap',
    'Swap',
    'bytes',
    'container_memory_swap',
    gauge,
    'Memory moved out to swap.'
  ),
  memoryLimit: define({
    id: 'container.memory.limit',
    title: 'Memory limit',
    description: 'The limit that was set. Absent where there is none.',
    unit: 'bytes',
    needs: ['container_spec_memory_limit_bytes', 'kube_pod_container_resource_limits'],
    query: memoryLimit,
  }),
  memoryEffectiveLimit: define({
    id: 'container.memory.effective_limit',
    title: 'Effective memory limit',
    description: 'The container’s own limit, or its host’s memory where it has none or a larger one.',
    unit: 'bytes',
    needs: ['container_memory_working_set_bytes', 'machine_memory_bytes'],
    query: effectiveMemoryLimit,
  }),
  memoryEffectiveRatio: define({
    id: 'container.memory.effective_limit.ratio',
    title: 'Memory of limit',
    description:
      'Working set as a share of the effective limit: the container’s own, or the host’s memory where it has none.',
    unit: 'ratio',
    needs: ['container_memory_working_set_bytes', 'machine_memory_bytes'],
    query: ratio(workingSet, effectiveMemoryLimit),
  }),
  memoryLimitRatio: define({
    id: 'container.memory.limit.ratio',
    title: 'Memory of own limit',
    description: 'Working set as a share of the limit that was set. Absent where there is none.',
    unit: 'ratio',
    needs: ['container_memory_working_set_bytes', 'container_spec_memory_limit_bytes'],
    query: ratio(workingSet, memoryLimit),
  }),
  networkReceive: network(
    'container.network.receive',
    'Network in',
    'bytes per second',
    'container_network_receive_bytes_total',
    'Bytes received over all interfaces. On Kubernetes a pod’s containers share them.'
  ),
  networkTransmit: network(
    'container.network.transmit',
    'Network out',
    'bytes per second',
    'container_network_transmit_bytes_total',
    'Bytes sent over all interfaces. On Kubernetes a pod’s containers share them.'
  ),
  networkReceiveErrors: network(
    'container.network.receive.errors',
    'Receive errors',
    'packets per second',
    'container_network_receive_errors_total',
    'Packets received with an error.'
  ),
  networkTransmitErrors: network(
    'container.network.transmit.errors',
    'Transmit errors',
    'packets per second',
    'container_network_transmit_errors_total',
    'Packets that could not be sent.'
  ),
  networkReceiveDrops: network(
    'container.network.receive.drops',
    'Receive drops',
    'packets per second',
    'container_network_receive_packets_dropped_total',
    'Received packets that were dropped.'
  ),
  networkTransmitDrops: network(
    'container.network.transmit.drops',
    'Transmit drops',
    'packets per second',
    'container_network_transmit_packets_dropped_total',
    'Packets dropped instead of sent.'
  ),
  diskRead: define({
    id: 'container.disk.read',
    title: 'Disk read',
    description:
      'Bytes that the container itself read. (container_fs_reads_total and its sectors count the whole device for every container, so they are not used.)',
    unit: 'bytes per second',
    needs: ['container_fs_reads_bytes_total', 'container_blkio_device_usage_total'],
    remedy: DISK_REMEDY,
    query: (context) =>
      `${rate('container_fs_reads_bytes_total')(context)} or ${rate('container_blkio_device_usage_total', [{ label: 'operation', op: '=', value: 'Read' }])(context)}`,
  }),
  diskWrite: define({
    id: 'container.disk.write',
    title: 'Disk write',
    description: 'Bytes that the container itself wrote.',
    unit: 'bytes per second',
    needs: ['container_fs_writes_bytes_total', 'container_blkio_device_usage_total'],
    remedy: DISK_REMEDY,
    query: (context) =>
      `${rate('container_fs_writes_bytes_total')(context)} or ${rate('container_blkio_device_usage_total', [{ label: 'operation', op: '=', value: 'Write' }])(context)}`,
  }),
  diskUsage: define({
    id: 'container.disk.usage',
    title: 'Disk usage',
    description: 'Bytes of the container’s writable layer and logs.',
    unit: 'bytes',
    needs: ['container_fs_usage_bytes'],
    remedy:
      'cAdvisor leaves it out when started with --disable_metrics=disk, and with the containerd and overlayfs stores of some engines.',
    query: (context) =>
      `sum by (${identity(context)}) (max by (${identity(context)}, device) (${series(context, 'container_fs_usage_bytes')}))`,
  }),
  restarts: define({
    id: 'container.restarts',
    title: 'Restarts',
    description: 'Restarts and re-creations within the range.',
    unit: 'count',
    needs: [startTime],
    query: restarts,
  }),
  oomKills: define({
    id: 'container.oom_kills',
    title: 'OOM kills',
    description: 'Times that the kernel killed a process of the container for want of memory, within the range.',
    unit: 'count',
    needs: ['container_oom_events_total'],
    query: oomKills,
  }),
  oomEvents: simple(
    'container.oom_events',
    'OOM kills so far',
    'count',
    'container_oom_events_total',
    gauge,
    'The counter of OOM kills itself: where it steps up, the kernel killed.'
  ),
  health: define({
    id: 'container.health',
    title: 'Health',
    description: '1 healthy; 0 unhealthy, or still starting; -1 no health check.',
    unit: 'state',
    needs: ['container_health_state'],
    remedy: HEALTH_REMEDY,
    query: gauge('container_health_state'),
  }),
  startTime: define({
    id: 'container.start_time',
    title: 'Started',
    description: 'When the running incarnation was started. Before cAdvisor 0.57: when it was created.',
    unit: 'unix seconds',
    needs: [startTime],
    query: gauge(startTime),
  }),
  gone: define({
    id: 'container.gone',
    title: 'Not seen for',
    description:
      'Seconds since a container was last seen, where its host still reports. Present only for containers that were there within the range and are not now.',
    unit: 'seconds',
    needs: ['container_last_seen'],
    // The subquery reads one sample in two minutes where the plain range would read all; the value is itself a time stamp.
    // Its points lie on a grid of their own, so what is still answered now is asked for directly.
    query: (context) => {
      const { conventions, scope } = context;
      const host = conventions.containers.host;
      const by = `max by (${identity(context)})`;
      const lastSeen = series(context, 'container_last_seen');
      const seen = `(${by} (${lastSeen}) or ${by} (last_over_time(${lastSeen}[${context.range}:2m])))`;
      const up = `max by (${host}) (${select('up', cadvisorHostMatchers(conventions, scope))}) == 1`;
      // Three scrapes must have missed it: one may be late.
      const away = Math.max(90, 3 * conventions.containers.scrapeSeconds);
      return `time() - ${seen} > ${away} and on (${host}) ${up}`;
    },
  }),
  pressureCpuWaiting: pressure('cpu', 'waiting'),
  pressureMemoryStalled: pressure('memory', 'stalled'),
  pressureMemoryWaiting: pressure('memory', 'waiting'),
  pressureIoStalled: pressure('io', 'stalled'),
} satisfies Record<string, Signal>;
