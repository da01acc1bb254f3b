import type { RecordingState } from './alerting/recordingGroups';
import { foreignHealth, hasEnded, healthOf } from './recordingHealth';

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

test.each([
  ['with samples', [state({})], 3, 'recording'],
  ['without samples', [state({})], 0, 'silent'],
  ['that fail', [state({ health: 'error' })], 3, 'failing'],
  ['that were not evaluated yet', [state({ lastEvaluation: undefined })], 0, 'waiting'],
] as const)('rules of others %s', (_what, states, series, expected) =>
  expect(foreignHealth(states, series)).toBe(expected)
);

test('what nobody is known to record has ended once nothing comes', () => {
  expect(hasEnded(NOW - 60_000, NOW)).toBe(false);
  expect(hasEnded(NOW - 3600_000, NOW)).toBe(true);
});
