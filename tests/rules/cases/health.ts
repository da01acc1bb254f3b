import { KUBERNETES } from '../../../src/signals/conventions';
import { text, type Case, type Labels, type Series } from '../support';
import { HOST, machineCores, OTHER_HOST, renamed, seen, started, up, who } from './series';

const of = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'cadvisor', instance: HOST, name: 'web', id: '/docker/a', ...labels }),
  values,
});

const health = (values: string, labels?: Labels) => of('container_health_state', values, labels);

const UNHEALTHY: Case[] = [
  {
    check: 'unhealthy',
    name: 'fires when a health check has failed for ten minutes',
    series: [health('1x40 0x100'), health('1x140', { instance: OTHER_HOST })],
    fires: [
      { at: '14m', labels: [] },
      { at: '21m', labels: [who()] },
    ],
  },
  {
    check: 'unhealthy',
    name: 'does not fire without a health check, nor while a container starts, nor after a re-creation',
    series: [
      health('-1x140', { name: 'db' }),
      health('1x40 0x8 1x80'),
      health('0x16', { name: 'cache', id: '/docker/b' }),
      health('_x17 1x120', { name: 'cache', id: '/docker/c' }),
    ],
    fires: ['12m', '13m', '14m30s', '17m', '25m'].map((at) => ({ at, labels: [] })),
  },
];

const stalled = (values: string, labels?: Labels) =>
  of('container_pressure_memory_stalled_seconds_total', values, labels);

const STALLED: Case[] = [
  {
    check: 'memory-stalled',
    name: 'fires when all tasks have waited for more than a tenth of the time for ten minutes',
    series: [stalled('0+3x200'), stalled('0+0.5x200', { name: 'db' })],
    fires: [
      { at: '10m', labels: [] },
      { at: '24m', labels: [who()] },
    ],
  },
  {
    check: 'memory-stalled',
    name: 'does not take a counter that begins anew, or the series of a new incarnation, for waiting',
    series: [
      stalled('9000+0.1x60 0+0.1x140'),
      stalled('8000+0.1x60', { name: 'db', id: '/docker/b' }),
      stalled('_x61 0+0.1x100', { name: 'db', id: '/docker/c' }),
    ],
    holds: ['12m', '16m', '18m', '24m'].map((at) => ({ at, labels: [] })),
  },
];

const network = (dropped: string, packets: string, labels: Labels = {}): Series[] => [
  of('container_network_receive_packets_dropped_total', dropped, { interface: 'eth0', ...labels }),
  ...[
    'container_network_receive_errors_total',
    'container_network_transmit_errors_total',
    'container_network_transmit_packets_dropped_total',
  ].map((metric) => of(metric, '0x200', { interface: 'eth0', ...labels })),
  of('container_network_receive_packets_total', packets, { interface: 'eth0', ...labels }),
  of('container_network_transmit_packets_total', packets, { interface: 'eth0', ...labels }),
];

const NETWORK: Case[] = [
  {
    check: 'container-network-faults',
    name: 'fires for the container that loses packets, and not for one of that name on another host',
    series: [...network('0+60x200', '0+1500x200'), ...network('0+1x200', '0+1500x200', { instance: OTHER_HOST })],
    fires: [
      { at: '9m', labels: [] },
      { at: '26m', labels: [who()] },
    ],
  },
  {
    check: 'container-network-faults',
    name: 'does not fire without traffic, nor when a restart begins the counters anew',
    series: [...network('0x20 5x180', '9x200'), ...network('70000x60 0x140', '90000x60 0+900x140', { name: 'db' })],
    holds: ['8m', '12m', '16m', '20m'].map((at) => ({ at, labels: [] })),
  },
];

const LIST = { containers: ['web-1/web', 'db'] };

const EXPECTED: Case[] = [
  {
    check: 'expected-container-missing',
    name: 'fires for what the list names and nobody runs: on its host, or on any',
    lists: LIST,
    series: [
      seen('0+15x40 stale'),
      seen('0+15x100', { instance: OTHER_HOST }),
      ...[seen('0+15x100', { instance: OTHER_HOST })].map(renamed('other')),
    ],
    fires: [
      { at: '9m', labels: [{ name: 'db' }] },
      { at: '16m30s', labels: [{ name: 'db' }, { instance: 'web-1', name: 'web' }] },
    ],
  },
  {
    check: 'expected-container-missing',
    name: 'does not fire for what runs, re-created or through a gap in scraping, nor without a list',
    lists: LIST,
    series: [
      seen('0+15x40', { id: 'a' }),
      seen('_x41 615+15x20 _x8 1050+15x40', { id: 'b' }),
      ...[seen('0+15x120', { instance: OTHER_HOST })].map(renamed('db')),
    ],
    holds: ['8m', '11m', '16m', '17m30s', '20m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'expected-container-missing',
    name: 'names the namespace on Kubernetes, where pods come and go',
    conventions: KUBERNETES,
    lists: { containers: ['shop/web', 'shop/db'] },
    series: [
      {
        series: text('container_last_seen', { node: 'n1', namespace: 'shop', pod: 'web-1', container: 'web' }),
        values: '0+15x100',
      },
    ],
    fires: [{ at: '10m', labels: [{ namespace: 'shop', container: 'db' }] }],
  },
];

const BEFORE: Case[] = [
  {
    check: 'container-missing-since-before',
    name: 'fires for what ran at the same time before and does not now, where its host reports',
    parameters: { hours: 1, age: 600 },
    series: [
      started('0x200'),
      seen('0+15x180'),
      up('1x400'),
      machineCores('4x400'),
      machineCores('4x180', OTHER_HOST),
      ...[started('0x200'), seen('0+15x400')].map(renamed('stays')),
      started('0x200', { instance: OTHER_HOST }),
      seen('0+15x180', { instance: OTHER_HOST }),
      up('1x180 0x220', OTHER_HOST),
    ],
    fires: [
      { at: '50m', labels: [] },
      { at: '80m', labels: [who()] },
    ],
  },
  {
    check: 'container-missing-since-before',
    name: 'does not fire for a job that had run for minutes only, nor for a re-creation',
    parameters: { hours: 1, age: 600 },
    series: [
      started('1200x30'),
      seen('1200+15x30'),
      up('1x400'),
      machineCores('4x400'),
      ...[started('0x200', { id: 'a' }), seen('0+15x180', { id: 'a' })].map(renamed('db')),
      ...[started('_x200 3000x200', { id: 'b' }), seen('_x200 3000+15x200', { id: 'b' })].map(renamed('db')),
    ],
    holds: ['65m', '75m', '90m'].map((at) => ({ at, labels: [] })),
  },
];

/** What must and what must not make the checks of health, stalls, the network and expected containers fire. */
export const HEALTH_CASES: readonly Case[] = [...UNHEALTHY, ...STALLED, ...NETWORK, ...EXPECTED, ...BEFORE];
