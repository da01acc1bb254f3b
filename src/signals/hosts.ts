import { cadvisorHostMatchers, containerLabels, containerMatchers, nodeMatchers } from './identity';
import { withHostName } from './hostNames';
import { select, type Matcher } from './promql';
import type { Signal, SignalContext } from './signal';

type Query = (context: SignalContext) => string;

const node = ({ conventions, scope }: SignalContext, metric: string, extra: Matcher[] = []) =>
  select(metric, [...nodeMatchers(conventions, scope), ...extra]);

const cadvisor = ({ conventions, scope }: SignalContext, metric: string, extra: Matcher[] = []) =>
  select(metric, [...cadvisorHostMatchers(conventions, scope), ...extra]);

const byNode = ({ conventions }: SignalContext) => `by (${conventions.hosts.host})`;
const byMachine = ({ conventions }: SignalContext) => `by (${conventions.containers.host})`;

const ROOT: Matcher = { label: 'id', op: '=', value: '/' };
const MODE = (value: string): Matcher => ({ label: 'mode', op: '=', value });

/** Not disks: kept in memory, put together from others, or of the system's own making. */
const REAL_FILE_SYSTEMS: Matcher[] = [
  {
    label: 'fstype',
    op: '!~',
    value: 'tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|autofs|nsfs|fuse\\.lxcfs|proc|sysfs|cgroup2?',
  },
  {
    label: 'mountpoint',
    op: '!~',
    // What engines mount below their folders; a disk that is mounted at such a folder is the one that fills.
    value: '/(dev|proc|sys|run|snap)(/.*)?|/var/lib/(docker|containerd|kubelet|containers)/.+',
  },
];
/** Interfaces of the host’s own: no bridges, and no host's ends of containers’ interfaces. */
export const DEVICES: Matcher[] = [
  { label: 'device', op: '!~', value: 'lo|veth.*|docker.*|br-.*|cali.*|cni.*|flannel.*|ifb.*|tap.*|tunl.*' },
];

const NODE_REMEDY = 'Comes from node exporter: run it on the host and let Prometheus scrape it.';

type Definition = Omit<Signal, 'source' | 'subject'> & Partial<Pick<Signal, 'subject'>>;
const define = (definition: Definition): Signal => ({ source: 'metrics', subject: 'host', ...definition });
const fromNode = (definition: Definition): Signal => define({ remedy: NODE_REMEDY, ...definition });

/** One series for each disk: a device that is mounted in several places counts once. */
const fileSystems = (context: SignalContext, expression: string) => {
  const host = context.conventions.hosts.host;
  return `min by (${host}, device, mountpoint, fstype) (bottomk by (${host}, device) (1, ${expression}))`;
};

/** Writable ones only: a read-only image is always full, and nothing is wrong. */
const writable = (context: SignalContext) =>
  `unless on (${context.conventions.hosts.host}, device, mountpoint) ${node(context, 'node_filesystem_readonly', REAL_FILE_SYSTEMS)} == 1`;

const diskFreeRatio: Query = (context) => {
  const available = node(context, 'node_filesystem_avail_bytes', REAL_FILE_SYSTEMS);
  const size = node(context, 'node_filesystem_size_bytes', REAL_FILE_SYSTEMS);
  return `${fileSystems(context, `${available} / (${size} > 0)`)} ${writable(context)}`;
};

const inodesFreeRatio: Query = (context) => {
  const free = node(context, 'node_filesystem_files_free', REAL_FILE_SYSTEMS);
  // A file system that makes inodes as it needs them (btrfs, XFS in part) tells of none.
  const all = node(context, 'node_filesystem_files', REAL_FILE_SYSTEMS);
  return `${fileSystems(context, `${free} / (${all} > 0)`)} ${writable(context)}`;
};

/**
 * `up` of every target of a host's, under the host's one name in node exporter's label: the two exporters of a host are
 * scraped at different ports, and may be scraped under different names.
 */
const upByHost: Query = ({ conventions, scope }) => {
  const into = conventions.hosts.host;
  const machine = conventions.containers.host;
  return [
    withHostName(
      conventions,
      'containers',
      machine,
      select('up', [...cadvisorHostMatchers(conventions, scope), { label: machine, op: '!=', value: '' }]),
      into
    ),
    withHostName(conventions, 'hosts', into, select('up', nodeMatchers(conventions, scope)), into),
  ].join(' or ');
};

const nodeRate =
  (metric: string, extra: Matcher[] = []): Query =>
  (context) =>
    `sum ${byNode(context)} (rate(${node(context, metric, extra)}[${context.window}]))`;

const nodeGauge =
  (metric: string): Query =>
  (context) =>
    `max ${byNode(context)} (${node(context, metric)})`;

