import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import { topText } from './ListFooter';
import { grouped } from './grouped';
import { listOfTotals } from './listOfTotals';
import { exactPrice, exactTotal, periodCounts, restOf } from './listSums';
import { exactList, exactly, sampledList, type LoadedList } from './loadList';

const entry = (key: string, count: number) => ({ key, values: [key], count: exactly(count) });
const byStatus = new Map([
  ['200', 900],
  ['404', 60],
  ['502', 40],
]);

test('what a list is of follows from requests by status, where it leaves none out but by that', () => {
  expect(exactTotal(L.paths, byStatus)).toBe(1000);
  expect(exactTotal(L.notFound, byStatus)).toBe(60);
  expect(exactTotal(L.errors, byStatus)).toBe(40);
  expect(exactTotal(L.visitors, byStatus)).toBe(940);
  expect(exactTotal(L.staticFiles, byStatus)).toBeUndefined();
});

test('an exact list says how many there are, and what the rest amounts to', () => {
  const list = exactList(Array.from({ length: 412 }, (_, index) => entry(String(index), index === 0 ? 589 : 1)));
  const rows = list.entries.slice(0, 15);
  expect(topText(list, rows, 0, 1000)).toBe('Top 15 of 412; the rest are 40 % of requests.');
  expect(topText(list, list.entries.slice(100, 200), 2, 1000)).toBe(
    '101 to 200 of 412; the rest are 21 % of requests.'
  );
  expect(topText(exactList([entry('a', 5)]), [entry('a', 5)], 0, 5)).toBe('Top 1 of 1.');
});

describe('an estimated list', () => {
  const slices = Array.from({ length: 20 }, (_, slice) => {
    const rare = Array.from({ length: 10 }, (_, index): [string, number] => [`${slice}-${index}`, 1]);
    return new Map<string, number>([['often', 50], ['now and then', slice % 2], ...rare]);
  });
  const list = sampledList({ slices, of: 500 }, (key) => [key], 'From slices.');

  it('says between which numbers it lies how many there are, and how much the rest is of an exact whole', () => {
    const text = topText(list, list.entries.slice(0, 1), 0, 30_250);
    expect(text).toMatch(
      /^Top 1 of between [\d,]+ and [\d,]+; the rest amount to ≈ 17 % \(\d+ to \d+\) of requests\.$/
    );
    const rest = restOf(list, list.entries.slice(0, 1), 30_250);
    expect(rest?.count.low).toBeLessThan(5250);
    expect(rest?.count.high).toBeGreaterThan(5250);
  });

  it('is put together anew where values are grouped, with the interval of the sum', () => {
    const groups = grouped(list, (value) => (value.includes('-') ? 'rare' : value));
    const rare = groups.entries.find(({ key }) => key === 'rare');
    expect(rare?.values).toHaveLength(200);
    // Ten in each slice: nothing is less sure than how many requests there are at all.
    expect(rare?.count.value).toBe(5000);
    expect((rare?.count.high ?? 0) - 5000).toBeLessThan(1000);
    expect(groups.distinct.low).toBe(3);
    expect(groups.distinct.high).toBeLessThan(10);
  });

  it('says of what it has not seen how much that may be', () => {
    expect(periodCounts(list).absent).toEqual({ value: 0, low: 0, high: 75 });
    expect(periodCounts(exactList([])).absent).toEqual(exactly(0));
  });

  it('has a price, by how many values are to be counted', () => {
    const volume = { bytes: 1e9, lines: 1_000_000, streams: 4 };
    const { queries, bytes } = exactPrice(list, volume);
    expect(queries).toBe(16);
    expect(bytes).toBe(1e9 + 15 * 4 * 256 * 1024);
    const few = sampledList({ slices: slices.map(() => new Map([['GET', 500]])), of: 500 }, (key) => [key], '');
    expect(exactPrice(few, volume).queries).toBe(2);
  });
});

test('what the first values of approx_topk leave is measured against all requests, not against those first ones', () => {
  const list: LoadedList = {
    ...exactList([entry('a', 300), entry('b', 200)]),
    ...{ complete: false, how: 'approximate', distinct: { value: 900, low: 700, high: 1500 } },
    total: { value: 1100, low: 900, high: 1300 },
  };
  expect(topText(list, list.entries, 0, 1000)).toBe('Top 2 of between 700 and 1,500; the rest are 50 % of requests.');
  expect(restOf(list, list.entries, undefined)?.count).toEqual({ value: 600, low: 400, high: 800 });
});

test('no value is one value, whatever the log writes for it, and is the same in both periods', () => {
  const list = listOfTotals([
    { name: '-', total: exactly(2) },
    { name: '', total: exactly(3) },
    { name: 'a', total: exactly(4) },
    { name: 'b', total: exactly(0) },
  ]);
  expect(list.entries.map(({ key, values, count }) => [key, values, count.value])).toEqual([
    ['', [''], 5],
    ['a', ['a'], 4],
  ]);
});
