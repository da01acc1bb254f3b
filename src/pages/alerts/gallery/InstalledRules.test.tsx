import React from 'react';
import { dateTime, type TimeRange } from '@grafana/data';
import { config } from '@grafana/runtime';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AtPlace, type Place } from '../../../components/InstallationContext';
import { TestRouter } from '../../../components/test-support/TestRouter';
import { parseSettings } from '../../../grafana/settings';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import { DOCKER } from '../../../signals/conventions';
import { remove } from '../install/install';
import { InstalledRules } from './InstalledRules';

jest.mock('../install/install');

const NOW = 1_700_000_000_000;
const range: TimeRange = { from: dateTime(NOW - 3_600_000), to: dateTime(NOW), raw: { from: 'now-1h', to: 'now' } };
const loki = { uid: 'loki', name: 'Loki', type: 'loki' as const, isDefault: false };
const place: Place = {
  location: '',
  installation: { prometheus: undefined, loki, conventions: DOCKER, from: 'assumed' },
  settings: parseSettings({}),
};

const rule = (more: Partial<RuleState>): RuleState => ({
  ...{
    source: { uid: 'grafana', name: 'Grafana', kind: 'grafana' },
    name: 'Used',
    group: 'quayside',
    folder: 'Quayside',
  },
  ...{
    folderUid: 'quayside-alerts',
    uid: 'quayside-signal-container-cpu-cores',
    receiver: 'ops',
    alerts: [],
    firing: 0,
  },
  labels: { severity: 'warning', quayside_check: 'signal-container-cpu-cores' },
  annotations: { quayside_choice: 'signal:container.cpu.cores?p.threshold=2&hosts=web-1' },
  ...{ health: 'ok', lastError: undefined, lastEvaluation: 1, isPaused: false },
  ...more,
});
const ofFile = rule({
  ...{
    source: { uid: 'prom', name: 'Prometheus', kind: 'prometheus' },
    name: 'OfFile',
    group: 'g',
    folder: '/etc/r.yaml',
  },
});
const ofRuler = rule({
  source: { uid: 'loki', name: 'Loki', kind: 'loki' },
  ...{ name: 'OfRuler', group: 'quayside', folder: 'quayside', uid: undefined },
});

function show(rules: RuleState[], permissions: string[] = ['alert.rules:delete', 'alert.rules.external:write']) {
  config.bootData.user.permissions = Object.fromEntries(permissions.map((name) => [name, true]));
  const onChanged = jest.fn();
  render(
    <TestRouter>
      <AtPlace place={place}>
        <InstalledRules rules={rules} range={range} onChanged={onChanged} />
      </AtPlace>
    </TestRouter>
  );
  return onChanged;
}

const row = (name: string) => screen.getByRole('listitem', { name });

beforeEach(() => jest.mocked(remove).mockReset().mockResolvedValue(1));

test('says what a rule was chosen as, and leads to that, where it is', () => {
  show([rule({})]);
  expect(row('Used')).toHaveTextContent('above 2.00 · only web-1 · Grafana, folder Quayside, group quayside');
  const href = within(row('Used')).getByRole('link', { name: 'Change Used' }).getAttribute('href') ?? '';
  const params = new URL(href, 'http://grafana').searchParams;
  expect(params.get('check')).toBe('signal:container.cpu.cores?p.threshold=2&hosts=web-1');
  expect(['target', 'folder', 'group', 'receiver'].map((name) => params.get(name))).toEqual([
    'grafana',
    'quayside-alerts',
    'quayside',
    'ops',
  ]);
});

test.each([
  ['Used', rule({}), { kind: 'grafana', group: 'quayside' }, 'quayside-signal-container-cpu-cores'],
  ['OfRuler', ofRuler, { kind: 'ruler', source: loki }, 'OfRuler'],
])('removes %s by itself, once that is confirmed', async (name, one, target, id) => {
  const onChanged = show([one]);
  await userEvent.click(within(row(name)).getByRole('button', { name: `Remove ${name}` }));
  expect(remove).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'Remove it' }));
  await waitFor(() => expect(onChanged).toHaveBeenCalled());
  expect(jest.mocked(remove).mock.calls).toEqual([[expect.objectContaining(target), new Set([id])]]);
});

test('takes away nothing that lies in a file, nor without the permission', () => {
  show([ofFile, rule({}), ofRuler], ['alert.rules.external:write']);
  const isDisabled = (name: string) =>
    within(row(name))
      .getByRole('button', { name: `Remove ${name}` })
      .getAttribute('aria-disabled') === 'true' ||
    within(row(name)).getByRole<HTMLButtonElement>('button', { name: `Remove ${name}` }).disabled;
  expect(['OfFile', 'Used', 'OfRuler'].map(isDisabled)).toEqual([true, true, false]);
});
