import { DOCKER } from '../../../src/signals/conventions';
import { text, type Case, type Labels, type Series } from '../support';
import { up } from './series';

const NODE = 'web-1:9100';
const OTHER_NODE = 'app-1:9100';

const of = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'node', instance: NODE, ...labels }),
  values,
});

const who = (instance = NODE) => ({ instance });

const OF_BOTH = {
  ...DOCKER,
  containers: { ...DOCKER.containers, matchers: [{ label: 'job', op: '=' as const, value: 'cadvisor' }] },
  hosts: { ...DOCKER.hosts, matchers: [{ label: 'job', op: '=' as const, value: 'node' }] },
};

const WITH_ALIAS = {
  ...OF_BOTH,
  aliases: [{ host: 'web-1', containers: ['10.0.0.5:8080'], hosts: ['web-1:9100'] }],
};

const HOST_DOWN: Case[] = [
  {
    check: 'host-down',
    name: 'fires when none of the targets of a host answers for three minutes',
    conventions: OF_BOTH,
    series: [up('1x40 0x39 1x40'), up('1x40 0x39 1x40', NODE, 'node'), up('1x120', OTHER_NODE, 'node')],
    fires: [
      { at: '10m', labels: [] },
      { at: '12m30s', labels: [] },
      { at: '14m', labels: [{ instance: 'web-1' }] },
      { at: '26m', labels: [] },
    ],
  },
  {
    check: 'host-down',
    name: 'does not fire while one of its targets answers, which is a target that is down',
    conventions: OF_BOTH,
    series: [up('0x80'), up('1x80', NODE, 'node')],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'host-down',
    name: 'does not tell a host from its only target',
    conventions: OF_BOTH,
    series: [up('0x80', NODE, 'node')],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'host-down',
    name: 'knows a host that each system calls otherwise as one',
    conventions: WITH_ALIAS,
    series: [up('0x80', '10.0.0.5:8080'), up('1x40 0x40', NODE, 'node')],
    holds: [
      { at: '9m', labels: [] },
      { at: '15m', labels: [{ instance: 'web-1' }] },
    ],
  },
];

const memory = (available: string, instance = NODE): Series[] => [
  of('node_memory_MemAvailable_bytes', available, { instance }),
  of('node_memory_MemTotal_bytes', '100x200', { instance }),
];

const cpu = (idle: string, busy: string, instance = NODE): Series[] =>
  ['0', '1'].flatMap((core) => [
    of('node_cpu_seconds_total', idle, { cpu: core, mode: 'idle', instance }),
    of('node_cpu_seconds_total', busy, { cpu: core, mode: 'user', instance }),
  ]);

