import React from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Problem } from '../../grafana/Problem';
import { createSignalsDataSource, hasSignalsDataSource } from '../../grafana/signalsDataSource';
import { SignalsSection } from './SignalsSection';

jest.mock('../../grafana/signalsDataSource');

const create = jest.mocked(createSignalsDataSource);
const has = jest.mocked(hasSignalsDataSource);

test('says nothing where the data source is there', () => {
  has.mockReturnValue(true);
  const { container } = render(<SignalsSection />);
  expect(container).toBeEmptyDOMElement();
});

test('creates it where it is missing', async () => {
  has.mockReturnValue(false);
  create.mockResolvedValue();
  render(<SignalsSection />);
  await userEvent.click(screen.getByRole('button', { name: 'Create Quayside Signals' }));
  expect(await screen.findByText('The data source Quayside Signals is there')).toBeVisible();
});

test('says why it could not be created, and keeps the way to try again', async () => {
  has.mockReturnValue(false);
  create.mockRejectedValue(new Problem('forbidden', 'You may not create data sources', '', 'Ask an administrator.'));
  render(<SignalsSection />);
  await userEvent.click(screen.getByRole('button', { name: 'Create Quayside Signals' }));
  expect(await screen.findByText('You may not create data sources')).toBeVisible();
  expect(screen.getByRole('button', { name: 'Create Quayside Signals' })).toBeEnabled();
});
