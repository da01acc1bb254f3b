import type { FileSystem, Host } from './fleet';
import type { HostState } from './hostState';
import { Series, type FamilyType, type Labels } from './series';

type NodeSeries = Series<HostState>;

/** CPU modes in the order of the node exporter. */
const MODES = ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'] as const;
const BUSY_SHARES: Partial<Record<(typeof MODES)[number], number>> = {
  nice: 0.01,
  softirq: 0.02,
  steal: 0.01,
  system: 0.24,
  user: 0.72,
};

function series(
  type: FamilyType,
  name: string,
  help: string,
  read: (state: HostState) => number,
  labels: Labels = []
): NodeSeries {
  return new Series({ name: `node_${name}`, type, help }, labels, read);
}

function cpuSeries(host: Host): NodeSeries[] {
  return Array.from({ length: host.cores }, (_, cpu) => {
    // Cores are not used quite evenly.
    const tilt = host.cores > 1 ? (0.01 * (host.cores - 1 - 2 * cpu)) / (host.cores - 1) : 0;
    const busy = (state: HostState) => (state.busyCpuSeconds / host.cores) * (1 + tilt);
    const ioWait = (state: HostState) => state.ioWaitCpuSeconds / host.cores;
    return MODES.map((mode) =>
      series(
        'counter',
        'cpu_seconds_total',
        'Seconds the CPUs spent in each mode.',
        (state) => {
          if (mode === 'idle') {
            return state.t - host.bootAt - busy(state) - ioWait(state);
          }
          return mode === 'iowait' ? ioWait(state) : busy(state) * (BUSY_SHARES[mode] ?? 0);
        },
        [
          ['cpu', String(cpu)],
          ['mode', mode],
        ]
      )
    );
  }).flat();
}

function memorySeries(host: Host): NodeSeries[] {
  const memory = (name: string, read: (state: HostState) => number) =>
    series('gauge', `memory_${name}_bytes`, `Memory information field ${name}_bytes.`, read);
  const free = (state: HostState) =>
    Math.max(0, host.memoryBytes - state.usedMemory - state.cachedMemory - state.buffers);
  return [
    memory('MemTotal', () => host.memoryBytes),
    memory('MemFree', free),
    memory('MemAvailable', (state) => Math.min(host.memoryBytes - state.usedMemory, free(state) + state.cachedMemory)),
    memory('Buffers', (state) => state.buffers),
    memory('Cached', (state) => state.cachedMemory),
    memory('SwapTotal', () => 2 * 1024 ** 3),
    memory('SwapFree', () => 2 * 1024 ** 3 - 8 * 1024 ** 2),
  ];
}

function fileSystemSeries(disk: FileSystem): NodeSeries[] {
  const labels: Labels = [
    ['device', disk.device],
    ['fstype', disk.fstype],
    ['mountpoint', disk.mountpoint],
  ];
  const one = (name: string, help: string, read: (state: HostState) => number) =>
    series('gauge', `filesystem_${name}`, help, read, labels);
  const avail = (state: HostState) => Math.round(disk.avail.at(state.t) / 4096) * 4096;
  return [
    one('size_bytes', 'Filesystem size in bytes.', () => disk.sizeBytes),
    one('avail_bytes', 'Filesystem space available to non-root users in bytes.', avail),
    one('free_bytes', 'Filesystem free space in bytes.', (state) =>
      disk.readOnly ? 0 : avail(state) + Math.round(disk.sizeBytes * 0.01)
    ),
    one('files', 'Filesystem total file nodes.', () => disk.files),
    one('files_free', 'Filesystem total free file nodes.', () => disk.filesFree),
    one('readonly', 'Filesystem read-only status.', () => (disk.readOnly ? 1 : 0)),
    one('device_error', 'Whether an error occurred while getting statistics for the given device.', () => 0),
  ];
}

/** Containers write to the second disk, the system to the first. */
const DISKS = [
  { device: 'sda', share: 0.1 },
  { device: 'sdb', share: 0.9 },
];

