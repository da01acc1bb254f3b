/** @jest-environment node */
import { comparePeriods } from './comparison';

const map = (counts: Record<string, number>) => new Map(Object.entries(counts));

test('what is new, gone, up and down, and what is chance', () => {
  const compared = comparePeriods(
    map({ new: 5, up: 200, down: 50, same: 105, small: 3 }),
    map({ gone: 7, up: 100, down: 100, same: 100, small: 2 })
  );
  expect(compared.map(({ key, change, relative }) => [key, change, relative])).toEqual([
    ['up', 'up', 1],
    ['same', 'same', expect.closeTo(0.05)],
    ['down', 'down', -0.5],
    ['new', 'new', undefined],
    ['small', 'same', 0.5],
    ['gone', 'gone', -1],
  ]);
});

test('a list that is cut off calls nothing new or gone', () => {
  const limited = { now: true, before: true };
  expect(comparePeriods(map({ a: 5 }), map({ b: 7 }), { limited })).toEqual([
    { key: 'a', now: 5, before: 0, change: 'same' },
  ]);
});
