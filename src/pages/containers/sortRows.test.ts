/** @jest-environment node */
import { containerKey } from '../../signals/scope';
import type { Row } from './fleet';
import { isTextOrder, sortRows, type Direction } from './sortRows';

function row(name: string, more: Partial<Row> = {}, host = 'web-1'): Row {
  const container = { host, name };
  return { key: containerKey(container), container, image: '', project: '', service: '', ...more };
}

const names = (rows: readonly Row[]) => rows.map(({ container: { host, name } }) => `${host}/${name}`);

describe('sortRows', () => {
  const rows = [
    row('b', { sortValue: 2, started: 30, image: 'y' }),
    row('none', { image: 'x' }),
    row('a', { sortValue: 2, started: 20, image: 'z' }, 'web-2'),
    row('a', { sortValue: 2, started: 20, image: 'z' }),
    row('c', { sortValue: 10, started: 10, image: 'x' }),
    row('zero', { sortValue: 0, started: 5, image: 'x' }),
  ];
  test.each<[string, Direction, string[]]>([
    ['cpu', 'desc', ['web-1/c', 'web-1/a', 'web-2/a', 'web-1/b', 'web-1/zero', 'web-1/none']],
    ['cpu', 'asc', ['web-1/zero', 'web-1/a', 'web-2/a', 'web-1/b', 'web-1/c', 'web-1/none']],
    ['started', 'desc', ['web-1/b', 'web-1/a', 'web-2/a', 'web-1/c', 'web-1/zero', 'web-1/none']],
    ['started', 'asc', ['web-1/zero', 'web-1/c', 'web-1/a', 'web-2/a', 'web-1/b', 'web-1/none']],
    ['name', 'asc', ['web-1/a', 'web-2/a', 'web-1/b', 'web-1/c', 'web-1/none', 'web-1/zero']],
    ['name', 'desc', ['web-1/zero', 'web-1/none', 'web-1/c', 'web-1/b', 'web-1/a', 'web-2/a']],
    ['host', 'desc', ['web-2/a', 'web-1/a', 'web-1/b', 'web-1/c', 'web-1/none', 'web-1/zero']],
    ['image', 'asc', ['web-1/c', 'web-1/none', 'web-1/zero', 'web-1/b', 'web-1/a', 'web-2/a']],
  ])('by %s, %s', (order, direction, expected) => {
    expect(names(sortRows(rows, order, direction))).toEqual(expected);
    // Whatever the order in which they came.
    expect(names(sortRows([...rows].reverse(), order, direction))).toEqual(expected);
  });

  test('what is no number is no value', () => {
    const odd = [row('0nan', { sortValue: NaN }), row('a', { sortValue: 1 }), row('b', { sortValue: 3 })];
    expect(names(sortRows(odd, 'cpu', 'desc'))).toEqual(['web-1/b', 'web-1/a', 'web-1/0nan']);
    expect(names(sortRows(odd, 'cpu', 'asc'))).toEqual(['web-1/a', 'web-1/b', 'web-1/0nan']);
  });

  test('leaves the rows it was given as they are', () => {
    const given = [row('b'), row('a')];
    sortRows(given, 'name', 'asc');
    expect(names(given)).toEqual(['web-1/b', 'web-1/a']);
  });
});

describe('isTextOrder', () => {
  test.each([
    ['name', true],
    ['started', true],
    ['cpu', false],
    ['toString', false],
    ['', false],
  ])('%s: %p', (order, is) => expect(isTextOrder(order)).toBe(is));
});
