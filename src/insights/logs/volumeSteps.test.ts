import { volumeSteps } from './volumeSteps';

describe('volumeSteps', () => {
  it.each([60, 300, 900, 3600, 21_600, 86_400, 604_800])('fills %d seconds exactly', (seconds) => {
    const from = 1_700_000_000_123;
    const { stepSeconds, times, exact } = volumeSteps({ from, to: from + seconds * 1000 });
    expect(exact).toBe(true);
    expect(Number.isInteger(stepSeconds)).toBe(true);
    expect(times[times.length - 1]).toBe(from + seconds * 1000);
    expect((times[0] ?? 0) - stepSeconds * 1000).toBe(from);
    expect(times.length).toBeGreaterThanOrEqual(50);
  });

  it('leaves out the beginning of a range that no number of steps fills, and says so', () => {
    const { stepSeconds, times, exact } = volumeSteps({ from: 0, to: 3607_531 });
    expect(exact).toBe(false);
    expect((times[0] ?? 0) - stepSeconds * 1000).toBeGreaterThanOrEqual(0);
    expect(times.length).toBeLessThan(130);
  });

  it('has one step of a second for less than that', () => {
    expect(volumeSteps({ from: 0, to: 500 })).toMatchObject({ stepSeconds: 1, times: [500] });
  });
});
