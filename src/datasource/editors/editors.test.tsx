import React from 'react';
import { dateTime, type TimeRange } from '@grafana/data';
import { configure, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TestRouter } from '../../components/test-support/TestRouter';
import { loadAppSettings } from '../../grafana/appSettings';
import { Problem } from '../../grafana/Problem';
import { parseDerivedMetric } from '../../signals/derived/derivedMetric';
import type { SignalsJsonData, SignalsQuery } from '../query';
import { queryBehind } from '../queryBehind';
import { sourceWith } from '../test-support/sourceWith';
import { AnnotationEditor } from './AnnotationEditor';
import { ChoiceEditor } from './ChoiceEditor';
import { ConfigEditor } from './ConfigEditor';
import { QueryEditor } from './QueryEditor';

jest.mock('../queryBehind');
jest.mock('../../grafana/appSettings');
jest.mock('../../grafana/dataSources', () => ({
  prometheusDataSources: () => [{ uid: 'p2', name: 'Prometheus 2', type: 'prometheus', isDefault: false }],
  lokiDataSources: () => [],
}));

// Grafana's comboboxes take seconds to load on a busy machine.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 30_000 });

/** Nothing is laid out here: a combobox measures its texts on a canvas, and watches how far its list is scrolled. */
beforeAll(() => {
  const pen: Partial<CanvasRenderingContext2D> = { measureText: (text) => ({ width: text.length }) as TextMetrics };
  window.IntersectionObserver = jest
    .fn()
    .mockImplementation(() => ({ observe: jest.fn(), unobserve: jest.fn(), disconnect: jest.fn() }));
  HTMLCanvasElement.prototype.getContext = jest.fn().mockReturnValue(pen);
});

const at = { from: dateTime(0), to: dateTime(3600_000) };
const range: TimeRange = { ...at, raw: at };
const ORDERS = parseDerivedMetric({
  name: 'shop:orders',
  title: 'Orders',
  help: 'Orders by their status.',
  selection: { scope: {}, matchers: [] },
  filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
  measure: { kind: 'count' },
  by: [{ field: { from: 'json', name: 'status' }, as: 'status' }],
  times: { intervalSeconds: 60, lateSeconds: 60 },
});

async function queryEditor(query: Partial<SignalsQuery>) {
  const onChange = jest.fn<void, [SignalsQuery]>();
  const onRunQuery = jest.fn();
  render(
    <TestRouter>
      <QueryEditor
        datasource={sourceWith({ derivedMetrics: [ORDERS] })}
        query={{ refId: 'A', ...query }}
        range={range}
        onChange={onChange}
        onRunQuery={onRunQuery}
      />
    </TestRouter>
  );
  return { onChange, onRunQuery };
}

describe('QueryEditor', () => {
  test('asks for what a signal can be restricted to and grouped by', async () => {
    await queryEditor({ signal: 'container.cpu.cores' });
    expect(await screen.findByText('Hosts')).toBeVisible();
    expect(screen.getByText('Group by')).toBeVisible();
    expect(screen.getByText('cores')).toBeVisible();
    expect(screen.queryByText('Only requests with')).toBeNull();
  });

  test('changes to what is shown run the query', async () => {
    const { onChange, onRunQuery } = await queryEditor({ signal: 'container.cpu.cores' });
    await userEvent.click(screen.getByRole('radio', { name: 'Log lines' }));
    expect(onChange.mock.lastCall?.[0]).toMatchObject({ show: 'lines', signal: 'container.cpu.cores' });
    expect(onRunQuery).toHaveBeenCalled();
  });

  test('a signal of one’s own says what it is, is split by its fields, and has no scope', async () => {
    await queryEditor({ signal: 'own.shop:orders' });
    expect(await screen.findByText('Orders by their status.')).toBeVisible();
    expect(screen.getByText('Group by')).toBeVisible();
    await waitFor(() => expect(screen.queryByText('Hosts')).toBeNull());
  });

  test('requests of NGINX take conditions', async () => {
    await queryEditor({ signal: 'nginx.requests', filters: ['status:is:$status'] });
    expect(await screen.findByText('Only requests with')).toBeVisible();
    expect(screen.getByText('status:is:$status')).toBeVisible();
  });

  test('shows the query behind it, for panels and for alert rules, each to be copied', async () => {
    const source = { uid: 'l', name: 'Loki', type: 'loki', isDefault: true };
    jest.mocked(queryBehind).mockResolvedValue({
      exprs: ['of panels over $__auto'],
      forRules: ['of rules over 5m'],
      recorded: { exprs: ['of what is recorded'], source: { ...source, name: 'Prometheus', type: 'prometheus' } },
      source,
    });
    await queryEditor({ signal: 'nginx.requests' });
    await userEvent.click(screen.getByRole('button', { name: 'The query behind it' }));
    const forRules = await screen.findByRole('region', { name: 'For alert rules' });
    expect(within(forRules).getByText('of rules over 5m')).toBeVisible();
    expect(within(forRules).getByRole('button', { name: 'Copy: For alert rules' })).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'For the rest' })).getByText(/\$__auto/)).toBeVisible();
    const recorded = screen.getByRole('region', { name: 'For the time that is recorded' });
    expect(within(recorded).getByRole('link', { name: /Expand into Prometheus/ })).toBeVisible();
    expect(screen.queryByText(/replace \$__rate_interval/)).toBeNull();
  });
});

