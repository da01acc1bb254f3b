import React from 'react';
import { fireEvent, render, screen } from '@testing-library/react';
import { Costly } from './Costly';

test('what costs much is drawn once somebody says so', () => {
  render(<Costly why="It has 12,000 series.">drawn</Costly>);
  expect(screen.getByText(/It has 12,000 series/)).toBeInTheDocument();
  expect(screen.queryByText('drawn')).not.toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Draw it anyway' }));
  expect(screen.getByText('drawn')).toBeInTheDocument();
});

test('what does not, is drawn at once', () => {
  render(<Costly why={undefined}>drawn</Costly>);
  expect(screen.getByText('drawn')).toBeInTheDocument();
});
