import React from 'react';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router-dom';
import { PluginType, type AppPluginMeta } from '@grafana/data';
import { chooseSources } from '../../discovery/chooseSources';
import { coverageUnder } from '../../discovery/coverage';
import { detectConventions } from '../../discovery/detectConventions';
import { detectNginx } from '../../discovery/detectNginx';
import { examineAll } from '../../discovery/doctor/doctor';
import { findJobs } from '../../discovery/findJobs';
import { createDataSource, linkSources, testDataSource } from '../../grafana/dataSourceAdmin';
import { saveFields } from '../../grafana/saveSettings';
import { DOCKER } from '../../signals/conventions';
import { nginxLogsIn } from '../../signals/nginx/findLog';
import SetupPage from './SetupPage';

const mockPartial = jest.fn();
let mockSources: Array<{ uid: string; name: string; type: string; isDefault: boolean }> = [];
jest.mock('@grafana/runtime', () => ({
  config: { bootData: { user: { permissions: { 'plugins:write': true, 'datasources:create': true } } } },
  locationService: {
    partial: (query: unknown) => mockPartial(query) as unknown,
    getSearch: () => new URLSearchParams(),
  },
  getDataSourceSrv: () => ({
    getList: ({ filter }: { filter: (one: (typeof mockSources)[number]) => boolean }) => mockSources.filter(filter),
    getInstanceSettings: () => undefined,
  }),
}));
jest.mock('../../discovery/chooseSources');
jest.mock('../../discovery/coverage');
jest.mock('../../discovery/detectConventions');
jest.mock('../../discovery/detectNginx');
jest.mock('../../discovery/findJobs');
jest.mock('../../discovery/doctor/doctor', () => ({
  ...jest.requireActual('../../discovery/doctor/doctor'),
  examineAll: jest.fn(),
}));
jest.mock('../../grafana/dataSourceAdmin', () => ({
  ...jest.requireActual('../../grafana/dataSourceAdmin'),
  createDataSource: jest.fn(),
  linkSources: jest.fn(),
  testDataSource: jest.fn(),
}));
jest.mock('../../grafana/saveSettings', () => ({
  ...jest.requireActual('../../grafana/saveSettings'),
  saveFields: jest.fn(),
}));
jest.mock('../../grafana/signalsDataSource', () => ({ hasSignalsDataSource: () => true }));

const PROMETHEUS = { uid: 'p', name: 'Prometheus', type: 'prometheus', isDefault: true };
const LOKI = { uid: 'l', name: 'Loki', type: 'loki', isDefault: false };

jest.setTimeout(60_000);

beforeAll(() => {
  // Comboboxes measure what is in them, and this document draws nothing.
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
    value: () => ({ measureText: () => ({ width: 10 }) }),
  });
});

beforeEach(() => {
  jest.clearAllMocks();
  mockSources = [PROMETHEUS, LOKI];
  jest.mocked(chooseSources).mockImplementation(({ location, lokiUid }) =>
    Promise.resolve({
      prometheus: mockSources.length === 0 ? { source: undefined } : { source: PROMETHEUS, why: 'It has metrics' },
      loki: { source: mockSources.length === 0 || (location && !lokiUid) ? undefined : LOKI },
    })
  );
  jest.mocked(coverageUnder).mockResolvedValue({
    containers: [{ host: 'web-1', name: 'edge' }],
    withoutLogs: [],
    onlyLogs: [],
    example: { series: { name: 'edge' }, node: { nodename: 'web-1' }, stream: { container: '/edge' } },
    hosts: [{ host: 'web-1', containers: true, node: true, logs: true }],
  });
  jest.mocked(detectConventions).mockResolvedValue({ conventions: DOCKER, metrics: true, logs: true, notes: [] });
  jest.mocked(detectNginx).mockResolvedValue([]);
  jest.mocked(findJobs).mockResolvedValue({ jobs: [], nginx: [], example: undefined });
  jest.mocked(testDataSource).mockResolvedValue({ ok: true, message: '' });
  jest.mocked(saveFields).mockResolvedValue({});
  jest.mocked(createDataSource).mockResolvedValue();
  jest.mocked(linkSources).mockResolvedValue();
  jest.mocked(examineAll).mockResolvedValue([]);
});

/** The page at an address, once it knows its data sources. */
async function open(jsonData: Record<string, unknown>, search = '') {
  const meta: AppPluginMeta = {
    id: 'quayside-monitoring-app',
    name: 'Quayside',
    type: PluginType.app,
    module: '',
    baseUrl: '',
    info: {
      author: { name: '' },
      description: '',
      links: [],
      logos: { small: '', large: '' },
      screenshots: [],
      updated: '',
      version: '',
    },
    jsonData,
  };
  render(
    <MemoryRouter initialEntries={[`/${search}`]} future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
      <SetupPage plugin={{ meta }} />
    </MemoryRouter>
  );
  await screen.findByText(/^(Save|Examine again)$/);
}

// By label and text: roles of a page as large as this take seconds to work out.
const box = (name: string) => screen.getByLabelText<HTMLTextAreaElement>(new RegExp(`^${name}`));
const type = (name: string, text: string) => fireEvent.change(box(name), { target: { value: text } });
const button = (text: string) => screen.getByText(text).closest('button') ?? undefined;
const press = (text: string) => fireEvent.click(screen.getByText(text));

