import React from 'react';
import { dateTime, type TimeRange } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { checkById } from '../../checks/catalog';
import { condition, parameterValues } from '../../checks/check';
import type { Finding, FindingSubject } from '../../checks/finding';
import { DOCKER } from '../../signals/conventions';
import { TestRouter } from '../test-support/TestRouter';
import { FindingList } from './FindingList';

jest.mock('../MiniChart', () => ({
  MiniChart: ({ label }: { label: string }) => <span role="img" aria-label={label} />,
}));

const NOW = 1_700_000_000_000;
const range: TimeRange = { from: dateTime(NOW - 3_600_000), to: dateTime(NOW), raw: { from: 'now-1h', to: 'now' } };
const source = { uid: 'prom', name: 'Prometheus', type: 'prometheus', isDefault: true };
const web: FindingSubject = { kind: 'container', container: { host: 'web-1', name: 'edge' } };

function finding(id: string, more: Partial<Finding> = {}): Finding {
  const check = checkById(id);
  return { check, parameters: parameterValues(check), subject: web, value: 0.95, ...more };
}

function show(findings: Finding[], more: Partial<React.ComponentProps<typeof FindingList>> = {}) {
  return render(
    <FindingList
      findings={findings}
      evidence={undefined}
      source={source}
      conventions={DOCKER}
      range={range}
      {...more}
    />,
    { wrapper: TestRouter }
  );
}