const LOAD: Case[] = [
  {
    check: 'host-memory-low',
    name: 'fires for the host with less than a tenth available for five minutes',
    series: [...memory('9x200'), ...memory('11x200', OTHER_NODE)],
    fires: [
      { at: '4m', labels: [] },
      { at: '6m', labels: [who()] },
    ],
  },
  {
    check: 'host-memory-low',
    name: 'does not take a short dip, nor a gap in scraping, for it',
    series: memory('50x20 5x8 50x20 _x8 50x60'),
    fires: ['7m', '8m', '13m', '20m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'host-cpu-saturated',
    name: 'fires when a host has used over nine tenths for a quarter of an hour',
    series: [...cpu('0+0.5x200', '0+14.5x200'), ...cpu('0+5x200', '0+10x200', OTHER_NODE)],
    fires: [
      { at: '14m', labels: [] },
      { at: '17m', labels: [who()] },
    ],
  },
  {
    check: 'host-cpu-saturated',
    name: 'does not take a reboot’s new counters for use',
    series: cpu('90000+14x60 0+14x100', '90000+1x60 0+1x100'),
    holds: ['15m', '15m30s', '16m', '18m', '20m'].map((at) => ({ at, labels: [] })),
  },
];

const disk = (share: string, more: Labels = {}, readonly = 0, size = '100x2000'): Series[] => {
  const labels = { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4', ...more };
  return [
    of('node_filesystem_avail_bytes', share, labels),
    of('node_filesystem_size_bytes', size, labels),
    of('node_filesystem_readonly', `${readonly}x2000`, labels),
  ];
};

const DISK = { instance: NODE, device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' };

const DISKS: Case[] = [
  {
    check: 'host-disk-low',
    name: 'fires for the disk with less than a tenth free for ten minutes',
    series: [
      ...disk('8x100'),
      ...disk('50x100', { device: '/dev/sdb1', mountpoint: '/data' }),
      ...disk('12x100', { instance: OTHER_NODE }),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '11m', labels: [DISK] },
    ],
  },
  {
    check: 'host-disk-low',
    name: 'does not fire for what is no disk, or cannot be written',
    series: [
      ...disk('0x100', { fstype: 'tmpfs', mountpoint: '/run' }),
      ...disk('0x100', { device: '/dev/sr0', mountpoint: '/media/cdrom' }, 1),
      ...disk('0x100', { device: 'overlay', fstype: 'overlay', mountpoint: '/var/lib/docker/overlay2/x/merged' }),
    ],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'host-disk-low',
    name: 'counts a disk once that is mounted in two places',
    // Read one after the other, the two are never quite the same.
    series: [...disk('8x100'), ...disk('8.1x100', { mountpoint: '/mnt' })],
    holds: [{ at: '15m', labels: [DISK] }],
  },
  {
    check: 'host-disk-will-be-full',
    name: 'fires for a disk that fills in a line and has little left, after an hour',
    interval: '1m',
    series: [...disk('35-0.03x1000'), ...disk('90-0.03x1000', { instance: OTHER_NODE })],
    fires: [
      { at: '2h', labels: [] },
      { at: '8h', labels: [DISK] },
    ],
  },
  {
    check: 'host-disk-will-be-full',
    name: 'does not fire for one that is nearly full and stays so, nor for a new one',
    interval: '1m',
    series: [
      ...disk('15x1000'),
      ...disk('_x400 25-0.1x60', { device: '/dev/sdb1', mountpoint: '/new' }, 0, '_x400 100x60'),
    ],
    holds: ['6h', '7h30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'host-inodes-low',
    name: 'fires for the disk whose inodes run out, and not for one that makes them as it needs them',
    series: [
      ...disk('50x100'),
      of('node_filesystem_files_free', '5x100', { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' }),
      of('node_filesystem_files', '100x100', { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' }),
      of('node_filesystem_files_free', '0x100', { device: '/dev/sdb1', mountpoint: '/b', fstype: 'btrfs' }),
      of('node_filesystem_files', '0x100', { device: '/dev/sdb1', mountpoint: '/b', fstype: 'btrfs' }),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '11m', labels: [DISK] },
    ],
  },
];

const OOM: Case[] = [
  {
    check: 'host-oom-kill',
    name: 'fires at a kill for ten minutes, not at a reboot, and not for what was before',
    series: [
      of('node_vmstat_oom_kill', '3x40 4x80'),
      of('node_vmstat_oom_kill', '7x40 0x80', { instance: OTHER_NODE }),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '12m', labels: [who()] },
      { at: '22m', labels: [] },
    ],
  },
];

const nic = (faults: string, packets: string, device = 'eth0', instance = NODE): Series[] => [
  of('node_network_receive_errs_total', faults, { device, instance }),
  ...['node_network_transmit_errs_total', 'node_network_receive_drop_total', 'node_network_transmit_drop_total'].map(
    (metric) => of(metric, '0x200', { device, instance })
  ),
  of('node_network_receive_packets_total', packets, { device, instance }),
  of('node_network_transmit_packets_total', packets, { device, instance }),
];

const NETWORK: Case[] = [
  {
    check: 'host-network-faults',
    name: 'fires for the interface that loses more than a hundredth of its packets for ten minutes',
    series: [
      ...nic('0+90x200', '0+1500x200'),
      ...nic('0+1x200', '0+1500x200', 'eth1'),
      ...nic('0+90x200', '0+1500x200', 'veth1'),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '26m', labels: [{ instance: NODE, device: 'eth0' }] },
    ],
  },
  {
    check: 'host-network-faults',
    name: 'does not fire for an idle interface with a single fault, nor when counters begin anew',
    series: [
      ...nic('0x20 1x180', '0+0.5x200'),
      ...nic('90000+0x60 0x140', '90000+100x60 0+100x140', 'eth0', OTHER_NODE),
    ],
    holds: ['6m', '10m', '16m', '20m', '30m'].map((at) => ({ at, labels: [] })),
  },
];

/** What must and what must not make the checks of hosts fire. */
export const HOST_CASES: readonly Case[] = [...HOST_DOWN, ...LOAD, ...DISKS, ...OOM, ...NETWORK];
