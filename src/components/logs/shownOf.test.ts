import { shownOf } from './shownOf';

const shown = { shown: 300, done: false, held: undefined, order: 'newest' } as const;

it.each([
  [{ ...shown, done: true }, '300 lines, all in this range'],
  [{ ...shown, shown: 1, done: true }, '1 line, the only one in this range'],
  [{ ...shown, held: { count: 5400, how: 'exact' } as const }, 'the newest 300 of 5,400 lines'],
  [
    { ...shown, held: { count: 5400, how: 'least' } as const, order: 'oldest' as const },
    'the oldest 300 of at least 5,400 lines',
  ],
  [{ ...shown, held: { count: 5400, how: 'estimate' } as const }, 'the newest 300 of about 5,400 lines'],
  [
    { ...shown, held: { count: 5400, how: 'estimate', interval: { low: 5000, high: 5800 } } as const },
    'the newest 300 of ≈ 5,400 (5,000 to 5,800) lines',
  ],
  [shown, 'the newest 300 of at least 301 lines'],
  [{ ...shown, shown: 600, held: { count: 400, how: 'estimate' } as const }, 'the newest 600 of at least 601 lines'],
])('says how many there are', (what, text) => expect(shownOf(what)).toBe(text));
