import { DOCKER } from '../../../src/signals/conventions';
import { HOST, OTHER_HOST, renamed, who, up, slice, started, seen } from './series';
import type { Case, Labels, Series } from '../support';

const OF_CADVISOR = {
  ...DOCKER,
  containers: { ...DOCKER.containers, matchers: [{ label: 'job', op: '=' as const, value: 'cadvisor' }] },
};

const TARGET_DOWN: Case[] = [
  {
    check: 'target-down',
    name: 'fires once a target has not answered for three minutes, and ends when it answers',
    series: [up('1x40 0x39 1x20'), up('1x100', OTHER_HOST)],
    fires: [
      { at: '10m', labels: [] },
      { at: '12m30s', labels: [] },
      { at: '14m', labels: [{ job: 'cadvisor', instance: HOST }] },
      { at: '21m', labels: [] },
    ],
  },
  {
    check: 'target-down',
    name: 'does not fire for a target that misses a scrape now and then',
    series: [up('1x4 0 1x4 0 0 1x4 0 0 0 1x40')],
    fires: [
      { at: '5m', labels: [] },
      { at: '10m', labels: [] },
    ],
  },
  {
    check: 'target-down',
    name: 'fires where a job that is known has no target left',
    conventions: OF_CADVISOR,
    series: [up('1x20 stale'), up('1x100', 'web-1:9100', 'node')],
    fires: [
      { at: '4m', labels: [] },
      { at: '15m', labels: [{ job: 'cadvisor' }] },
    ],
  },
];

/** A container that ran from the beginning to the twentieth minute. */
const ranTwentyMinutes = (labels?: Labels) => [started('0x80', labels), seen('0+15x80', labels)];

const PROJECT = (name: string): Labels => ({ container_label_com_docker_compose_project: name });
const SHOP = PROJECT('shop');

