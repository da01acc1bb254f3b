import { OTHER_HOST, who, slice, started, kills, memory, limit, renamed, moved } from './series';
import type { Case, Series } from '../support';

const OOM_KILL: Case[] = [
  {
    check: 'oom-kill',
    name: 'fires at a kill that restarts the container, and ends ten minutes later',
    series: [kills('0x20'), kills('_x21 1x100', { restarts: '1' })],
    fires: [
      { at: '5m', labels: [] },
      { at: '6m30s', labels: [who()] },
      { at: '14m', labels: [who()] },
      { at: '17m', labels: [] },
    ],
  },
  {
    check: 'oom-kill',
    name: 'fires at a kill that leaves the container running',
    series: [kills('2x20 3x100')],
    fires: [{ at: '6m30s', labels: [who()] }],
  },
  {
    check: 'oom-kill',
    name: 'does not fire for kills of long ago',
    series: [kills('5x100')],
    fires: ['2m', '15m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'oom-kill',
    name: 'does not fire when a counter begins anew, with a new container or a new cAdvisor',
    series: [kills('5x20', { id: 'a' }), kills('_x21 0x100', { id: 'b' }), kills('7x20 _x4 0x100', { name: 'db' })],
    fires: ['6m', '8m', '11m', '14m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'oom-kill',
    name: 'fires at a kill after the counter began anew',
    series: [kills('5x20 0x20 1x60')],
    fires: [
      { at: '9m', labels: [] },
      { at: '11m30s', labels: [who()] },
    ],
  },
  {
    check: 'oom-kill',
    name: 'does not fire for a gap in scraping, and sees a kill within one',
    series: [kills('3x20 _x12 3x60'), kills('3x20 _x12 4x60', { name: 'db' })],
    fires: [{ at: '9m30s', labels: [who('db')] }],
  },
  {
    check: 'oom-kill',
    name: 'names the host whose container was killed, where two hosts have one of that name',
    series: [kills('1x100'), kills('0x20 1x100', { instance: OTHER_HOST })],
    fires: [{ at: '8m', labels: [who('web', OTHER_HOST)] }],
  },
];

/** A container with a limit of 1000 whose memory was `before` until it was restarted at the 20th scrape. */
const restartedAtMemory = (before: number, bytes = 1000): Series[] => [
  started('0x19'),
  started('_x20 300x100', { restarts: '1' }),
  memory(`${before}x19`),
  memory('_x20 200x100', { restarts: '1' }),
  limit(`${bytes}x19`),
  limit(`_x20 ${bytes}x100`, { restarts: '1' }),
];

const OOM_RESTART: Case[] = [
  {
    check: 'oom-restart',
    name: 'fires for a restart at the limit, and ends when both are past',
    series: restartedAtMemory(920),
    fires: [
      { at: '4m30s', labels: [] },
      { at: '5m30s', labels: [who()] },
      { at: '14m', labels: [who()] },
      { at: '21m', labels: [] },
    ],
  },
  {
    check: 'oom-restart',
    name: 'does not fire for a restart with memory to spare, nor without a limit',
    series: [...restartedAtMemory(900), ...restartedAtMemory(920, 0).map(renamed('db'))],
    fires: ['6m', '10m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'oom-restart',
    name: 'does not fire at the limit without a restart',
    series: [started('0x100'), memory('990x100'), limit('1000x100')],
    fires: ['6m', '15m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'oom-restart',
    name: 'does not fire when cAdvisor is restarted',
    series: [started('0x20 _x6 0x80'), memory('990x20 _x6 990x80'), limit('1000x20 _x6 1000x80')],
    fires: ['7m', '10m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'oom-restart',
    name: 'does not take the restart on one host for one on the other',
    series: [started('0x100'), memory('990x100'), limit('1000x100'), ...restartedAtMemory(300).map(moved(OTHER_HOST))],
    fires: ['6m', '10m'].map((at) => ({ at, labels: [] })),
  },
];

const MEMORY_NEAR_LIMIT: Case[] = [
  {
    check: 'memory-near-limit',
    name: 'fires when memory has been close to its limit for five minutes',
    series: [memory('500x20 901x60 500x20'), limit('1000x100')],
    fires: [
      { at: '9m30s', labels: [] },
      { at: '11m', labels: [who()] },
      // For five minutes more it could be a gap in scraping.
      { at: '24m', labels: [who()] },
      { at: '26m30s', labels: [] },
    ],
  },
  {
    check: 'memory-near-limit',
    name: 'does not fire at the threshold itself, nor for a short peak',
    series: [
      memory('900x100'),
      limit('1000x100'),
      memory('500x20 990x12 500x60', { name: 'db' }),
      limit('1000x100', { name: 'db' }),
    ],
    fires: ['8m', '9m', '15m'].map((at) => ({ at, labels: [] })),
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'memory-near-limit',
    name: 'does not fire without a limit, however much it uses',
    series: [memory('990x100'), limit('0x100'), slice('container_memory_working_set_bytes', '990x100')],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'memory-near-limit',
    name: 'does not add up what a restart or a re-creation leaves behind',
    series: [
      memory('600x30'),
      limit('1000x30'),
      memory('_x31 550x60', { restarts: '1' }),
      limit('_x31 1000x60', { restarts: '1' }),
      memory('600x30', { name: 'db', id: 'c' }),
      limit('1000x30', { name: 'db', id: 'c' }),
      memory('_x31 550x60', { name: 'db', id: 'd' }),
      limit('_x31 1000x60', { name: 'db', id: 'd' }),
    ],
    holds: ['8m', '10m', '12m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'memory-near-limit',
    name: 'names the host, where two hosts have a container of that name with different limits',
    series: [
      memory('950x100'),
      limit('2000x100'),
      memory('950x100', { instance: OTHER_HOST }),
      limit('1000x100', { instance: OTHER_HOST }),
    ],
    fires: [{ at: '10m', labels: [who('web', OTHER_HOST)] }],
  },
  {
    check: 'memory-near-limit',
    name: 'goes on over a gap in scraping of four minutes',
    series: [memory('950x40 _x16 950x40'), limit('1000x40 _x16 1000x40')],
    fires: ['10m', '13m', '15m'].map((at) => ({ at, labels: [who()] })),
  },
];

const MEMORY_WILL_REACH_LIMIT: Case[] = [
  {
    check: 'memory-will-reach-limit',
    name: 'fires when the line meets the limit within four hours, and has for half an hour',
    interval: '1m',
    // It says 1000 within four hours from the 260th minute on.
    series: [memory('400+1.2x420'), limit('1000x420')],
    holds: [
      { at: '255m', labels: [] },
      { at: '265m', labels: [who()] },
    ],
    fires: [
      { at: '285m', labels: [] },
      { at: '295m', labels: [who()] },
    ],
  },
  {
    check: 'memory-will-reach-limit',
    name: 'does not fire for what stays where it is, high as it may be',
    interval: '1m',
    series: [memory('880+1x10 890-1x10 880+1x10 890-1x10 885x380'), limit('1000x420')],
    holds: ['200m', '300m', '400m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'memory-will-reach-limit',
    name: 'waits until half of the limit is in use',
    interval: '1m',
    series: [memory('0+3x420'), limit('1000x420')],
    holds: [
      { at: '165m', labels: [] },
      { at: '170m', labels: [who()] },
    ],
  },
  {
    check: 'memory-will-reach-limit',
    name: 'does not judge a container that has run for less than two and a half hours',
    interval: '1m',
    series: [memory('_x200 500+2x200'), limit('_x200 1000x200')],
    holds: [
      { at: '300m', labels: [] },
      { at: '340m', labels: [] },
      { at: '355m', labels: [who()] },
    ],
  },
  {
    check: 'memory-will-reach-limit',
    name: 'does not fire without a limit',
    interval: '1m',
    series: [memory('400+1.2x420'), limit('0x420')],
    holds: [{ at: '400m', labels: [] }],
  },
  {
    check: 'memory-will-reach-limit',
    name: 'sees the line through a gap in scraping, and each host’s own',
    interval: '1m',
    series: [
      memory('400+1.2x200 _x40 689.2+1.2x180'),
      limit('1000x200 _x40 1000x180'),
      memory('700x420', { instance: OTHER_HOST }),
      limit('1000x420', { instance: OTHER_HOST }),
    ],
    holds: [{ at: '280m', labels: [who()] }],
  },
];

/** What must and what must not make the checks of memory fire. */
export const MEMORY_CASES: readonly Case[] = [
  ...OOM_KILL,
  ...OOM_RESTART,
  ...MEMORY_NEAR_LIMIT,
  ...MEMORY_WILL_REACH_LIMIT,
];
