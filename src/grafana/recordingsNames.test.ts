import { readRecordingGroups } from './alerting/recordingGroups';
import { loadAppSettings } from './appSettings';
import { Problem } from './Problem';
import { queryInstant } from './prometheus';
import { nameTaken } from './recordingsNames';
import { parseSettings } from './settings';

jest.mock('./alerting/recordingGroups');
jest.mock('./appSettings');
jest.mock('./prometheus');

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const METRIC = {
  ...{ name: 'shop:x', title: 'Orders', selection: { scope: {}, matchers: [] }, measure: { kind: 'count' }, by: [] },
  filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
  times: { intervalSeconds: 60, lateSeconds: 60 },
};
const settings = (jsonData: object) => jest.mocked(loadAppSettings).mockResolvedValue(parseSettings(jsonData));
const taken = (kind: 'count' | 'bytes' = 'count') => nameTaken(PLACES, { name: 'shop:x', measure: { kind } });

/** Series that Prometheus has by these names, and whether the metric was recorded before. */
const series = (names: readonly string[], before = false) =>
  jest.mocked(queryInstant).mockImplementation((_source, expr) => {
    const found = expr.startsWith('count by') ? names.map((name) => ({ labels: { __name__: name }, value: 1 })) : [];
    return Promise.resolve(before && !expr.startsWith('count by') ? [{ labels: {}, value: 1 }] : found);
  });

beforeEach(() => {
  jest.resetAllMocks();
  settings({});
  series([]);
  jest.mocked(readRecordingGroups).mockResolvedValue([]);
});

test('a name that nobody has is free', async () => expect(await taken()).toBeUndefined());

test('a definition of one’s own has its name, but not at another Loki', async () => {
  settings({ derivedMetrics: [{ ...METRIC, lokiUid: 'Loki' }] });
  expect(await taken()).toMatch(/is the name of “Orders”/);
  settings({ derivedMetrics: [{ ...METRIC, lokiUid: 'Other' }] });
  expect(await taken()).toBeUndefined();
});

test('rules in the ruler have their name, and paused ones', async () => {
  const group = { name: 'quayside-shop:x', interval: '60s', rules: [] };
  jest.mocked(readRecordingGroups).mockResolvedValue([group]);
  expect(await taken()).toMatch(/There are rules for shop:x/);
  jest.mocked(readRecordingGroups).mockResolvedValue([]);
  settings({ pausedRecordings: [group] });
  expect(await taken()).toMatch(/There are rules for shop:x/);
});

test('series of something else have their name, those of the same metric before do not', async () => {
  series(['shop:x']);
  expect(await taken()).toMatch(/Prometheus has series called shop:x already/);
  series(['shop:x'], true);
  expect(await taken()).toBeUndefined();
});

test('where the ruler cannot be read nothing could be saved, which is said', async () => {
  const problem = new Problem('refused', 'No ruler', '', '');
  jest.mocked(readRecordingGroups).mockRejectedValue(problem);
  await expect(taken()).rejects.toBe(problem);
});
