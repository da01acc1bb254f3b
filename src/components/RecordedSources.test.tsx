import React from 'react';
import { render, screen } from '@testing-library/react';
import { RecordedSources, type NamedSource } from './RecordedSources';
import { TestRouter } from './test-support/TestRouter';

const at = (text: string) => new Date(`2026-03-01T${text}:00`).valueOf();
const story = { since: undefined, stopped: undefined, holes: [] };

const show = (sources: NamedSource[]) =>
  render(
    <TestRouter>
      <RecordedSources sources={sources} note="Lines come from the logs." />
    </TestRouter>
  );
const told = () => screen.getByTestId('quayside-recorded');

test('says of each what it is read from, together where that is the same', () => {
  show([
    { name: 'requests', source: story },
    { name: 'request times', source: 'unrecorded' },
    { name: 'upstream times', source: 'unasked' },
    { name: 'bytes', source: story },
    { name: 'causes', source: 'holes' },
  ]);
  expect(told()).toHaveTextContent('Requests and bytes are recorded.');
  expect(told()).toHaveTextContent('Request times are not recorded, and read from the logs.');
  expect(told()).toHaveTextContent(
    'Upstream times are read from the logs: they are not recorded by what is chosen here.'
  );
  expect(told()).toHaveTextContent('Causes are measured on parts of the logs');
  expect(told()).toHaveTextContent('Lines come from the logs.');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('says since when, and where nothing was recorded', () => {
  const holes = [
    { from: at('10:00'), to: at('10:30') },
    { from: at('11:00'), to: at('11:30') },
  ];
  show([{ name: 'requests', source: { ...story, since: at('08:15'), holes } }]);
  expect(told()).toHaveTextContent(
    'Requests are recorded since 2026-03-01 08:15, and before that read from the logs; from 2026-03-01 10:00 to 2026-03-01 10:30, and 1 more time, nothing was recorded, and the logs fill in.'
  );
});

test('warns of what has stopped, and of that alone', () => {
  show([
    { name: 'requests', source: story },
    { name: 'request times', source: { ...story, stopped: at('09:00') } },
    { name: 'upstream times', source: { ...story, stopped: at('09:00') } },
  ]);
  expect(
    screen.getByRole('alert', {
      name: /^Request times and upstream times have not been recorded since 2026-03-01 09:00/,
    })
  ).toBeInTheDocument();
  expect(told()).toHaveTextContent('Requests, request times, and upstream times are recorded.');
});

test('says nothing where nothing is recorded', () => {
  show([{ name: 'requests', source: 'unrecorded' }]);
  expect(screen.queryByTestId('quayside-recorded')).not.toBeInTheDocument();
});
