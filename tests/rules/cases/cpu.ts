import { OTHER_HOST, who, slice, cpu, periods, throttled, machineCores, quota } from './series';
import type { Case } from '../support';

const CPU_NEAR_QUOTA: Case[] = [
  {
    check: 'cpu-near-quota',
    name: 'fires when nearly all of the quota has been used for ten minutes',
    // The first five minutes are less than the window of the rate.
    series: [cpu('0+14.25x120'), ...quota(1)],
    fires: [
      { at: '14m', labels: [] },
      { at: '16m', labels: [who()] },
    ],
  },
  {
    check: 'cpu-near-quota',
    name: 'adds up the cores of a container',
    series: [cpu('0+7x120', { cpu: 'cpu00' }), cpu('0+7x120', { cpu: 'cpu01' }), ...quota(1)],
    fires: [{ at: '15m', labels: [who()] }],
  },
  {
    check: 'cpu-near-quota',
    name: 'does not fire below, nor without a quota',
    series: [cpu('0+13x120'), ...quota(1), cpu('0+150x120', { name: 'db' })],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'cpu-near-quota',
    name: 'does not take a restart’s new counter for use, nor one that begins anew',
    series: [
      cpu('900000+3x40'),
      cpu('_x41 0+3x60', { restarts: '1' }),
      ...quota(1),
      ...quota(1, { restarts: '1' }),
      cpu('900000+3x40 0+3x60', { name: 'db' }),
      ...quota(1, { name: 'db' }),
    ],
    holds: ['10m', '10m30s', '11m', '13m', '15m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'cpu-near-quota',
    name: 'does not add up two hosts, nor the two series of a re-created container',
    series: [
      cpu('0+8x120'),
      ...quota(1),
      cpu('0+8x120', { instance: OTHER_HOST }),
      ...quota(1, { instance: OTHER_HOST }),
      cpu('0+8x40', { name: 'db', id: 'c' }),
      ...quota(1, { name: 'db', id: 'c' }),
      cpu('_x41 0+8x80', { name: 'db', id: 'd' }),
      ...quota(1, { name: 'db', id: 'd' }),
    ],
    holds: ['8m', '11m', '12m', '14m', '20m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'cpu-near-quota',
    name: 'does not take a gap in scraping for use',
    series: [cpu('0+13x60 _x8 897+13x60'), ...quota(1)],
    holds: ['15m', '16m', '17m', '17m30s', '18m', '20m'].map((at) => ({ at, labels: [] })),
  },
];

const CPU_THROTTLED: Case[] = [
  {
    check: 'cpu-throttled',
    name: 'fires when a third of the periods have been throttled for a quarter of an hour',
    series: [periods('0+150x200'), throttled('0+50x200')],
    fires: [
      { at: '14m', labels: [] },
      { at: '18m', labels: [who()] },
    ],
  },
  {
    check: 'cpu-throttled',
    name: 'does not fire at a fifth of the periods',
    series: [periods('0+150x200'), throttled('0+30x200')],
    holds: ['15m', '30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'cpu-throttled',
    name: 'does not fire for an idle container, most of whose few periods were throttled',
    series: [
      periods('0+1x200'),
      throttled('0+0.9x200'),
      periods('7x200', { name: 'db' }),
      throttled('7x200', { name: 'db' }),
    ],
    holds: ['15m', '30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'cpu-throttled',
    name: 'does not take a restart’s new counters for throttling',
    series: [
      periods('900000+150x60'),
      throttled('400000+15x60'),
      periods('_x61 0+150x100', { restarts: '1' }),
      throttled('_x61 0+15x100', { restarts: '1' }),
    ],
    holds: ['15m', '16m', '20m', '30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'cpu-throttled',
    name: 'names the host whose container is throttled',
    series: [
      periods('0+150x200'),
      throttled('0+10x200'),
      periods('0+150x200', { instance: OTHER_HOST }),
      throttled('0+100x200', { instance: OTHER_HOST }),
    ],
    fires: [{ at: '30m', labels: [who('web', OTHER_HOST)] }],
  },
];

const CPU_TAKES_HOST: Case[] = [
  {
    check: 'cpu-takes-host',
    name: 'fires when one container has used over four fifths of the host for a quarter of an hour',
    series: [cpu('0+51x200'), machineCores('4x200')],
    fires: [
      { at: '18m', labels: [] },
      { at: '21m', labels: [who()] },
    ],
  },
  {
    check: 'cpu-takes-host',
    name: 'does not fire for several that do so together, nor for slices of the system',
    series: [
      cpu('0+27x200'),
      cpu('0+27x200', { name: 'db' }),
      slice('container_cpu_usage_seconds_total', '0+59x200'),
      machineCores('4x200'),
    ],
    holds: [{ at: '20m', labels: [] }],
  },
  {
    check: 'cpu-takes-host',
    name: 'does not add up containers of one name on two hosts',
    series: [
      cpu('0+27x200'),
      cpu('0+27x200', { instance: OTHER_HOST }),
      machineCores('4x200'),
      machineCores('4x200', OTHER_HOST),
    ],
    holds: [{ at: '20m', labels: [] }],
  },
  {
    check: 'cpu-takes-host',
    name: 'does not take a counter that begins anew for use',
    series: [cpu('900000+3x60 0+3x60'), machineCores('4x200')],
    holds: ['15m', '15m30s', '16m', '20m'].map((at) => ({ at, labels: [] })),
  },
];

/** What must and what must not make the checks of processors fire. */
export const CPU_CASES: readonly Case[] = [...CPU_NEAR_QUOTA, ...CPU_THROTTLED, ...CPU_TAKES_HOST];
