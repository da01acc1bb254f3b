import React from 'react';
import { dateTime, type TimeRange } from '@grafana/data';
import { config } from '@grafana/runtime';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { checkById } from '../../../checks/catalog';
import { TestRouter } from '../../../components/test-support/TestRouter';
import { Problem } from '../../../grafana/Problem';
import { DOCKER } from '../../../signals/conventions';
import { install, remove } from './install';
import { readPlace, type Place } from './place';
import { rulesFor } from './plan';
import type { GrafanaTarget } from './target';
import { verify } from './verify';
import { WhatChanges } from './WhatChanges';

jest.mock('./install');
jest.mock('./verify');
jest.mock('./place', () => ({ ...jest.requireActual<object>('./place'), readPlace: jest.fn() }));

const NOW = 1_700_000_000_000;
const range: TimeRange = { from: dateTime(NOW - 3_600_000), to: dateTime(NOW), raw: { from: 'now-1h', to: 'now' } };
const target: GrafanaTarget = { kind: 'grafana', folderUid: 'quayside-alerts', group: 'quayside', receiver: '' };
const picks = [{ check: checkById('oom-kill'), parameters: {} }];
const { rules } = rulesFor(picks, target, { conventions: DOCKER, prometheusUid: 'prom', lokiUid: 'loki' });

const empty: Place = {
  key: 'grafana quayside-alerts quayside',
  ...{ group: undefined, elsewhere: new Map(), lacksFolder: false },
};

function show(place: Place, permissions: string[] = ['alert.provisioning:write', 'folders:create']) {
  config.bootData.user.permissions = Object.fromEntries(permissions.map((name) => [name, true]));
  jest.mocked(readPlace).mockResolvedValue(place);
  render(
    <TestRouter>
      <WhatChanges rules={rules} target={target} isNothing={false} range={range} />
    </TestRouter>
  );
}

const isOff = (button: HTMLElement) =>
  button.getAttribute('aria-disabled') === 'true' || button.hasAttribute('disabled');

beforeEach(() => {
  jest.mocked(install).mockReset().mockResolvedValue();
  jest.mocked(remove).mockReset().mockResolvedValue(1);
  jest.mocked(verify).mockReset().mockResolvedValue([]);
});

test('installs what is shown, known by its uid', async () => {
  show(empty);
  await userEvent.click(await screen.findByRole('button', { name: 'Install 1' }));
  await waitFor(() => expect(install).toHaveBeenCalled());
  expect(jest.mocked(install).mock.calls[0]?.slice(0, 2)).toEqual([rules, target]);
  expect(jest.mocked(install).mock.calls[0]?.[2].map(({ kind, id }) => [kind, id])).toEqual([
    ['added', 'quayside-oom-kill'],
  ]);
  expect(jest.mocked(verify).mock.calls[0]?.[1]).toEqual([
    { id: 'quayside-oom-kill', name: checkById('oom-kill').title },
  ]);
});

test('says of a rule that is elsewhere that it leaves that place', async () => {
  show({ ...empty, elsewhere: new Map([['quayside-oom-kill', 'Quayside / other']]) });
  expect(await screen.findByText('0 new, 1 moved here, 0 changed, 0 as they are.')).toBeInTheDocument();
  expect(screen.getByText(/is in another group now, and will leave it/)).toBeInTheDocument();
  expect(screen.getByTestId('quayside-changes')).toHaveTextContent('Quayside / other');
});

test('reads again what is there where it was refused, and says why', async () => {
  show(empty);
  jest.mocked(install).mockRejectedValue(new Problem('refused', 'Somebody else has changed these rules', 'x', 'Look.'));
  await userEvent.click(await screen.findByRole('button', { name: 'Install 1' }));
  expect(await screen.findByText('Somebody else has changed these rules')).toBeInTheDocument();
  await waitFor(() => expect(jest.mocked(readPlace).mock.calls.length).toBeGreaterThan(1));
});

test.each([
  ['to install', ['alert.rules:delete'], empty, 'alert.provisioning:write'],
  ['to make the folder', ['alert.rules:write'], { ...empty, lacksFolder: true }, 'folders:create'],
])('names the permission that is missing %s', async (_what, permissions, place, missing) => {
  show(place, permissions);
  expect(await screen.findByText(`You need the permission ${missing}: ask an administrator.`)).toBeInTheDocument();
  expect(isOff(screen.getByRole('button', { name: 'Install 1' }))).toBe(true);
});
