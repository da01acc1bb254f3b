import React from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { checkById } from '../../checks/catalog';
import { keepLists } from '../../grafana/keepLists';
import { Problem } from '../../grafana/Problem';
import { KeptLists } from './KeptLists';

jest.mock('../../grafana/keepLists', () => ({ keepLists: jest.fn() }));

const check = checkById('expected-container-missing');
const lists = { containers: ['web-1/edge'] };
const save = jest.mocked(keepLists);

beforeEach(() => save.mockReset());

test('keeps the list of the location that is looked at, and has every page know', async () => {
  const onKept = jest.fn();
  render(<KeptLists chosen={{ check, parameters: {}, lists }} settings={{ location: 'north' }} onKept={onKept} />);
  expect(screen.getByText(/does not ask this check/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Keep this list for the Overview' }));
  expect(save).toHaveBeenCalledWith('north', check.id, lists);
  expect(onKept).toHaveBeenCalled();
});

test('forgets a list that is kept', async () => {
  const settings = { checkLists: { [check.id]: lists } };
  render(<KeptLists chosen={{ check, parameters: {}, lists }} settings={settings} onKept={jest.fn()} />);
  expect(screen.getByText('The Overview asks this check for 1 entry that is kept.')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Keep/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Forget the kept list' }));
  expect(save).toHaveBeenCalledWith(undefined, check.id, {});
});

test('says who may not, and what to do', async () => {
  save.mockRejectedValue(
    new Problem('forbidden', 'You may not change the settings', 'HTTP 403', 'Ask an administrator.')
  );
  const onKept = jest.fn();
  render(<KeptLists chosen={{ check, parameters: {}, lists }} settings={{}} onKept={onKept} />);
  await userEvent.click(screen.getByRole('button', { name: 'Keep this list for the Overview' }));
  expect(await screen.findByText('You may not change the settings')).toBeInTheDocument();
  expect(onKept).not.toHaveBeenCalled();
});

test('is nothing for a check without lists', () => {
  const { container } = render(<KeptLists chosen={{ check: checkById('oom-kill'), parameters: {} }} settings={{}} />);
  expect(container).toBeEmptyDOMElement();
});