const CONTAINER_GONE: Case[] = [
  {
    check: 'container-gone',
    name: 'fires when a container has not been seen for three minutes, and remembers it for an hour',
    series: [...ranTwentyMinutes(), up('1x400')],
    fires: [
      { at: '20m', labels: [] },
      { at: '22m30s', labels: [] },
      { at: '24m', labels: [who()] },
      { at: '70m', labels: [who()] },
      { at: '90m', labels: [] },
    ],
  },
  {
    check: 'container-gone',
    name: 'does not fire while the host itself does not answer',
    series: [...ranTwentyMinutes(), up('1x80 0x200')],
    fires: [
      { at: '24m', labels: [] },
      { at: '40m', labels: [] },
    ],
  },
  {
    check: 'container-gone',
    name: 'does not fire after a gap in scraping, when the container is still there',
    series: [started('0x80 _x20 0x100'), seen('0+15x80 _x20 1515+15x100'), up('1x80 0x20 1x100')],
    fires: [
      { at: '24m', labels: [] },
      { at: '25m30s', labels: [] },
      { at: '30m', labels: [] },
    ],
  },
  {
    check: 'container-gone',
    name: 'does not fire when cAdvisor is restarted',
    series: [started('0x80 _x6 0x100'), seen('0+15x80 _x6 1305+15x100'), up('1x80 0x6 1x100')],
    fires: ['20m', '21m', '22m', '24m', '26m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'container-gone',
    name: 'does not fire for a container that was created anew',
    series: [
      ...ranTwentyMinutes({ id: 'a' }),
      started('_x82 1230x200', { id: 'b' }),
      seen('_x82 1230+15x200', { id: 'b' }),
      up('1x300'),
    ],
    fires: ['21m', '24m', '40m', '60m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'container-gone',
    name: 'does not fire for a container that was restarted, though its old series is still there',
    series: [
      ...ranTwentyMinutes(),
      started('_x81 1215x200', { restarts: '1' }),
      seen('_x81 1215+15x200', { restarts: '1' }),
      up('1x300'),
    ],
    fires: ['21m', '24m', '40m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'container-gone',
    name: 'does not fire for a job that has done its work within minutes',
    series: [started('600x20'), seen('600+15x20'), up('1x200')],
    fires: ['9m', '12m', '30m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'container-gone',
    name: 'does not fire for a job that runs for twenty minutes a day',
    interval: '1m',
    every: '2m',
    // At 5:22, and again a day later.
    series: [started('_x322 19320x20 _x1419 105720x20'), seen('_x322 19320+60x20 _x1419 105720+60x20'), up('1x1900')],
    fires: ['5h46m', '6h', '6h30m', '29h46m', '30h10m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'container-gone',
    name: 'fires for one container of a compose project, and not when all of them go at once',
    series: [
      ...ranTwentyMinutes(SHOP),
      ...[started('0x400', SHOP), seen('0+15x400', SHOP)].map(renamed('db')),
      // The whole of another project, and one that is a project by itself.
      ...['mail', 'imap'].flatMap((name) => ranTwentyMinutes({ ...PROJECT('post') }).map(renamed(name))),
      ...ranTwentyMinutes(PROJECT('alone')).map(renamed('proxy')),
      up('1x400'),
    ],
    fires: [
      { at: '20m', labels: [] },
      { at: '30m', labels: [who(), who('proxy')] },
      { at: '60m', labels: [who(), who('proxy')] },
    ],
  },
  {
    check: 'container-gone',
    name: 'fires for what ran most of the time, though it was created anew by a deploy within it',
    interval: '1m',
    every: '2m',
    series: [
      started('0x600', { id: 'a' }),
      seen('0+60x600', { id: 'a' }),
      started('_x601 36060x30', { id: 'b' }),
      seen('_x601 36060+60x30', { id: 'b' }),
      up('1x800'),
    ],
    fires: [
      { at: '10h32m', labels: [] },
      { at: '10h40m', labels: [who()] },
    ],
  },
  {
    check: 'container-gone',
    name: 'names the host whose container is gone, where two hosts have one of that name',
    series: [
      ...ranTwentyMinutes(),
      started('0x200', { instance: OTHER_HOST }),
      seen('0+15x200', { instance: OTHER_HOST }),
      up('1x200'),
      up('1x200', OTHER_HOST),
    ],
    fires: [{ at: '30m', labels: [who()] }],
  },
  {
    check: 'container-gone',
    name: 'does not fire for slices of the system',
    series: [slice('container_start_time_seconds', '0x80'), slice('container_last_seen', '0+15x80'), up('1x200')],
    fires: [{ at: '30m', labels: [] }],
  },
];

/** A container that was started anew at these scrapes; each of its series lingers, since none ends with a marker. */
const restartedAt = (scrapes: readonly number[], last: number, labels: Labels = {}): Series[] =>
  [0, ...scrapes].map((from, n, all) => {
    const to = all[n + 1] ?? last;
    const values = `${from * 15}x${to - from - 1}`;
    return started(from === 0 ? values : `_x${from} ${values}`, { ...labels, restarts: n === 0 ? '' : String(n) });
  });

const RESTART_LOOP: Case[] = [
  {
    check: 'restart-loop',
    name: 'fires at the third restart within a quarter of an hour, and ends when they are past',
    series: restartedAt([20, 28, 36], 200),
    fires: [
      { at: '8m', labels: [] },
      { at: '9m30s', labels: [who()] },
      { at: '19m', labels: [who()] },
      { at: '25m', labels: [] },
    ],
  },
  {
    check: 'restart-loop',
    name: 'does not fire for two restarts',
    series: restartedAt([20, 28], 200),
    fires: ['7m', '9m', '15m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'restart-loop',
    name: 'counts restarts that change no label',
    series: [started('0x19 300x7 420x7 540x100')],
    fires: [
      { at: '8m30s', labels: [] },
      { at: '9m30s', labels: [who()] },
    ],
  },
  {
    check: 'restart-loop',
    name: 'counts re-creations, which change the id',
    series: [
      started('0x19', { id: 'a' }),
      started('_x20 300x7', { id: 'b' }),
      started('_x28 420x7', { id: 'c' }),
      started('_x36 540x100', { id: 'd' }),
    ],
    fires: [
      { at: '8m30s', labels: [] },
      { at: '9m30s', labels: [who()] },
    ],
  },
  {
    check: 'restart-loop',
    name: 'does not fire when cAdvisor is restarted again and again',
    series: [started('60x10 _x4 60x10 _x4 60x10 _x4 60x10 _x4 60x60')],
    fires: ['5m', '8m', '12m', '15m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'restart-loop',
    name: 'does not fire for a gap in scraping',
    series: [started('60x20 _x40 60x60')],
    fires: ['6m', '15m30s', '20m'].map((at) => ({ at, labels: [] })),
  },
  {
    check: 'restart-loop',
    name: 'does not add up two hosts',
    series: [...restartedAt([20, 28], 200), ...restartedAt([22, 30], 200, { instance: OTHER_HOST })],
    fires: ['9m', '12m'].map((at) => ({ at, labels: [] })),
  },
];

/** What must and what must not make the checks of coming and going fire. */
export const LIFECYCLE_CASES: readonly Case[] = [...TARGET_DOWN, ...CONTAINER_GONE, ...RESTART_LOOP];
