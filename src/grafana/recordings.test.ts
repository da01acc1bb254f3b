import { derivedSet, DERIVED_LINES } from '../signals/derived/derivedRules';
import { DOCKER } from '../signals/conventions';
import { parseDerivedMetric } from '../signals/derived/derivedMetric';
import { recordingGroup } from '../signals/recorded/recordingGroup';
import { evaluatedGroups, readRecordingGroups, removeRecordingGroup } from './alerting/recordingGroups';
import { logVolumeOf } from './lokiCost';
import { Problem } from './Problem';
import { queryInstant } from './prometheus';
import { loadRecordings } from './recordings';
import { grafanaRecordings } from './recordingsInGrafana';

jest.mock('./alerting/recordingGroups');
jest.mock('./lokiCost');
jest.mock('./prometheus');
jest.mock('./recordingsInGrafana');

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const NOW = 1_800_000_000_000;
const groupOf = (name: string) =>
  recordingGroup(
    derivedSet(
      parseDerivedMetric({
        ...{ name, title: 'X', selection: { scope: {}, matchers: [] }, measure: { kind: 'count' }, by: [] },
        filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
        times: { intervalSeconds: 60, lateSeconds: 60 },
      }),
      { conventions: DOCKER, levelsFrom: 'lines' }
    )
  );
const A = groupOf('shop:a');
const ok = (group: string) => ({
  ...{ group, record: 'r', health: 'ok' as const, lastError: undefined, lastEvaluation: NOW - 1000 },
});

/** Newest samples of sets (seconds ago), and series by metric and set. */
function answers(newest: Record<string, number>, series: Array<[string, string, number]>): void {
  jest
    .mocked(queryInstant)
    .mockImplementation((_source, expr) =>
      Promise.resolve(
        expr.startsWith('count by')
          ? series.map(([name, set, value]) => ({ labels: { __name__: name, quayside_set: set }, value }))
          : Object.entries(newest).map(([set, ago]) => ({ labels: { quayside_set: set }, value: NOW / 1000 - ago }))
      )
    );
}

beforeEach(() => {
  jest.resetAllMocks();
  jest.mocked(readRecordingGroups).mockResolvedValue([A]);
  jest
    .mocked(evaluatedGroups)
    .mockResolvedValue([{ group: A, file: 'quayside-recorded', isOurs: true, states: [ok(A.name)] }]);
  jest.mocked(grafanaRecordings).mockResolvedValue([]);
  jest.mocked(logVolumeOf).mockResolvedValue({ bytes: 10, lines: 1, streams: 1 });
  answers({ 'shop:a': 60 }, []);
});

const load = (more: object = {}) =>
  loadRecordings(PLACES, { paused: [], heartbeats: [DERIVED_LINES], now: NOW, mayWrite: true, ...more });

test('series of the heartbeat that all share are counted for each set by itself', async () => {
  answers({ 'shop:a': 60 }, [
    ['shop:a', '', 5],
    [DERIVED_LINES, 'shop:a', 1],
    [DERIVED_LINES, 'shop:b', 1],
  ]);
  expect((await load()).recordings).toMatchObject([{ health: 'recording', series: 6, bytesPerDay: 20 }]);
});

test('what was removed has ended, and what another ruler records is elsewhere', async () => {
  answers({ 'shop:a': 60, 'shop:gone': 3600, 'shop:other': 60 }, []);
  const found = (await load()).recordings.map(({ facts, health }) => [facts.set, health]);
  expect(found).toEqual([
    ['shop:a', 'recording'],
    ['shop:gone', 'ended'],
    ['shop:other', 'elsewhere'],
  ]);
});

test('rules of others are listed with whose they are', async () => {
  const theirs = { name: 'theirs', interval: '30s', rules: [{ record: 'their:x', expr: 'sum(x)', labels: {} }] };
  jest
    .mocked(evaluatedGroups)
    .mockResolvedValue([{ group: theirs, file: 'team-a', isOurs: false, states: [ok('theirs')] }]);
  const inGrafana = { group: { ...theirs, name: 'g' }, folder: 'Folder', isOurs: false, isPaused: true, states: [] };
  jest.mocked(grafanaRecordings).mockResolvedValue([inGrafana]);
  answers({ 'shop:a': 60 }, [['their:x', '', 4]]);
  expect((await load()).recordings.slice(1)).toMatchObject([
    { owner: { kind: 'ruler', file: 'team-a' }, health: 'recording', series: 4 },
    { owner: { kind: 'grafana', folder: 'Folder', isOurs: false }, health: 'paused' },
  ]);
});

test('paused rules are listed, unless the ruler has them again', async () => {
  const paused = [A, groupOf('shop:p')];
  expect((await load({ paused })).recordings.map(({ facts, health }) => [facts.set, health])).toEqual([
    ['shop:a', 'recording'],
    ['shop:p', 'paused'],
  ]);
});

test('a ruler that cannot be read is told, and the rest is listed', async () => {
  const problem = new Problem('refused', 'No ruler', '', '');
  jest.mocked(readRecordingGroups).mockRejectedValue(problem);
  jest.mocked(evaluatedGroups).mockResolvedValue([]);
  const { recordings, problems } = await load();
  expect(problems).toEqual([problem]);
  expect(recordings).toMatchObject([{ facts: { set: 'shop:a' }, health: 'elsewhere' }]);
});

test('trials that closed pages left are removed and not listed', async () => {
  const left = { ...A, name: `quayside-trial-${NOW - 3600_000}` };
  jest.mocked(readRecordingGroups).mockResolvedValue([A, left]);
  expect((await load()).recordings).toHaveLength(1);
  expect(removeRecordingGroup).toHaveBeenCalledWith(PLACES.loki, left.name);
});
