/** @jest-environment node */
import { comparePeriods, NONE } from './comparison';
import { estimateList, planSlices, type Estimate } from './slices';
import { seeded } from './test-support/seeded';

const exactly = (value: number): Estimate => ({ value, low: value, high: value });
const map = (counts: Record<string, number>) =>
  new Map(Object.entries(counts).map(([key, value]) => [key, exactly(value)]));

test('what is new, gone, up and down, and what is chance', () => {
  const compared = comparePeriods(
    { counts: map({ new: 5, up: 200, down: 50, same: 105, small: 3 }), absent: NONE },
    { counts: map({ gone: 7, up: 100, down: 100, same: 100, small: 2 }), absent: NONE }
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
  expect(comparePeriods({ counts: map({ a: 5 }) }, { counts: map({ b: 7 }) })).toEqual([
    { key: 'a', now: exactly(5), before: NONE, change: 'same' },
  ]);
});

test('an estimate changes only beyond its interval, and what was not seen only beyond what may have been missed', () => {
  const wide = { value: 300, low: 150, high: 450 };
  const sure = { value: 300, low: 290, high: 310 };
  const change = (now: Estimate, before: Estimate) =>
    comparePeriods({ counts: new Map([['x', now]]) }, { counts: new Map([['x', before]]) })[0]?.change;
  expect(change(wide, exactly(200))).toBe('same');
  expect(change(sure, exactly(200))).toBe('up');
  expect(change(exactly(200), sure)).toBe('down');
  expect(change(sure, { ...sure, high: Infinity, value: 100, low: 90 })).toBe('same');
  const absent = { value: 0, low: 0, high: 80 };
  const unseen = comparePeriods({ counts: new Map([['x', sure]]), absent }, { counts: new Map([['y', sure]]), absent });
  expect(unseen.map(({ key, change: of, relative }) => [key, of, relative])).toEqual([
    ['x', 'up', undefined],
    ['y', 'down', -1],
  ]);
  const few = { value: 60, low: 20, high: 100 };
  expect(comparePeriods({ counts: new Map([['x', few]]) }, { counts: new Map(), absent })[0]?.change).toBe('same');
});

test('two samples of the same traffic hardly ever call anything changed', () => {
  const random = seeded(1);
  const plan = { of: planSlices({ from: 0, to: 7200 }, 0.04, 40).of };
  const period = () => {
    const slices = Array.from({ length: 40 }, () => {
      const slice = new Map<string, number>();
      for (let index = 0; index < 1000; index += 1) {
        const key = String(Math.floor(100 * random() ** 2));
        slice.set(key, (slice.get(key) ?? 0) + 1);
      }
      return slice;
    });
    return { counts: new Map(estimateList(slices, plan).map(({ key, count }) => [key, count])) };
  };
  const changes = Array.from({ length: 10 }, () => comparePeriods(period(), period())).flat();
  expect(changes.length).toBeGreaterThan(900);
  expect(changes.filter(({ change }) => change !== 'same').length / changes.length).toBeLessThan(0.01);
});
