import { LOG_BUDGET_BYTES, readingOf } from './logBudget';

const HOUR = 3600_000;
const range = { from: 0, to: 20 * HOUR };

describe('readingOf', () => {
  it('reads the whole within the budget, and when asked to', () => {
    const whole = { whole: true, share: 1, slices: [range], spacing: 20 * HOUR };
    expect(readingOf(range, LOG_BUDGET_BYTES)).toEqual(whole);
    expect(readingOf(range, 1e12, { everything: true })).toEqual(whole);
  });

  it('reads slices above it, evenly spread, of as much as the budget buys', () => {
    const { whole, share, slices } = readingOf(range, 4 * LOG_BUDGET_BYTES);
    expect(whole).toBe(false);
    expect(share).toBe(0.25);
    expect(slices).toHaveLength(20);
    expect(slices[0]).toEqual({ from: 0.75 * HOUR, to: HOUR });
    expect(slices[19]).toEqual({ from: 19.75 * HOUR, to: 20 * HOUR });
    const read = slices.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(read).toBe(5 * HOUR);
  });

  it('has no slice shorter than Loki can read', () => {
    const { share, slices } = readingOf(range, 1e15);
    expect(slices.every(({ from, to }) => to - from === 10_000)).toBe(true);
    expect(share).toBeCloseTo(10_000 / HOUR);
  });

  it('reads a range whole that is too short to be cut', () => {
    expect(readingOf({ from: 0, to: 60_000 }, 1e12).whole).toBe(true);
  });
});