describe('AnnotationEditor', () => {
  test('chooses between what happened and findings', async () => {
    const onAnnotationChange = jest.fn();
    render(
      <AnnotationEditor
        datasource={sourceWith()}
        query={{ refId: 'Anno' }}
        annotation={{ name: 'a', enable: true, iconColor: 'red', target: { refId: 'Anno', show: 'events' } }}
        onAnnotationChange={onAnnotationChange}
        onChange={jest.fn()}
        onRunQuery={jest.fn()}
      />
    );
    expect(await screen.findByRole('radio', { name: 'What happened' })).toBeChecked();
    await userEvent.click(screen.getByRole('radio', { name: 'Findings' }));
    expect(onAnnotationChange.mock.lastCall?.[0]).toMatchObject({ target: { refId: 'Anno', show: 'findings' } });
  });
});

describe('ChoiceEditor', () => {
  test('lists hosts at first, restricted by everything but them', async () => {
    render(
      <ChoiceEditor
        datasource={sourceWith()}
        query={{ refId: 'choice' }}
        range={range}
        onChange={jest.fn()}
        onRunQuery={jest.fn()}
      />
    );
    expect(await screen.findByDisplayValue('Hosts')).toBeVisible();
    expect(screen.getByText('Projects')).toBeVisible();
    await waitFor(() => expect(screen.queryByText('Namespaces')).toBeNull());
  });
});

describe('ConfigEditor', () => {
  function configEditor(jsonData: SignalsJsonData, onOptionsChange = jest.fn()) {
    const options = { jsonData, readOnly: false };
    render(
      <TestRouter>
        <ConfigEditor
          options={options as Parameters<typeof ConfigEditor>[0]['options']}
          onOptionsChange={onOptionsChange}
        />
      </TestRouter>
    );
    return onOptionsChange;
  }

  test('offers the locations of the settings', async () => {
    jest.mocked(loadAppSettings).mockResolvedValue({ locations: [{ name: 'Berlin' }] });
    const onOptionsChange = configEditor({});
    const field = await screen.findByLabelText(/^Location/);
    await userEvent.type(field, 'Berl{ArrowDown}{Enter}');
    expect(onOptionsChange.mock.lastCall?.[0]).toMatchObject({ jsonData: { location: 'Berlin' } });
  });

  test('a location brings its own data sources', async () => {
    jest.mocked(loadAppSettings).mockResolvedValue({ locations: [{ name: 'Berlin' }] });
    configEditor({ location: 'Berlin' });
    expect(await screen.findByDisplayValue('Berlin')).toBeVisible();
    expect(screen.queryByLabelText(/^Prometheus/)).toBeNull();
  });

  test('without locations there is nothing to choose but data sources, and why is said', async () => {
    jest.mocked(loadAppSettings).mockRejectedValue(new Problem('forbidden', 'You may not use Quayside', '', 'Ask.'));
    configEditor({});
    expect(await screen.findByText('You may not use Quayside')).toBeVisible();
    expect(screen.getByLabelText(/^Prometheus/)).toBeVisible();
    expect(screen.queryByLabelText(/^Location/)).toBeNull();
  });
});
