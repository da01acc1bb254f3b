import { eventsWindow } from './windows';

describe('eventsWindow', () => {
  test.each([
    [60_000, '5m'],
    [15 * 60_000, '15m'],
    [20 * 60_000 + 20_000, '20m'],
    [3_600_000, '1h'],
    [86_400_000, '1h'],
  ])('a range of %d ms counts over %s', (length, window) => {
    expect(eventsWindow({ from: 1_000_000, to: 1_000_000 + length })).toBe(window);
  });
});
