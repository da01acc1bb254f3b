import { text, type Case, type Labels, type Series } from '../support';
import { HOST, OTHER_HOST, who } from './series';

/** Five minutes without a scrape, at four scrapes a minute. */
const GAP = '_x20';

const of = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'cadvisor', instance: HOST, name: 'web', id: '/docker/a', ...labels }),
  values,
});

const packets = (dropped: string, all: string): Series[] => [
  of('container_network_receive_packets_dropped_total', dropped, { interface: 'eth0' }),
  ...[
    'container_network_receive_errors_total',
    'container_network_transmit_errors_total',
    'container_network_transmit_packets_dropped_total',
  ].map((metric) => of(metric, '0x200', { interface: 'eth0' })),
  of('container_network_receive_packets_total', all, { interface: 'eth0' }),
  of('container_network_transmit_packets_total', all, { interface: 'eth0' }),
];

/** A gap in scraping ends nothing that is wrong, and begins nothing. */
const GAPS: Case[] = [
  {
    check: 'unhealthy',
    name: 'goes on through a gap in scraping, and does not begin by one',
    series: [
      of('container_health_state', `0x60 ${GAP} 0x60`),
      of('container_health_state', `1x60 ${GAP} 1x60`, { instance: OTHER_HOST }),
    ],
    fires: ['14m', '17m', '19m30s', '22m'].map((at) => ({ at, labels: [who()] })),
  },
  {
    check: 'memory-stalled',
    name: 'goes on through a gap in scraping, and takes no counter that went on meanwhile for waiting',
    series: [
      of('container_pressure_memory_stalled_seconds_total', `0+3x100 ${GAP} 363+3x100`),
      of('container_pressure_memory_stalled_seconds_total', `0+0.3x100 ${GAP} 36+0.3x100`, { instance: OTHER_HOST }),
    ],
    fires: ['24m', '28m', '29m30s', '36m'].map((at) => ({ at, labels: [who()] })),
  },
  {
    check: 'container-network-faults',
    name: 'goes on through a gap in scraping',
    series: packets(`0+60x100 ${GAP} 7260+60x100`, `0+1500x100 ${GAP} 181500+1500x100`),
    fires: ['24m', '28m', '29m30s', '36m'].map((at) => ({ at, labels: [who()] })),
  },
  {
    check: 'container-network-faults',
    name: 'does not begin by a gap in scraping, after which all has grown at once',
    series: packets(`0x100 ${GAP} 5x100`, `0+1500x100 ${GAP} 181500+1500x100`),
    fires: ['26m', '29m', '31m', '40m'].map((at) => ({ at, labels: [] })),
  },
];

const NODE = 'web-1:9100';
const OTHER_NODE = 'app-1:9100';
const node = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'node', instance: NODE, ...labels }),
  values,
});

const inodes = (free: string, labels: Labels, readonly = 0): Series[] => {
  const disk = { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4', ...labels };
  return [
    node('node_filesystem_files_free', free, disk),
    node('node_filesystem_files', '100x200', disk),
    node('node_filesystem_readonly', `${readonly}x200`, disk),
    node('node_filesystem_avail_bytes', '50x200', disk),
    node('node_filesystem_size_bytes', '100x200', disk),
  ];
};

const HOSTS: Case[] = [
  {
    check: 'host-inodes-low',
    name: 'does not fire for one that cannot be written, is none, is low for minutes only, or is on another host',
    series: [
      ...inodes('0x200', { device: '/dev/sr0', mountpoint: '/media/cdrom' }, 1),
      ...inodes('0x200', { device: 'tmpfs', mountpoint: '/run', fstype: 'tmpfs' }),
      ...inodes('50x40 2x16 50x140', { device: '/dev/sdb1', mountpoint: '/data' }),
      ...inodes('50x200', { instance: OTHER_NODE }),
    ],
    fires: ['11m', '15m', '21m', '30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'host-oom-kill',
    name: 'names the host that killed, and is not begun by a gap, nor by a first scrape',
    series: [
      node('node_vmstat_oom_kill', '3x40 4x80'),
      node('node_vmstat_oom_kill', `5x40 ${GAP} 5x80`, { instance: OTHER_NODE }),
      node('node_vmstat_oom_kill', '_x40 9x80', { instance: 'db-1:9100' }),
    ],
    fires: [
      { at: '12m', labels: [{ instance: NODE }] },
      { at: '16m', labels: [{ instance: NODE }] },
      { at: '25m', labels: [] },
    ],
  },
];

const monitor = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'prometheus', instance: 'monitor-1:9090', ...labels }),
  values,
});
const LOADED = 'prometheus_config_last_reload_successful';
const EXPIRY = 'probe_ssl_earliest_cert_expiry';
const DAY = 86_400;
const SHOP = { job: 'shop', instance: 'web-1:3000' };

