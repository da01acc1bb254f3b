import React from 'react';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createContactPoint } from '../../../grafana/alerting/contactPoints';
import { Problem } from '../../../grafana/Problem';
import { NewContactPoint } from './NewContactPoint';

jest.mock('../../../grafana/alerting/contactPoints');

const fill = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const create = () => screen.getByRole('button', { name: 'Create' });
const isOff = () => create().getAttribute('aria-disabled') === 'true' || create().hasAttribute('disabled');

function show() {
  const onDone = jest.fn();
  render(<NewContactPoint taken={['ops']} onDone={onDone} />);
  return onDone;
}

beforeEach(() => jest.mocked(createContactPoint).mockReset().mockResolvedValue());

test('makes one when all is there, under a name that is free', async () => {
  const onDone = show();
  expect(isOff()).toBe(true);
  fill(/^Addresses/, 'a@example.org');
  fill(/^Name/, 'ops');
  expect(screen.getByText('There is one of this name already.')).toBeInTheDocument();
  expect(isOff()).toBe(true);
  fill(/^Name/, 'ops two');
  fireEvent.click(create());
  await waitFor(() => expect(onDone).toHaveBeenCalledWith('ops two'));
  expect(jest.mocked(createContactPoint)).toHaveBeenCalledWith(expect.objectContaining({ type: 'email' }), 'ops two', {
    addresses: 'a@example.org',
  });
});

test('stays open where Grafana refuses, and says why', async () => {
  jest.mocked(createContactPoint).mockRejectedValue(new Problem('forbidden', 'You may not', 'HTTP 403', 'Ask.'));
  const onDone = show();
  fill(/^Addresses/, 'a@example.org');
  fill(/^Name/, 'new');
  fireEvent.click(create());
  expect(await screen.findByText('You may not')).toBeInTheDocument();
  expect(onDone).not.toHaveBeenCalled();
});