describe('Setup', () => {
  it('shows what was found, with an example of each, and says why a data source was chosen', async () => {
    const found = nginxLogsIn(
      Array.from({ length: 5 }, (_, n) => ({
        line: `203.0.113.${n} - - [10/Jun/2025:11:00:00 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.0"`,
        labels: { job: 'nginx' },
      })),
      DOCKER.logs
    );
    jest.mocked(detectNginx).mockResolvedValue(found);
    await open({});
    expect(await screen.findByText('These are the conventions that your data shows')).toBeTruthy();
    expect(screen.getByText(/Prometheus was chosen\. It has metrics\./)).toBeTruthy();
    expect(await screen.findByText(/nodename="web-1"/)).toBeTruthy();
    const log = await screen.findByTestId('quayside-nginx-found');
    expect(log.textContent).toContain('100 % of 5 lines of the sample are read');
    expect(within(log).getByText('203.0.113.0')).toBeTruthy();
  });

  it('says what is only assumed', async () => {
    jest.mocked(detectConventions).mockResolvedValue({
      conventions: DOCKER,
      metrics: false,
      logs: false,
      notes: ['1 of 9 values do not fit'],
    });
    await open({});
    expect(await screen.findByText(/Nothing in your data fits.* only assumed/)).toBeTruthy();
    expect(screen.getByText(/1 of 9 values do not fit/)).toBeTruthy();
  });

  it('saves the field that was changed, with what it was when it was read', async () => {
    const stored = { conventions: DOCKER, pausedRecordings: [], provisioned: true };
    await open(stored);
    type('Log budget', '50');
    press('Save');
    await screen.findByText(/^Saved\./);
    expect(saveFields).toHaveBeenCalledWith(stored, { logBudgetMegabytes: 50 });
    // What was saved is what the next change begins with.
    type('Log budget', '');
    press('Save');
    await waitFor(() =>
      expect(saveFields).toHaveBeenLastCalledWith(
        { ...stored, logBudgetMegabytes: 50 },
        { logBudgetMegabytes: undefined }
      )
    );
  });

  it('takes labels that only JSON could say before, at once', async () => {
    await open({ conventions: DOCKER });
    type('Label of the image', 'container_image');
    type('Seconds between two scrapes', '30');
    type('Label of the stream’s pod', 'pod_name');
    expect(JSON.parse(box('Conventions').value)).toMatchObject({
      containers: { image: 'container_image', scrapeSeconds: 30 },
      logs: { pod: 'pod_name' },
    });
    type('Label of the stream’s pod', '');
    expect(JSON.parse(box('Conventions').value)).toMatchObject({ logs: DOCKER.logs });
    await waitFor(() =>
      expect(jest.mocked(coverageUnder).mock.lastCall?.[1].containers).toMatchObject({ image: 'container_image' })
    );
  });

  it('keeps what it cannot read, and stores it as it is', async () => {
    const stored = { conventions: { ...DOCKER, hostNames: 'upper-case' }, nginx: { access: 3 }, lokiUid: 'l' };
    await open(stored);
    expect(screen.getByTestId('quayside-problem').textContent).toContain('conventions.hostNames');
    expect(box('Conventions').value).toContain('upper-case');
    expect(button('Save')?.disabled).toBe(true);
    type('Conventions', JSON.stringify(DOCKER));
    press('Save');
    await screen.findByText(/^Saved\./);
    expect(saveFields).toHaveBeenCalledWith(stored, { conventions: DOCKER });
    expect(box('Stored as nginx').value).toContain('"access": 3');
  });

  describe('at another location', () => {
    const stored = { conventions: DOCKER, locations: [{ name: 'Oslo', prometheusUid: 'p', conventions: DOCKER }] };

    it('corrects its conventions, and those of no other', async () => {
      await open(stored, '?location=Oslo');
      type('Label of the host', 'machine');
      press('Save');
      await screen.findByText(/^Saved\./);
      expect(saveFields).toHaveBeenCalledWith(stored, {
        locations: [
          expect.objectContaining({
            name: 'Oslo',
            conventions: { ...DOCKER, containers: { ...DOCKER.containers, host: 'machine' } },
          }),
        ],
      });
    });

    it('has the doctor examine it, without the Loki of another', async () => {
      await open(stored, '?location=Oslo&tab=doctor');
      expect(examineAll).toHaveBeenCalledWith(expect.objectContaining({ prometheus: PROMETHEUS, loki: undefined }));
      expect(chooseSources).toHaveBeenCalledWith({ prometheusUid: 'p', location: 'Oslo' }, expect.anything());
    });

    it('takes no name that another has', async () => {
      await open({ locations: [...stored.locations, { name: 'Oslo 2', lokiUid: 'l' }] }, '?location=Oslo%202');
      type('Name of the location', 'Oslo');
      expect(screen.getByText('Two locations have one name')).toBeTruthy();
      expect(mockPartial).not.toHaveBeenCalled();
      type('Name of the location', 'Bergen');
      expect(mockPartial).toHaveBeenCalledWith({ location: 'Bergen' });
    });
  });

  it('creates both data sources without a reload between, and links them', async () => {
    mockSources = [];
    await open({});
    for (const kind of ['Prometheus', 'Loki']) {
      press(`Create Quayside ${kind}`);
      await screen.findByText(`The data source Quayside ${kind} is there`);
    }
    expect(jest.mocked(createDataSource).mock.calls.map(([{ uid }]) => uid)).toEqual([
      'quayside-prometheus',
      'quayside-loki',
    ]);
    await waitFor(() =>
      expect(linkSources).toHaveBeenLastCalledWith(
        'Loki',
        expect.objectContaining({ prometheusUid: 'quayside-prometheus', lokiUid: 'quayside-loki' })
      )
    );
  });
});