function diskSeries(): NodeSeries[] {
  return DISKS.flatMap(({ device, share }) => {
    const one = (name: string, help: string, read: (state: HostState) => number) =>
      series('counter', `disk_${name}_total`, help, read, [['device', device]]);
    return [
      one('read_bytes', 'The total number of bytes read successfully.', (s) => Math.floor(s.readBytes * share)),
      one('written_bytes', 'The total number of bytes written successfully.', (s) =>
        Math.floor(s.writtenBytes * share)
      ),
      one('reads_completed', 'The total number of reads completed successfully.', (s) =>
        Math.floor((s.readBytes * share) / 16_384)
      ),
      one('writes_completed', 'The total number of writes completed.', (s) =>
        Math.floor((s.writtenBytes * share) / 16_384)
      ),
      // A disk that moves 60 MB/s is busy all the time.
      one('io_time_seconds', 'Total seconds spent doing I/Os.', (s) => ((s.readBytes + s.writtenBytes) * share) / 60e6),
    ];
  });
}

/** Traffic passes the outer interface and Docker's bridge. */
const INTERFACES = [
  { device: 'docker0', share: 0.6 },
  { device: 'eth0', share: 1 },
];

function networkSeries(): NodeSeries[] {
  return INTERFACES.flatMap(({ device, share }) =>
    (['receive', 'transmit'] as const).flatMap((direction) => {
      const bytes = (s: HostState) =>
        Math.floor((direction === 'receive' ? s.receivedBytes : s.transmittedBytes) * share);
      const one = (name: string, read: (state: HostState) => number) =>
        series(
          'counter',
          `network_${direction}_${name}_total`,
          `Network device statistic ${direction}_${name}.`,
          read,
          [['device', device]]
        );
      return [
        one('bytes', bytes),
        one('packets', (s) => Math.floor(bytes(s) / 800)),
        // Errors are of the wire, which the bridge does not have.
        one('errs', (s) => (direction === 'receive' && device === 'eth0' ? s.faultyPackets : 0)),
        one('drop', () => 0),
      ];
    })
  );
}

function otherSeries(host: Host): NodeSeries[] {
  const pressure = (name: string, read: (state: HostState) => number) =>
    series('counter', `pressure_${name}_seconds_total`, `Total time in seconds that processes have ${name}.`, read);
  const load = (minutes: number, read: (state: HostState) => number) =>
    series('gauge', `load${minutes}`, `${minutes}m load average.`, (state) => Math.round(read(state) * 100) / 100);
  return [
    load(1, (s) => s.busyCores * 1.08),
    load(5, (s) => s.busyCores * 1.05),
    load(15, (s) => s.busyCores * 1.03),
    series('gauge', 'vmstat_oom_kill', '/proc/vmstat information field oom_kill.', (s) => s.oomKills),
    pressure('cpu_waiting', (s) => s.cpuWaiting),
    pressure('memory_waiting', (s) => s.memoryWaiting),
    pressure('memory_stalled', (s) => s.memoryWaiting * 0.5),
    pressure('io_waiting', (s) => s.ioWaiting),
    pressure('io_stalled', (s) => s.ioWaiting * 0.5),
    series('gauge', 'boot_time_seconds', 'Node boot time, in unixtime.', () => host.bootAt),
    series('gauge', 'time_seconds', 'System time in seconds since epoch (1970).', (s) => s.t),
    series('gauge', 'uname_info', 'Labeled system information as provided by the uname system call.', () => 1, [
      ['domainname', '(none)'],
      ['machine', 'x86_64'],
      ['nodename', host.nodename],
      ['release', '6.12.48-amd64'],
      ['sysname', 'Linux'],
      ['version', '#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)'],
    ]),
    series('gauge', 'exporter_build_info', 'Version of the node exporter.', () => 1, [
      ['branch', 'HEAD'],
      ['goarch', 'amd64'],
      ['goos', 'linux'],
      ['goversion', 'go1.24.4'],
      ['revision', '3c7b1a7f2e'],
      ['version', '1.9.1'],
    ]),
  ];
}

/** What the node exporter exports of a host. */
export function nodeSeries(host: Host): NodeSeries[] {
  return [
    ...cpuSeries(host),
    ...memorySeries(host),
    ...host.fileSystems.flatMap(fileSystemSeries),
    ...diskSeries(),
    ...networkSeries(),
    ...otherSeries(host),
  ];
}