describe('FindingList', () => {
  test('says what is wrong, how much, against which limit, and since when', () => {
    show([finding('memory-near-limit', { since: NOW - 20 * 60_000 })]);
    const group = screen.getByRole('region', { name: /Finding/ });
    expect(group).toHaveTextContent('Warning');
    expect(group).toHaveTextContent('A container is close to its memory limit');
    expect(group).toHaveTextContent('95 % (limit 90 %) for 20 min');
  });

  test.each<[string, Finding['timeToFailure'], string]>([
    ['with an interval', { estimate: 7200, low: 3600, high: 14400 }, 'in about 2 h (between 1 h and 4 h)'],
    ['that may never come', { estimate: 7200, low: 3600 }, 'in about 2 h (between 1 h and never)'],
    ['that is sure', { estimate: 7200, low: 7200, high: 7201 }, 'in about 2 h'],
  ])('a failure %s', (_why, timeToFailure, text) => {
    show([finding('memory-will-reach-limit', { timeToFailure, since: NOW })]);
    const found = screen.getByText(/^in about/);
    expect(found).toHaveTextContent(new RegExp(`^${text.replace(/[()]/g, '\\$&')}$`));
  });

  test('what has not held for long enough is pending, whatever its severity', () => {
    show([
      finding('target-down', {
        pending: true,
        subject: { kind: 'target', host: 'web-1', job: 'node', instance: 'web-1:9100' },
      }),
    ]);
    const group = screen.getByRole('region', { name: /Finding/ });
    expect(group).toHaveTextContent('Pending');
    expect(group).not.toHaveTextContent('Critical');
    expect(group).toHaveTextContent('counts after 3 min');
    expect(group).toHaveTextContent('web-1:9100, job node');
  });

  test('two targets of one host are two findings of one group', () => {
    const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const target = (job: string): Partial<Finding> => ({
      subject: { kind: 'target', host: 'web-1', job, instance: `web-1:${job}` },
    });
    show([finding('target-down', target('cadvisor')), finding('target-down', target('node'))]);
    expect(screen.getAllByRole('region', { name: /Finding/ })).toHaveLength(1);
    expect(screen.getByText(/web-1:cadvisor, job cadvisor/)).toBeInTheDocument();
    expect(screen.getByText(/web-1:node, job node/)).toBeInTheDocument();
    // React complains of two rows under one key.
    expect(errors.mock.calls.map(([message]) => String(message)).filter((text) => text.includes('same key'))).toEqual(
      []
    );
    errors.mockRestore();
  });

  test('leads to the very container, over the same time', () => {
    show([finding('oom-kill')]);
    const link = new URL(screen.getByRole('link', { name: 'edge' }).getAttribute('href') ?? '', 'http://g');
    expect(link.pathname).toBe('/a/quayside-monitoring-app/containers/one');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      host: 'web-1',
      container: 'edge',
      from: 'now-1h',
      to: 'now',
    });
  });

  test('opens the condition in Explore, over the time of the evidence', () => {
    const one = finding('memory-near-limit');
    show([one]);
    const href = screen.getByRole('link', { name: /in Explore/ }).getAttribute('href') ?? '';
    const panes = JSON.parse(new URL(href, 'http://g').searchParams.get('panes') ?? '{}') as Record<
      string,
      { queries: Array<{ expr: string }>; range: unknown }
    >;
    expect(panes['quayside']?.queries[0]?.expr).toBe(
      condition(one.check, {
        conventions: DOCKER,
        scope: { containers: [{ host: 'web-1', name: 'edge' }] },
        parameters: one.parameters,
      })
    );
    expect(panes['quayside']?.range).toEqual({ from: String(NOW - 3_600_000), to: String(NOW) });
  });

  test('copies the query', async () => {
    const user = userEvent.setup();
    Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
    show([finding('oom-kill')]);
    await user.click(screen.getByRole('button', { name: /Copy the query/ }));
    expect(await navigator.clipboard.readText()).toContain('container_oom_events_total{name!="", instance=~"web-1');
  });

  test('tells what it means and what to do first, to those who ask', async () => {
    const user = userEvent.setup();
    show([finding('oom-kill')]);
    await user.hover(screen.getByRole('button', { name: /what to do first/ }));
    expect(await screen.findByText(/needed more memory than its limit allows/)).toBeInTheDocument();
  });

  test('says that there is more than it lists, and lists it', async () => {
    const user = userEvent.setup();
    const onShowAll = jest.fn();
    const on = (host: string): Partial<Finding> => ({
      subject: { kind: 'container', container: { host, name: 'edge' } },
    });
    show([finding('oom-kill', on('a')), finding('oom-kill', on('b')), finding('oom-kill', on('c'))], {
      limit: 2,
      onShowAll,
    });
    expect(screen.getAllByRole('region', { name: /Finding/ })).toHaveLength(2);
    expect(screen.getByText(/2 of 3 shown/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(onShowAll).toHaveBeenCalledTimes(1);
  });

  test('folds away what a host that is down explains, and shows it to those who ask', async () => {
    const user = userEvent.setup();
    const host: FindingSubject = { kind: 'host', host: 'web-1' };
    show([
      finding('host-down', { subject: host }),
      finding('container-gone'),
      finding('logs-stopped', { subject: { kind: 'log', host: 'web-1' } }),
    ]);
    expect(screen.getAllByRole('region', { name: /Finding/ })).toHaveLength(1);
    expect(screen.getByText(/A container is gone/)).not.toBeVisible();
    await user.click(screen.getByText('Explains 2 other findings'));
    expect(screen.getByText(/A container is gone/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'edge' })).toBeInTheDocument();
  });

  test('by check the subject stands beside each finding', () => {
    const on = (host: string): Partial<Finding> => ({
      subject: { kind: 'container', container: { host, name: 'edge' } },
    });
    show([finding('oom-kill', on('a')), finding('oom-kill', on('b'))], { by: 'check' });
    const [group, ...others] = screen.getAllByRole('region', { name: /Finding/ });
    expect(others).toEqual([]);
    expect(group).toHaveTextContent('edge on a');
    expect(group).toHaveTextContent('edge on b');
  });

  test('says that nobody is told, and who tells', () => {
    show([
      finding('oom-kill', { rule: 'Grafana', silencedUntil: NOW + 3_600_000 }),
      finding('unhealthy', { rule: 'Grafana' }),
    ]);
    expect(screen.getByText('Silenced')).toBeInTheDocument();
    expect(screen.getByText('Alert')).toBeInTheDocument();
  });

  test.each<[FindingSubject, string, Record<string, string>]>([
    [{ kind: 'service', job: 'shop' }, '/services', { job: 'shop' }],
    [
      { kind: 'endpoint', job: 'blackbox', address: 'https://shop.example.com/x' },
      '/nginx',
      { filters: encodeURIComponent('virtualHost:is:shop.example.com') },
    ],
    [{ kind: 'device', host: 'web-1', device: 'eth0' }, '/containers', { host: 'web-1' }],
    [{ kind: 'log', host: 'web-1' }, '/logs', { host: 'web-1' }],
    [
      { kind: 'virtual host', host: 'web-1', virtualHost: 'a.b' },
      '/nginx',
      { filters: encodeURIComponent('virtualHost:is:a.b') },
    ],
  ])('leads from %j to its page', (subject, path, parameters) => {
    show([finding('host-memory-low', { subject })]);
    const [link] = within(screen.getByRole('heading', { level: 3 })).getAllByRole('link');
    const url = new URL(link?.getAttribute('href') ?? '', 'http://g');
    expect(url.pathname).toBe(`/a/quayside-monitoring-app${path}`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject(parameters);
  });

  test('the same name on two hosts is two groups, each with its host', () => {
    const on = (host: string): Partial<Finding> => ({
      subject: { kind: 'container', container: { host, name: 'edge' } },
    });
    show([finding('oom-kill', on('a')), finding('oom-kill', on('b'))]);
    const heads = screen.getAllByRole('heading', { level: 3 }).map((head) => within(head).getByRole('link'));
    expect(heads.map((link) => new URL(link.getAttribute('href') ?? '', 'http://g').searchParams.get('host'))).toEqual([
      'a',
      'b',
    ]);
  });
});
