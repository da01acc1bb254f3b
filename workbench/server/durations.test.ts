import { formatGoDuration, formatInterval, parseInterval, roundInterval } from './durations';

describe('durations', () => {
  test.each([
    ['15s', 15_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['<10s>', 10_000],
    ['30', 30_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
  ])('reads %s', (text, ms) => expect(parseInterval(text)).toBe(ms));

  test.each([
    [0.4, '1ms'],
    [50, '50ms'],
    [90_000, '1m'],
    [3_600_000, '1h'],
    [90_000_000, '1d'],
    [365 * 86_400_000, '1y'],
  ])('writes %d ms as the interval %s', (ms, text) => expect(formatInterval(ms)).toBe(text));

  test.each([
    [0, '0s'],
    [1.5, '1.5ms'],
    [500, '500ms'],
    [15_000, '15s'],
    [90_500, '1m30.5s'],
    [3_600_000, '1h0m0s'],
    [90_000_000, '25h0m0s'],
  ])('writes %d ms as Go does: %s', (ms, text) => expect(formatGoDuration(ms)).toBe(text));

  test.each([
    [9, 1],
    [1_500, 1_000],
    [1_501, 2_000],
    [90_000, 60_000],
    [1_728_000, 1_800_000],
    [1_000_000_000, 604_800_000],
    [10_000_000_000, 2_592_000_000],
    [100_000_000_000, 31_536_000_000],
  ])('rounds %d ms to %d', (ms, rounded) => expect(roundInterval(ms)).toBe(rounded));
});
