import { checkById } from '../checks/catalog';
import { parameterValues } from '../checks/check';
import type { Finding } from '../checks/finding';
import { loadRules, ruleSources } from '../components/alerts/loadFiring';
import { loadEvidence } from '../components/findings/loadEvidence';
import { loadFindings, loadLogFindings } from '../components/findings/loadFindings';
import { Problem } from '../grafana/Problem';
import { DOCKER, type Conventions } from '../signals/conventions';
import { allFindings } from './allFindings';
import { SignalsAnnotations } from './annotations';
import { findingsFrame } from './happenings';
import { InstallationCache } from './installation';

jest.mock('../components/alerts/loadFiring');
jest.mock('../components/findings/loadFindings');
jest.mock('../components/findings/loadEvidence', () => ({ loadEvidence: jest.fn() }));

const PROMETHEUS = { uid: 'p', name: 'Prometheus', type: 'prometheus', isDefault: true };
const LOKI = { ...PROMETHEUS, uid: 'l', name: 'Loki', type: 'loki' };
const NGINX: Conventions = { ...DOCKER, aliases: [{ host: 'with nginx' }] };
const NOW = Date.now();
const RANGE = { from: NOW - 3600_000, to: NOW };
const signal = new AbortController().signal;

const finding = (id: string, name: string): Finding => {
  const check = checkById(id);
  return {
    check,
    parameters: parameterValues(check),
    value: 1,
    subject: { kind: 'container', container: { host: 'web-1', name } },
    since: NOW - 60_000,
  };
};
const OOM = finding('oom-kill', 'api');
const EXCEPTIONS = finding('exceptions-jump', 'web');
const found = (...findings: Finding[]) => ({ findings, failed: [], asked: 1, tooDear: [] });

function cacheOf({ hasLoki = true, nginx = true } = {}): InstallationCache {
  const loki = hasLoki ? LOKI : undefined;
  const cache = new InstallationCache({});
  jest.spyOn(cache, 'get').mockResolvedValue({
    settings: { logBudgetMegabytes: 100 },
    installation: { prometheus: PROMETHEUS, loki, conventions: DOCKER, from: 'settings' },
  });
  jest
    .spyOn(cache, 'withNginx')
    .mockImplementation(() =>
      nginx ? Promise.resolve(NGINX) : Promise.reject(new Problem('settings', 'No log of NGINX was found', '', ''))
    );
  return cache;
}

beforeEach(() => {
  jest.clearAllMocks();
  jest.mocked(loadFindings).mockResolvedValue(found(OOM));
  jest.mocked(loadLogFindings).mockResolvedValue(found(EXCEPTIONS));
  jest
    .mocked(loadEvidence)
    .mockImplementation((_sources, _conventions, findings) =>
      Promise.resolve({ findings: [...findings], series: new Map(), failed: [] })
    );
  jest.mocked(ruleSources).mockReturnValue([]);
  jest.mocked(loadRules).mockResolvedValue({ data: [], problems: [], at: NOW });
});

test('asks the checks of metrics and, within a part of the log budget, those of logs, NGINX’s among them', async () => {
  const { findings, notices } = await allFindings(cacheOf(), {}, NOW, signal);
  expect(findings.map(({ check }) => check.id).sort()).toEqual(['exceptions-jump', 'oom-kill']);
  expect(notices).toEqual([]);
  const [, conventions, , , budget] = jest.mocked(loadLogFindings).mock.lastCall ?? [];
  expect(conventions).toBe(NGINX);
  expect(budget).toBe(20e6);
  expect(jest.mocked(loadFindings).mock.lastCall?.[1]).toBe(NGINX);
});

test('without an access log the other checks are asked', async () => {
  await allFindings(cacheOf({ nginx: false }), {}, NOW, signal);
  expect(jest.mocked(loadFindings).mock.lastCall?.[1]).toBe(DOCKER);
});

test('says which checks of logs were left out, and what they would read', async () => {
  const check = checkById('exceptions-jump');
  jest.mocked(loadLogFindings).mockResolvedValue({
    ...found(),
    tooDear: [{ asked: { check, parameters: parameterValues(check) }, bytes: 3e9 }],
  });
  const { notices } = await allFindings(cacheOf(), {}, NOW, signal);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatchObject({ severity: 'warning', text: expect.stringContaining(check.title) });
  expect(notices[0]?.text).toMatch(/1 check of logs was not asked, which would read about 3(\.0)? GB/);
});

test('says why no check of logs was asked', async () => {
  const { findings, notices } = await allFindings(cacheOf({ hasLoki: false }), {}, NOW, signal);
  expect(findings).toHaveLength(1);
  expect(notices[0]?.text).toMatch(/^No check of logs was asked: There is no Loki/);
});

test('rules tell of now and of everything only', async () => {
  await allFindings(cacheOf(), {}, NOW, signal);
  expect(loadRules).toHaveBeenCalledTimes(1);
  await allFindings(cacheOf(), { hosts: ['web-1'] }, NOW, signal);
  await allFindings(cacheOf(), {}, NOW - 3600_000, signal);
  expect(loadRules).toHaveBeenCalledTimes(1);
});

test('rejects where no metrics can be asked', async () => {
  jest.mocked(loadFindings).mockRejectedValue(new Problem('unreachable', 'Prometheus does not answer', '', ''));
  await expect(allFindings(cacheOf(), {}, NOW, signal)).rejects.toThrow('Prometheus does not answer');
});

describe('as a frame', () => {
  const all = { findings: [OOM, EXCEPTIONS], notices: [{ severity: 'warning' as const, text: 'Left out.' }] };
  const column = (frame: ReturnType<typeof findingsFrame>, name: string) =>
    frame.fields.find((field) => field.name === name)?.values;

  test('a table leads to each point of failure, at the location that was asked', () => {
    const frame = findingsFrame('A', all, RANGE, 'table', 'Berlin');
    expect(column(frame, 'Finding')).toEqual([OOM.check.title, EXCEPTIONS.check.title]);
    expect(column(frame, 'Link')?.[0]).toMatch(/containers\/one\?host=web-1&container=api&location=Berlin$/);
    expect(frame.meta?.notices).toEqual(all.notices);
  });

  test('annotations mark since when each holds, with what was left out', () => {
    const { show, form, refId } = new SignalsAnnotations().prepareQuery({
      name: 'Findings',
      enable: true,
      iconColor: 'red',
      target: { refId: 'x', show: 'findings' },
    });
    expect([show, form, refId]).toEqual(['findings', 'series', 'Anno']);
    const before = { ...OOM, since: RANGE.from - 1 };
    const frame = findingsFrame('Anno', { ...all, findings: [before, EXCEPTIONS] }, RANGE, 'marks', undefined);
    expect(frame.length).toBe(1);
    expect(column(frame, 'time')).toEqual([EXCEPTIONS.since]);
    expect(column(frame, 'timeEnd')).toEqual([RANGE.to]);
    expect(column(frame, 'title')).toEqual([EXCEPTIONS.check.title]);
    expect(frame.meta?.notices).toEqual(all.notices);
  });
});
