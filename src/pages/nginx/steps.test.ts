import { EVERYTHING_READ } from './budget';
import { totalOf } from './loadTraffic';
import { beginOf, secondsOf, stepsOf, timesOf } from './steps';

const END = 1_749_556_800_000;
const HOUR = 3600_000;

test.each([
  ['5 d 7 h 54 m', (5 * 24 + 7.9) * HOUR],
  ['an hour', HOUR],
  ['an hour and a second', HOUR + 1000],
  ['a minute', 60_000],
  ['two weeks and a bit', 14 * 24 * HOUR + 61_000],
])('steps where all is read cover every second of %s', (_, length) => {
  const range = { from: END - length, to: END };
  const steps = stepsOf(range, EVERYTHING_READ);
  const times = timesOf(steps);
  const seconds = secondsOf(steps);
  expect(beginOf(steps)).toBe(range.from);
  expect(times.at(-1)).toBe(END);
  expect(seconds).toHaveLength(times.length);
  expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(length / 1000);
  // Each begins where the one before it ends.
  expect(times.map((time, index) => time - (seconds[index] ?? 0) * 1000)).toEqual([range.from, ...times.slice(0, -1)]);
  // One request a second, whatever the steps.
  const total = totalOf(
    times.map(() => 1),
    steps
  );
  expect(total).toEqual({ value: length / 1000, low: length / 1000, high: length / 1000 });
});

test('a total of parts of steps stands for the very range', () => {
  const range = { from: END - 5.3 * HOUR, to: END };
  const steps = stepsOf(range, { exact: false, share: 0.02 });
  const { value, low, high } = totalOf(
    timesOf(steps).map(() => 10),
    steps
  );
  expect(value).toBeCloseTo(10 * 5.3 * 3600, 6);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
});
