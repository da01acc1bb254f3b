import { finestStep, piecesOf, replayStep, SPANS, surelySeen } from './replaySteps';

const DAY_MS = 86_400_000;

describe('replayStep', () => {
  test.each([
    ['1d', 'metrics', {}, 60],
    ['7d', 'metrics', {}, 120],
    ['30d', 'metrics', {}, 600],
    // A window of five minutes at every ten would leave half of the time unseen.
    ['30d', 'metrics', { windowSeconds: 300 }, 300],
    ['30d', 'metrics', { forSeconds: 300 }, 300],
    ['30d', 'metrics', { forSeconds: 180 }, 120],
    ['1d', 'logs', {}, 120],
    ['7d', 'logs', { windowSeconds: 300, forSeconds: 300 }, 300],
    ['30d', 'logs', { windowSeconds: 300, forSeconds: 300 }, 300],
    ['30d', 'logs', { windowSeconds: 3600 }, 3600],
    ['30d', 'logs', { windowSeconds: 30 }, 60],
  ] as const)('%s of %s, %j: %d s', (span, source, more, expected) => {
    expect(replayStep(SPANS[span] ?? 0, { source, intervalSeconds: 60, forSeconds: 0, ...more })).toBe(expected);
  });

  test('a year is not evaluated half a million times', () => {
    const pace = { source: 'metrics' as const, intervalSeconds: 60, windowSeconds: 300, forSeconds: 300 };
    expect(replayStep(365 * 86_400, pace)).toBe(900);
    expect(finestStep(365 * 86_400, 60)).toBe(900);
    expect(finestStep(30 * 86_400, 60)).toBe(60);
  });
});

test.each([
  [60, 0, 60],
  [300, 300, 600],
  [60, 300, 360],
  [600, 300, 1200],
])('steps of %d s see for sure what a rule with for: %d s fires on after %d s', (step, forSeconds, expected) => {
  expect(surelySeen(step, forSeconds)).toBe(expected);
});

describe('piecesOf', () => {
  const range = { from: 100 * DAY_MS + 12_345, to: 130 * DAY_MS + 12_345 };

  test.each([
    ['metrics', 60],
    ['metrics', 300],
    ['logs', 300],
    ['logs', 3600],
  ] as const)('have every step of %s at %d s once, and no more than a server answers', (source, step) => {
    const pieces = piecesOf(range, step, source);
    const times = pieces.flatMap(({ from, to }) =>
      Array.from({ length: (to - from) / step / 1000 + 1 }, (_, index) => from + index * step * 1000)
    );
    expect(times.length).toBe((30 * 86_400) / step + 1);
    expect(new Set(times).size).toBe(times.length);
    expect(times.every((time) => time % (step * 1000) === 0)).toBe(true);
    expect(Math.max(...pieces.map(({ from, to }) => (to - from) / step / 1000))).toBeLessThan(11_000);
    expect(pieces[pieces.length - 1]?.to).toBe(130 * DAY_MS);
  });
});
