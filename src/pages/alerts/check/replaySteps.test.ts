import { replayStep, SPANS } from './replaySteps';

describe('replayStep', () => {
  test.each([
    ['1d', 'metrics', 30, 30],
    ['7d', 'metrics', 30, 120],
    ['30d', 'metrics', 30, 600],
    ['1d', 'metrics', 60, 60],
    ['1d', 'logs', 60, 120],
    ['7d', 'logs', 60, 900],
    ['30d', 'logs', 60, 3600],
  ] as const)('%s of %s by a rule of every %d s: %d s', (span, source, interval, expected) => {
    const step = replayStep(SPANS[span] ?? 0, source, interval);
    expect(step).toBe(expected);
    expect((SPANS[span] ?? 0) / step).toBeLessThan(11_000);
  });
});
