import { gapsText, resultText, type Seen } from './replayWords';

const exact: Seen = {
  ...{ stepSeconds: 60, intervalSeconds: 60, windowSeconds: 300, forSeconds: 300, subjects: 50, isTruncated: false },
};
const coarse = { ...exact, stepSeconds: 300 };

describe('resultText', () => {
  test.each<[string, number, Seen, RegExp]>([
    ['every evaluation was made', 0, exact, /^Over 7 days it would not have fired\.$/],
    ['some were not made', 0, coarse, /^Over 7 days no alert was found, looking every 5 min\.$/],
    [
      'some were not looked at',
      0,
      { ...exact, isTruncated: true },
      /not have fired for any of the 50 that were looked at/,
    ],
    ['it fired', 2, coarse, /would have fired 2 times, for 1 of 50\.$/],
    ['it fired, of more than were looked at', 1, { ...exact, isTruncated: true }, /fired once, for 1 of 50 or more\.$/],
  ])('%s', (_what, firings, seen, expected) => {
    expect(resultText({ span: '7 days', firings, fired: Math.min(1, firings), seen })).toMatch(expected);
  });

  test('what was not looked at is never said not to have fired', () =>
    expect(resultText({ span: '30 days', firings: 0, fired: 0, seen: coarse })).not.toContain('would not'));
});

describe('gapsText', () => {
  test.each<[string, Partial<Seen>, RegExp]>([
    ['windows that meet', { windowSeconds: 300 }, /all since the one before\. .* less than 10 min may be missing/],
    ['windows that do not', { windowSeconds: 120 }, /takes in 2 min of it/],
    ['moments', { windowSeconds: undefined, forSeconds: 0 }, /nothing was looked at between .* less than 5 min/],
  ])('%s', (_what, more, expected) => expect(gapsText({ ...coarse, ...more })).toMatch(expected));
});
