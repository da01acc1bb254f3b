import React from 'react';
import { fireEvent, render, screen, within } from '@testing-library/react';
import type { Filter } from '../../signals/nginx/filters';
import { DOCKER } from '../../signals/conventions';
import { COMBINED } from '../../signals/nginx/format';
import { TestRouter } from '../../components/test-support/TestRouter';
import { Causes } from './Causes';
import { MissingFields } from './MissingFields';
import { TrafficTotals } from './TrafficTotals';
import { Unparsed } from './Unparsed';
import { stepsOf, timesOf } from './steps';

const range = { from: 1_749_553_200_000, to: 1_749_556_800_000 };
const steps = stepsOf(range, { exact: true, share: 1 });
const stepped = (perSecond: Record<string, number>) => ({
  steps,
  times: timesOf(steps),
  series: Object.entries(perSecond).map(([name, rate]) => ({ name, values: timesOf(steps).map(() => rate) })),
});
const exactly = (value: number) => ({ value, low: value, high: value });
const tile = (title: string) => within(screen.getByText(title).parentElement ?? document.body);

const shown = (filters: readonly Filter[], onFilter = jest.fn()) => {
  render(
    <TrafficTotals
      now={{
        statuses: stepped({ '200': 9, '404': 0.5, '502': 0.5 }),
        latency: [exactly(0.1), exactly(0.2), { value: 1, low: 0.9, high: 1.2 }],
        visitors: { loading: false, data: { value: 120, low: 100, high: 180 }, problem: undefined },
      }}
      before={{ statuses: stepped({ '200': 5 }), latency: [exactly(0.1), exactly(0.1), exactly(0.1)] }}
      called="a day before"
      untimed=""
      nameless=""
      busy={false}
      filters={filters}
      onFilter={onFilter}
    />
  );
  return onFilter;
};

test('each number stands with what it was, and with its interval where it is an estimate', () => {
  shown([]);
  expect(tile('Requests').getByText('36,000')).toBeVisible();
  expect(tile('Requests').getByText('a day before: 18,000 (+100 % since)')).toBeVisible();
  expect(tile('5xx').getByText('1,800')).toBeVisible();
  expect(tile('5xx').getByText('a day before: 0 %')).toBeVisible();
  expect(tile('p99').getByText('≈ 1.00 s')).toBeVisible();
  expect(tile('p95').getByText('a day before: 100 ms')).toBeVisible();
  expect(tile('Unique visitors').getByText('100 to 180')).toBeVisible();
});

test('a click on the number of a class asks for it alone, and says so', () => {
  const onFilter = shown([{ dimension: 'statusClass', op: 'is', value: '5xx' }]);
  expect(tile('4xx').getByRole('button')).toHaveAttribute('aria-pressed', 'false');
  const button = tile('5xx').getByRole('button');
  expect(button).toHaveAttribute('aria-pressed', 'true');
  fireEvent.click(button);
  expect(onFilter).toHaveBeenCalledWith({ dimension: 'statusClass', op: 'is', value: '5xx' });
});

test('lines that do not parse are said loudly where they are many, quietly where they are few, and as sure as they are', () => {
  const { rerender } = render(<Unparsed lost={{ value: 500, low: 300, high: 700 }} of={10_000} />, {
    wrapper: TestRouter,
  });
  expect(screen.getByRole('alert')).toHaveTextContent('5.0 % of the lines do not have the format');
  expect(screen.getByRole('alert')).toHaveTextContent('≈ 500 (300 to 700) lines');
  rerender(<Unparsed lost={exactly(1)} of={10_000} />);
  expect(screen.queryByRole('alert')).toBeNull();
  expect(
    screen.getByText(/^1 line \(less than 0.1 %\) does not have the format, and is not in these numbers\.$/)
  ).toBeVisible();
  rerender(<Unparsed lost={exactly(0)} of={10_000} />);
  expect(document.body).toHaveTextContent(/^$/);
});

test('causes lead to their lines, and what they cannot be filtered by is said', () => {
  const onCause = jest.fn();
  const filters: Filter[] = [
    { dimension: 'statusClass', op: 'is', value: '5xx' },
    { dimension: 'client', op: 'is', value: '1.2.3.4' },
  ];
  render(
    <Causes
      found={stepped({ fileMissing: 0.05, upstreamTimedOut: 0.5 })}
      filters={filters}
      chosen=""
      onCause={onCause}
    />
  );
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
    'Upstream timed out 1,800',
    'File not found 180',
  ]);
  expect(screen.getByText('Not filtered by status class: the error log does not say it.')).toBeVisible();
  fireEvent.click(screen.getByRole('button', { name: /Upstream timed out/ }));
  expect(onCause).toHaveBeenCalledWith('upstreamTimedOut');
});

test('what a log lacks is named with the line that brings it', () => {
  const access = { matchers: [], format: COMBINED, labels: {} };
  render(<MissingFields conventions={{ ...DOCKER, nginx: { access } }} />);
  expect(screen.getByText(/^Not in this log: request times and their percentiles, upstream times/)).toBeInTheDocument();
  expect(screen.getByText(/log_format quayside/)).toHaveTextContent('$request_time');
});
