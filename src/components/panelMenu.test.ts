import type { VizPanelMenu } from '@grafana/scenes';
import { chosenOf } from '../checks/rules/chosenText';
import { panelMenu } from './signalPanel';

// Scenes looks for one as it is loaded, and there is none here.
jest.mock('@grafana/scenes', () => {
  Object.assign(globalThis, { IntersectionObserver: class {} });
  return jest.requireActual<object>('@grafana/scenes');
});

const pushed = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  locationService: { push: (url: string) => pushed(url) as unknown },
}));

const prometheus = { uid: 'p', name: 'Prometheus', type: 'prometheus', isDefault: true };

const textsOf = ({ state: { items = [] } }: VizPanelMenu) => items.map(({ text }) => text);

test('every line but a limit can be made an alert of, called by the panel', () => {
  const lines = [
    { expr: 'rate(a[$__rate_interval])', legend: '{{code}}' },
    { expr: 'b', legend: 'Quota', style: 'limit' as const },
    { expr: 'c', legend: 'Known', alert: 'oom-kill' },
  ];
  const menu = panelMenu(prometheus, lines, { title: 'Requests', unit: 'per second' });
  expect(textsOf(menu).filter((text) => text.startsWith('Alert on this'))).toEqual([
    'Alert on this: {{code}}',
    'Alert on this: Known',
  ]);
  menu.state.items
    ?.filter(({ text }) => text.startsWith('Alert on this'))
    .forEach(({ onClick }) => onClick?.({} as never));
  const checks = pushed.mock.calls.map(([url]) => new URL(String(url), 'http://g').searchParams.get('check') ?? '');
  expect(chosenOf(checks[0] ?? '')?.check.query).toEqual({
    source: 'metrics',
    expr: 'rate(a[5m])',
    title: 'Requests: {{code}}',
    unit: 'per second',
    by: ['code'],
  });
  expect(checks[1]).toBe('oom-kill');
});

test('a panel of one line gives the alert its own title', () => {
  pushed.mockClear();
  const menu = panelMenu({ ...prometheus, type: 'loki' }, [{ expr: 'sum(rate({a="b"} [$__auto]))', legend: 'x' }], {
    title: 'Lines',
  });
  menu.state.items?.find(({ text }) => text === 'Alert on this')?.onClick?.({} as never);
  const check = new URL(String(pushed.mock.calls[0]?.[0]), 'http://g').searchParams.get('check') ?? '';
  expect(chosenOf(check)?.check).toMatchObject({ title: 'Lines', source: 'logs', unit: 'count' });
});
