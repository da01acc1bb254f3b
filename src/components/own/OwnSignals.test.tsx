import React from 'react';
import { dateTime } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import { chosenOf } from '../../checks/rules/chosenText';
import { DOCKER } from '../../signals/conventions';
import { parseDerivedMetric, type DerivedMetric, type Measure } from '../../signals/derived/derivedMetric';
import { TestRouter } from '../test-support/TestRouter';
import { loadOwnSignal, type OwnGlance } from './loadOwnSignal';
import { OwnSignals } from './OwnSignals';

jest.mock('./loadOwnSignal');
// There is no canvas here to draw on.
jest.mock('../MiniChart', () => ({
  MiniChart: ({ label }: { label: string }) => <span role="img" aria-label={label} />,
}));

const load = jest.mocked(loadOwnSignal);
const source = (type: string) => ({ uid: type, name: type, type, isDefault: true });
const at = { from: dateTime(0), to: dateTime(3600_000) };
const metric = (name: string, measure: Measure) =>
  parseDerivedMetric({
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1),
    selection: { scope: {}, matchers: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure,
    by: [],
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });
const TIME: Measure = {
  kind: 'distribution',
  field: { from: 'json', name: 'took' },
  written: 'duration',
  bounds: [1],
};
const GLANCE: OwnGlance = { series: { labels: {}, times: [1, 2], values: [1, 2.5] }, story: undefined };

const show = (metrics: DerivedMetric[]) =>
  render(
    <TestRouter>
      <OwnSignals
        metrics={metrics}
        prometheus={source('prometheus')}
        loki={source('loki')}
        conventions={DOCKER}
        range={{ ...at, raw: at }}
        budget={100}
      />
    </TestRouter>
  );

test('is nothing where nobody made a signal', () => {
  show([]);
  expect(screen.queryByText('Signals of your own')).toBeNull();
});

test('draws one of each metric, and shares the budget among them', async () => {
  load.mockResolvedValue(GLANCE);
  show([metric('orders', { kind: 'count' }), metric('time', TIME)]);
  expect(await screen.findByRole('img', { name: 'Orders over the range' })).toBeVisible();
  expect(screen.getByRole('img', { name: 'Time, p95 over the range' })).toBeVisible();
  expect(screen.getByText('2.5 lines/s')).toBeVisible();
  expect(load.mock.calls.map(([, { budget }]) => budget)).toEqual([50, 50]);
});

test.each<[string, OwnGlance, string]>([
  [
    'its recording where there is one',
    { ...GLANCE, story: { since: undefined, stopped: undefined, holes: [] } },
    'metrics',
  ],
  ['the logs where there is none', GLANCE, 'logs'],
  ['the logs where it has stopped', { ...GLANCE, story: { since: undefined, stopped: 1, holes: [] } }, 'logs'],
])('leads to an alert on %s', async (_what, glance, from) => {
  load.mockResolvedValue(glance);
  show([metric('orders', { kind: 'count' })]);
  const href = (await screen.findByRole('link', { name: 'Alert on Orders' })).getAttribute('href') ?? '';
  const chosen = chosenOf(new URL(href, 'http://grafana').searchParams.get('check') ?? '');
  expect(chosen?.check.query).toMatchObject({ source: from, title: 'Orders', unit: 'lines per second' });
});

test.each<[string, OwnGlance, RegExp]>([
  [
    'what is not recorded and dear',
    { series: undefined, story: undefined, tooDear: 2e9 },
    /Not recorded: .* 2(\.0)? GB/,
  ],
  ['what has no lines', { series: undefined, story: undefined }, /No lines in this range/],
  [
    'a recording that has stopped',
    { ...GLANCE, story: { since: undefined, stopped: 1, holes: [] } },
    /Recorded no longer/,
  ],
])('says so of %s', async (_what, glance, text) => {
  load.mockResolvedValue(glance);
  show([metric('orders', { kind: 'count' })]);
  expect(await screen.findByText(text)).toBeVisible();
});
