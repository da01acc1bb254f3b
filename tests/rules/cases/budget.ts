import { DOCKER, type Conventions } from '../../../src/signals/conventions';
import { resultLabel } from '../../../src/signals/nginx/nginxSignal';
import { LOG_LABEL } from '../../../src/signals/recorded/labels';
import { nginxLogKey } from '../../../src/signals/recorded/nginxLogKey';
import { NGINX_RECORDED } from '../../../src/signals/recorded/nginxSets';
import { VIRTUAL_HOST_LABEL } from '../../../src/checks/subject';
import { text, type Case, type Labels, type Series } from '../support';

const conventions: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: [{ label: 'job', op: '=', value: 'nginx' }],
      format: { kind: 'combined', appended: [{ field: 'virtualHost', before: ' "', after: '"' }] },
      labels: {},
    },
  },
};

/** What Loki's ruler has recorded of each minute's requests. */
const counted = (
  status: string,
  values: string,
  { log = nginxLogKey(conventions), ...labels }: Labels = {}
): Series => ({
  series: text(NGINX_RECORDED.requests, {
    host: 'web-1',
    container: 'edge',
    [resultLabel(conventions, 'virtualHost')]: 'shop.example',
    [resultLabel(conventions, 'status')]: status,
    [LOG_LABEL]: log,
    ...labels,
  }),
  values,
});

const SHOP = { host: 'web-1', container: 'edge', [VIRTUAL_HOST_LABEL]: 'shop.example' };
const of = (name: 'fast' | 'slowly', more: Omit<Case, 'check' | 'conventions' | 'interval'>): Case => ({
  check: `nginx-budget-burns-${name}`,
  conventions,
  interval: '1m',
  every: name === 'slowly' ? '4m' : '1m',
  ...more,
});

/** What must and what must not make the error budget burn, by counts that were recorded. Half a percent may fail. */
export const BUDGET_CASES: readonly Case[] = [
  of('fast', {
    name: 'fires within the hour when a tenth of the requests fail, for that virtual host, and ends soon after',
    series: [
      counted('200', '1000x600'),
      counted('502', '_x120 110x120'),
      counted('200', '1000x600', { host: 'web-2' }),
      counted('502', '2x600', { host: 'web-2' }),
    ],
    fires: [
      { at: '2h5m', labels: [] },
      { at: '3h', labels: [SHOP] },
      { at: '4h', labels: [SHOP] },
      { at: '5h', labels: [] },
    ],
  }),
  of('fast', {
    name: 'fires by its longer pair of windows where the shorter one is within what it allows',
    // 4 % for six hours: eight times as fast as it may.
    series: [counted('200', '960x800'), counted('500', '40x800')],
    fires: [{ at: '6h', labels: [SHOP] }],
  }),
  of('fast', {
    name: 'does not fire for few requests, for another log, for a short burst, or where nothing fails',
    series: [
      counted('500', '1x360', { container: 'small' }),
      counted('200', '1000x600', { container: 'other', log: 'another' }),
      counted('500', '900x600', { container: 'other', log: 'another' }),
      counted('200', '1000x600'),
      counted('503', '_x120 500x4'),
      counted('200', '1000x600', { container: 'well' }),
    ],
    fires: ['2h3m', '2h20m', '4h', '5h50m'].map((at) => ({ at, labels: [] })),
  }),
  of('slowly', {
    name: 'fires after hours in which one in fifty fails, and ends when it does not any more',
    series: [counted('200', '980x4000'), counted('500', '_x1440 20x1200')],
    fires: [
      { at: '25h', labels: [] },
      { at: '36h', labels: [SHOP] },
      { at: '43h', labels: [SHOP] },
      { at: '52h', labels: [] },
    ],
  }),
  of('slowly', {
    name: 'does not fire within the budget, or through an hour in which nothing was recorded',
    series: [counted('200', '997x1440 _x60 997x1400'), counted('500', '3x1440 _x60 3x1400')],
    fires: ['20h', '24h30m', '25h30m', '40h'].map((at) => ({ at, labels: [] })),
  }),
];
