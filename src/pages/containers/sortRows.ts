import type { Row } from './fleet';

/** Orders that need no number: the inventory itself tells. */
export type TextOrder = 'name' | 'location' | 'host' | 'image' | 'started';

export type Direction = 'asc' | 'desc';

const TEXT: Record<Exclude<TextOrder, 'started'>, (row: Row) => string> = {
  name: ({ container }) => container.name,
  location: ({ location = '' }) => location,
  host: ({ container }) => container.host,
  image: ({ image }) => image,
};

/** True for an order that needs no number. */
export function isTextOrder(order: string): order is TextOrder {
  return order === 'started' || Object.hasOwn(TEXT, order);
}

/** 0 / 0 of Prometheus is NaN, which has no place in an order. */
const lacks = (value: number | undefined): value is undefined => value === undefined || Number.isNaN(value);

/**
 * Rows in order. Rows without a value come last whichever the direction: "none" is neither most nor least. Equal rows
 * stay in the order of their names, so that a refresh does not shuffle them.
 */
export function sortRows(rows: readonly Row[], order: string, direction: Direction): Row[] {
  const sign = direction === 'asc' ? 1 : -1;
  const byName = (a: Row, b: Row) => a.container.name.localeCompare(b.container.name) || a.key.localeCompare(b.key);
  const numeric = (value: (row: Row) => number | undefined) => (a: Row, b: Row) => {
    const x = value(a);
    const y = value(b);
    if (lacks(x) || lacks(y)) {
      return Number(lacks(x)) - Number(lacks(y)) || byName(a, b);
    }
    return sign * (x - y) || byName(a, b);
  };
  if (isTextOrder(order) && order !== 'started') {
    const text = TEXT[order];
    return [...rows].sort((a, b) => sign * text(a).localeCompare(text(b)) || byName(a, b));
  }
  return [...rows].sort(numeric(order === 'started' ? ({ started }) => started : ({ sortValue }) => sortValue));
}
