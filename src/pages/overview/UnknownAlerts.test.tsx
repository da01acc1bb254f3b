import React from 'react';
import { render, screen } from '@testing-library/react';
import { Problem } from '../../grafana/Problem';
import { UnknownAlerts } from './UnknownAlerts';

const down = new Problem('unreachable', 'Alertmanager does not answer', 'connection refused', 'Start it.');

test('says what is missing, why and the way out, where an Alertmanager does not answer', () => {
  render(<UnknownAlerts problems={{ rules: [], held: [down] }} />);
  const notice = screen.getByTestId('quayside-unknown-alerts');
  expect(notice).toHaveTextContent('What is silenced there, and alerts that nobody else knows, are missing here');
  expect(notice).toHaveTextContent('Alertmanager does not answer. connection refused Start it.');
  expect(notice).not.toHaveTextContent('states of these rules');
});

test('says nothing where everybody answered', () => {
  const { container } = render(<UnknownAlerts problems={{ rules: [], held: [] }} />);
  expect(container).toBeEmptyDOMElement();
});