const netSignal = (direction: 'receive' | 'transmit', what: 'bytes' | 'errs' | 'drop', title: string): Signal =>
  fromNode({
    id: `host.network.${direction}.${what}`,
    title,
    description: `${title} over the host’s own interfaces; bridges, and the host's ends of containers' interfaces, are left out.`,
    unit: what === 'bytes' ? 'bytes per second' : 'packets per second',
    needs: [`node_network_${direction}_${what}_total`],
    query: nodeRate(`node_network_${direction}_${what}_total`, DEVICES),
  });

const pressure = (what: 'cpu' | 'memory' | 'io', kind: 'waiting' | 'stalled', title: string): Signal =>
  fromNode({
    id: `host.pressure.${what}`,
    title,
    description: `Share of time in which ${kind === 'stalled' ? 'every task' : 'some task'} of the host waited for ${what === 'io' ? 'disk' : what}.`,
    unit: 'ratio',
    needs: [`node_pressure_${what}_${kind}_seconds_total`],
    query: nodeRate(`node_pressure_${what}_${kind}_seconds_total`),
  });

/** Signals of hosts: node exporter's, and what cAdvisor knows of the machine where there is no node exporter. */
export const HOST_SIGNALS = {
  up: define({
    id: 'host.up',
    title: 'cAdvisor answers',
    description: '1 while Prometheus can scrape the host’s cAdvisor, 0 while it cannot.',
    unit: 'state',
    needs: ['up'],
    query: (context) => {
      const up = `max ${byMachine(context)} (${cadvisor(context, 'up')})`;
      // Where no job is named, every target has an `up`: those count that were a machine's within the hour.
      return context.conventions.containers.matchers.length > 0
        ? up
        : `${up} and on (${context.conventions.containers.host}) last_over_time(${cadvisor(context, 'machine_cpu_cores')}[1h:5m])`;
    },
  }),
  containers: define({
    id: 'host.containers',
    title: 'Containers',
    description: 'Running containers of the host.',
    unit: 'count',
    needs: ['container_start_time_seconds'],
    query: (context) => {
      const { conventions, scope } = context;
      const started = select('container_start_time_seconds', containerMatchers(conventions, scope));
      return `count ${byMachine(context)} (group by (${containerLabels(conventions).join(', ')}) (${started}))`;
    },
  }),
  machineCores: define({
    id: 'host.cores',
    title: 'Cores',
    description: 'Processor cores of the host.',
    unit: 'count',
    needs: ['machine_cpu_cores'],
    query: (context) => `max ${byMachine(context)} (${cadvisor(context, 'machine_cpu_cores')})`,
  }),
  machineMemory: define({
    id: 'host.memory.total',
    title: 'Memory of the host',
    description: 'Memory of the host as cAdvisor sees it.',
    unit: 'bytes',
    needs: ['machine_memory_bytes'],
    query: (context) => `max ${byMachine(context)} (${cadvisor(context, 'machine_memory_bytes')})`,
  }),
  machineCpuRatio: define({
    id: 'host.cadvisor.cpu.ratio',
    title: 'CPU, by cAdvisor',
    description: 'Share of the host’s cores in use, as its root control group counts: for hosts without node exporter.',
    unit: 'ratio',
    needs: ['container_cpu_usage_seconds_total', 'machine_cpu_cores'],
    query: (context) =>
      `sum ${byMachine(context)} (rate(${cadvisor(context, 'container_cpu_usage_seconds_total', [ROOT])}[${context.window}])) / max ${byMachine(context)} (${cadvisor(context, 'machine_cpu_cores')})`,
  }),
  machineMemoryRatio: define({
    id: 'host.cadvisor.memory.ratio',
    title: 'Memory, by cAdvisor',
    description:
      'Working set of the root control group as a share of the host’s memory: for hosts without node exporter.',
    unit: 'ratio',
    needs: ['container_memory_working_set_bytes', 'machine_memory_bytes'],
    query: (context) =>
      `max ${byMachine(context)} (${cadvisor(context, 'container_memory_working_set_bytes', [ROOT])}) / max ${byMachine(context)} (${cadvisor(context, 'machine_memory_bytes')})`,
  }),
  cpuRatio: fromNode({
    id: 'host.cpu.ratio',
    title: 'CPU',
    description: 'Share of processor time that is not idle and not waiting for disks.',
    unit: 'ratio',
    needs: ['node_cpu_seconds_total'],
    query: (context) => {
      const idle = node(context, 'node_cpu_seconds_total', [{ label: 'mode', op: '=~', value: 'idle|iowait|steal' }]);
      return `1 - sum ${byNode(context)} (rate(${idle}[${context.window}])) / count ${byNode(context)} (${node(context, 'node_cpu_seconds_total', [MODE('idle')])})`;
    },
  }),
  load: fromNode({
    id: 'host.load',
    title: 'Load per core',
    description: 'Tasks that run or wait, over five minutes, for each core. Above 1 they queue.',
    unit: 'load',
    needs: ['node_load5'],
    query: (context) =>
      `max ${byNode(context)} (${node(context, 'node_load5')}) / count ${byNode(context)} (${node(context, 'node_cpu_seconds_total', [MODE('idle')])})`,
  }),
  memoryRatio: fromNode({
    id: 'host.memory.ratio',
    title: 'Memory',
    description: 'Share of memory that is not available to new work.',
    unit: 'ratio',
    needs: ['node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'],
    query: (context) =>
      `1 - max ${byNode(context)} (${node(context, 'node_memory_MemAvailable_bytes')}) / max ${byNode(context)} (${node(context, 'node_memory_MemTotal_bytes')})`,
  }),
  memoryAvailable: fromNode({
    id: 'host.memory.available',
    title: 'Memory available',
    description: 'Memory that new work can have without swapping.',
    unit: 'bytes',
    needs: ['node_memory_MemAvailable_bytes'],
    query: nodeGauge('node_memory_MemAvailable_bytes'),
  }),
  diskFreeRatio: fromNode({
    id: 'host.disk.free.ratio',
    title: 'Disk free',
    description: 'Free share of each writable disk. Memory and overlay file systems are left out.',
    unit: 'ratio',
    subject: 'file system',
    needs: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
    query: diskFreeRatio,
  }),
  diskUsedRatio: fromNode({
    id: 'host.disk.used.ratio',
    title: 'Fullest disk',
    description: 'Used share of the host’s fullest writable disk.',
    unit: 'ratio',
    needs: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
    query: (context) => `max ${byNode(context)} (1 - (${diskFreeRatio(context)}))`,
  }),
  inodesFreeRatio: fromNode({
    id: 'host.disk.inodes.free.ratio',
    title: 'Inodes free',
    description: 'Free share of the inodes of each writable disk: each file takes one, however small.',
    unit: 'ratio',
    subject: 'file system',
    needs: ['node_filesystem_files_free', 'node_filesystem_files'],
    query: inodesFreeRatio,
  }),
  networkReceive: netSignal('receive', 'bytes', 'Network in'),
  networkTransmit: netSignal('transmit', 'bytes', 'Network out'),
  networkReceiveErrors: netSignal('receive', 'errs', 'Receive errors'),
  networkTransmitErrors: netSignal('transmit', 'errs', 'Transmit errors'),
  networkReceiveDrops: netSignal('receive', 'drop', 'Receive drops'),
  networkTransmitDrops: netSignal('transmit', 'drop', 'Transmit drops'),
  diskBusy: fromNode({
    id: 'host.disk.busy',
    title: 'Busiest disk',
    description: 'Share of time in which the host’s busiest disk had work.',
    unit: 'ratio',
    needs: ['node_disk_io_time_seconds_total'],
    query: (context) =>
      `max ${byNode(context)} (rate(${node(context, 'node_disk_io_time_seconds_total')}[${context.window}]))`,
  }),
  pressureCpu: pressure('cpu', 'waiting', 'CPU pressure'),
  pressureMemory: pressure('memory', 'stalled', 'Memory pressure'),
  pressureIo: pressure('io', 'stalled', 'Disk pressure'),
  oomKills: fromNode({
    id: 'host.oom_kills',
    title: 'OOM kills of the host',
    description: 'Processes that the kernel killed for want of memory, within the range.',
    unit: 'count',
    needs: ['node_vmstat_oom_kill'],
    query: (context) =>
      `round(sum ${byNode(context)} (increase(${node(context, 'node_vmstat_oom_kill')}[${context.range}])))`,
  }),
  reachable: define({
    id: 'host.reachable',
    title: 'Host answers',
    description:
      '1 while any of the host’s targets answers, 0 while none of them does. Present for hosts with several targets: of a single one nobody can tell whether it or its host is away.',
    unit: 'state',
    needs: ['up'],
    query: (context) => {
      const up = upByHost(context);
      return `max ${byNode(context)} (${up}) and on (${context.conventions.hosts.host}) (count ${byNode(context)} (${up}) > 1)`;
    },
  }),
  targetUp: define({
    id: 'target.up',
    title: 'Scrape targets',
    description: 'What Prometheus scrapes: 1 where it answers, 0 where it does not.',
    unit: 'state',
    subject: 'target',
    needs: ['up'],
    query: ({ conventions, scope }) => {
      // Of a job that the conventions name, the scope's hosts; of all the others only where every host is asked for.
      const everything = !scope.hosts?.length && !scope.containers?.length;
      return everything
        ? 'min by (job, instance) (up)'
        : `min by (job, instance) (${select('up', cadvisorHostMatchers(conventions, scope))} or ${select('up', nodeMatchers(conventions, scope))})`;
    },
  }),
} satisfies Record<string, Signal>;
