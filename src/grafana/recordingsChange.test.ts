import { DOCKER } from '../signals/conventions';
import { parseDerivedMetric } from '../signals/derived/derivedMetric';
import { derivedSet } from '../signals/derived/derivedRules';
import { readRecordingGroups, removeRecordingGroup, writeRecordingGroup } from './alerting/recordingGroups';
import { missingPermission } from './alerting/permissions';
import { loadAppSettings } from './appSettings';
import { installSet, pauseRecording, removeRecording, resumeRecording, saveDerivedMetric } from './recordingsChange';
import { grafanaRecordings, installInGrafana, removeFromGrafana } from './recordingsInGrafana';
import { changeSettings, isOfLoki, replaced } from './recordingsSettings';
import type { AppSettings } from './settings';
import { may } from './userRights';

jest.mock('./alerting/recordingGroups');
jest.mock('./alerting/permissions');
jest.mock('./appSettings');
jest.mock('./recordingsInGrafana');
jest.mock('./userRights');
jest.mock('./recordingsSettings', () => ({
  ...jest.requireActual<object>('./recordingsSettings'),
  changeSettings: jest.fn(),
}));

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const group = (name: string, interval = '60s') => ({ name, interval, rules: [] });
const metric = (name: string) =>
  parseDerivedMetric({
    ...{ name, title: 'X', selection: { scope: {}, matchers: [] }, measure: { kind: 'count' }, by: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    times: { intervalSeconds: 60, lateSeconds: 60 },
  });

let settings: AppSettings;
let ruler: Map<string, ReturnType<typeof group>>;

beforeEach(() => {
  jest.resetAllMocks();
  settings = {};
  ruler = new Map();
  jest.mocked(missingPermission).mockReturnValue(undefined);
  jest.mocked(may).mockReturnValue(true);
  jest.mocked(loadAppSettings).mockImplementation(() => Promise.resolve(settings));
  jest.mocked(changeSettings).mockImplementation((change) => {
    settings = change(settings);
    return Promise.resolve(settings);
  });
  jest.mocked(readRecordingGroups).mockImplementation(() => Promise.resolve([...ruler.values()]));
  jest.mocked(grafanaRecordings).mockResolvedValue([]);
  jest.mocked(writeRecordingGroup).mockImplementation((_loki, one) => {
    ruler.set(one.name, one as ReturnType<typeof group>);
    return Promise.resolve();
  });
  jest.mocked(removeRecordingGroup).mockImplementation((_loki, name) => {
    ruler.delete(name);
    return Promise.resolve();
  });
});

const save = (name: string, was?: string, evaluator: 'loki' | 'grafana' = 'loki') => {
  const set = derivedSet(metric(name), { conventions: DOCKER, levelsFrom: 'lines' });
  return saveDerivedMetric(PLACES, { metric: metric(name), set, was, isTried: false, evaluator }, jest.fn());
};
const names = (list: ReadonlyArray<{ name: string }> | undefined) => (list ?? []).map(({ name }) => name);

describe('saving a metric', () => {
  test('installs its rules and keeps its definition', async () => {
    await save('a');
    expect([...ruler.keys()]).toEqual(['quayside-a']);
    expect(settings.derivedMetrics).toEqual([{ ...metric('a'), lokiUid: 'Loki' }]);
  });

  test('under another name takes the place of the old one, also of a paused one', async () => {
    await save('a');
    settings = { ...settings, pausedRecordings: [{ ...group('quayside-a'), lokiUid: 'Loki' }] };
    await save('b', 'a');
    expect([...ruler.keys()]).toEqual(['quayside-b']);
    expect(names(settings.derivedMetrics)).toEqual(['b']);
    expect(settings.pausedRecordings).toEqual([]);
  });

  test('without the right to store its definition installs nothing', async () => {
    jest.mocked(may).mockReturnValue(false);
    await expect(save('a')).rejects.toMatchObject({
      kind: 'forbidden',
      detail: expect.stringContaining('plugins:write'),
    });
    expect(ruler.size).toBe(0);
  });

  test('takes its rules back where the definition cannot be stored', async () => {
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    await expect(save('a')).rejects.toThrow('no');
    expect(ruler.size).toBe(0);
  });

  test('puts the rules back that were there before', async () => {
    ruler.set('quayside-a', group('quayside-a', '30s'));
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    await expect(save('a', 'a')).rejects.toThrow('no');
    expect(ruler.get('quayside-a')?.interval).toBe('30s');
  });

  test('says what is left where taking back fails too', async () => {
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    jest.mocked(removeRecordingGroup).mockRejectedValue(new Error('gone'));
    await expect(save('a')).rejects.toMatchObject({
      detail: expect.stringMatching(/no.*gone/),
      wayOut: expect.stringContaining('quayside-a'),
    });
  });
});

describe('saving a metric that Grafana evaluates', () => {
  test('installs it there, and takes it from Loki’s ruler', async () => {
    await save('a');
    await save('a', 'a', 'grafana');
    expect(installInGrafana).toHaveBeenCalledWith(PLACES, expect.objectContaining({ id: 'a' }));
    expect(ruler.size).toBe(0);
    expect(names(settings.derivedMetrics)).toEqual(['a']);
  });

  test('takes it from Grafana where Loki’s ruler evaluates it again', async () => {
    const owned = { folder: 'F', isOurs: true, isPaused: false, states: [] };
    jest.mocked(grafanaRecordings).mockResolvedValue([{ group: group('quayside-a'), ...owned }]);
    await save('a', 'a');
    expect(removeFromGrafana).toHaveBeenCalledWith('quayside-a');
    expect([...ruler.keys()]).toEqual(['quayside-a']);
  });

  test('takes it back where the definition cannot be stored', async () => {
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    await expect(save('a', undefined, 'grafana')).rejects.toThrow('no');
    expect(removeFromGrafana).toHaveBeenCalledWith('quayside-a');
  });
});

describe('pausing', () => {
  test('keeps rules for each Loki by itself', async () => {
    await pauseRecording(PLACES.loki, group('g', '10s'));
    await pauseRecording(source('Other'), group('g', '20s'));
    expect(settings.pausedRecordings?.map(({ interval, lokiUid }) => [interval, lokiUid])).toEqual([
      ['10s', 'Loki'],
      ['20s', 'Other'],
    ]);
    await resumeRecording(PLACES.loki, group('g', '10s'));
    expect(settings.pausedRecordings?.map(({ lokiUid }) => lokiUid)).toEqual(['Other']);
  });

  test('keeps nothing where the rules cannot be removed', async () => {
    jest.mocked(removeRecordingGroup).mockRejectedValue(new Error('down'));
    await expect(pauseRecording(PLACES.loki, group('g'))).rejects.toThrow('down');
    expect(settings.pausedRecordings).toEqual([]);
  });

  test('ends with no rules where what is kept cannot be forgotten', async () => {
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    await expect(resumeRecording(PLACES.loki, group('g'))).rejects.toThrow('no');
    expect(ruler.size).toBe(0);
  });
});

describe('removing', () => {
  test('removes rules, what is kept of them, and the definition', async () => {
    await save('a');
    settings = { ...settings, pausedRecordings: [{ ...group('quayside-a'), lokiUid: 'Loki' }] };
    await removeRecording(PLACES.loki, { group: 'quayside-a', set: 'a', evaluator: 'loki' });
    expect({ rules: ruler.size, ...settings }).toEqual({ rules: 0, pausedRecordings: [], derivedMetrics: [] });
  });

  test('leaves the same at another place alone', async () => {
    settings = { pausedRecordings: [{ ...group('g'), lokiUid: 'Other' }] };
    ruler.set('g', group('g'));
    await removeRecording(PLACES.loki, { group: 'g', set: 'g', evaluator: 'loki' });
    expect(ruler.size).toBe(0);
    expect(settings.pausedRecordings).toHaveLength(1);
  });

  test('needs no right to change settings that hold nothing of it', async () => {
    jest.mocked(changeSettings).mockRejectedValue(new Error('no'));
    ruler.set('g', group('g'));
    await removeRecording(PLACES.loki, { group: 'g', set: 'g', evaluator: 'loki' });
    expect(ruler.size).toBe(0);
  });
});

test('a set that is installed again forgets that it was paused', async () => {
  const set = derivedSet(metric('a'), { conventions: DOCKER, levelsFrom: 'lines' });
  settings = { pausedRecordings: [{ ...group('quayside-a'), lokiUid: 'Loki' }] };
  await installSet(PLACES, set, false, jest.fn());
  expect([...ruler.keys()]).toEqual(['quayside-a']);
  expect(settings.pausedRecordings).toEqual([]);
});

test('what says no Loki is of any', () => {
  expect([{}, { lokiUid: 'Loki' }, { lokiUid: 'Other' }].map(isOfLoki(PLACES.loki))).toEqual([true, true, false]);
  expect(replaced([1, 2], (one) => one === 1, 3)).toEqual([2, 3]);
});