const PROGRAMS: Case[] = [
  {
    check: 'config-not-loaded',
    name: 'does not fire for a failure that is mended within minutes, nor where nothing is scraped any more',
    series: [
      monitor(LOADED, '1x20 0x12 1x80'),
      monitor(LOADED, '1x40 stale', { instance: 'monitor-2:9090' }),
      monitor(LOADED, `1x20 ${GAP} 1x80`, { instance: 'monitor-3:9090' }),
    ],
    fires: ['7m', '9m', '12m', '20m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'too-many-series',
    name: 'does not fire at the number itself, for a short peak, or for two servers that have it together',
    series: [
      monitor('prometheus_tsdb_head_series', '2000000x200'),
      monitor('prometheus_tsdb_head_series', '1500000x200', { instance: 'monitor-2:9090' }),
      monitor('prometheus_tsdb_head_series', '1500000x40 3000000x40 1500000x120', { instance: 'monitor-3:9090' }),
    ],
    fires: ['16m', '19m', '25m', '40m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'certificate-expires',
    name: 'ends when it is renewed, and does not fire for an address without a certificate, or at a gap',
    series: [
      monitor(EXPIRY, `${13 * DAY}x300 ${90 * DAY}x300`, { job: 'blackbox', instance: 'https://a/' }),
      monitor(EXPIRY, `${90 * DAY}x200 ${GAP} ${90 * DAY}x300`, { job: 'blackbox', instance: 'https://b/' }),
      monitor('probe_success', '1x600', { job: 'blackbox', instance: 'http://plain/' }),
    ],
    fires: [
      { at: '55m', labels: [] },
      { at: '65m', labels: [{ job: 'blackbox', instance: 'https://a/' }] },
      { at: '85m', labels: [] },
    ],
  },
  {
    check: 'process-restarts',
    name: 'does not fire for two restarts, for restarts of two instances together, or for a gap',
    series: [
      monitor('process_start_time_seconds', '1x20 2x20 3x100', SHOP),
      monitor('process_start_time_seconds', '1x30 2x20 3x100', { ...SHOP, instance: 'app-1:3000' }),
      monitor('process_start_time_seconds', `1x20 ${GAP} 1x20 ${GAP} 1x20 ${GAP} 1x60`, { ...SHOP, job: 'chat' }),
    ],
    fires: ['11m', '14m', '20m', '35m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'open-files-run-out',
    name: 'does not fire at the share itself, for a short peak, or when a restart closes them',
    series: [
      monitor('process_open_fds', '850x200', SHOP),
      monitor('process_max_fds', '1000x200', SHOP),
      monitor('process_open_fds', '100x40 990x32 100x140', { ...SHOP, instance: 'app-1:3000' }),
      monitor('process_max_fds', '1000x200', { ...SHOP, instance: 'app-1:3000' }),
    ],
    fires: ['12m', '17m', '19m', '30m'].map((at) => ({ at, labels: [] })),
  },
];

/** Edges at which a check must hold still, or go on. */
export const EDGE_CASES: readonly Case[] = [...GAPS, ...HOSTS, ...PROGRAMS];
