import type { RecordingState } from './alerting/recordingGroups';
import { healthOf } from './recordings';

const TIMES = { intervalSeconds: 60, lateSeconds: 60 };
const NOW = 1_000_000_000;
const state = (more: Partial<RecordingState>): RecordingState => ({
  ...{ group: 'g', record: 'r', health: 'ok', lastError: undefined, lastEvaluation: NOW - 1000 },
  ...more,
});

test.each([
  ['whose samples come', [state({})], NOW - 60_000, 'recording'],
  ['whose samples come no more', [state({})], NOW - 600_000, 'stopped'],
  ['whose evaluation fails', [state({}), state({ health: 'error' })], NOW - 60_000, 'failing'],
  ['that no sample was seen of', [state({})], undefined, 'never'],
  ['that was not evaluated yet', [state({ lastEvaluation: undefined, health: 'unknown' })], undefined, 'waiting'],
  ['that the ruler has just been given', [], undefined, 'waiting'],
] as const)('a recording %s', (_what, states, newest, expected) =>
  expect(healthOf(TIMES, states, newest, NOW)).toBe(expected)
);
