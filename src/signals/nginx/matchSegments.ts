import { fieldInfo, type Field } from './fields';
import type { Segment } from './segments';

/** A list of values as NGINX writes it: `0.01, 0.2 : 0.3`. Text of RE2 and of JavaScript alike. */
export const LIST_BODY = '(?:[^\\s,"]+(?:(?:, | : )[^\\s,"]+)*)?';

const LIST = new RegExp(LIST_BODY, 'y');

/** Whether a list from `from` on may end before `to`: not within what separates two of its values. */
function endsValue(line: string, from: number, to: number): boolean {
  const last = line[to - 1];
  const isSeparator = last === ':' && to - 3 >= from && line[to - 2] === ' ' && line[to - 3] !== ',';
  return to === from || !(last === ' ' || last === ',' || isSeparator);
}

/** Where lists of a line end at the latest, with what is known of one of them used for those that begin within it. */
function longestLists(line: string): (from: number) => number {
  let known = { from: 0, end: 0 };
  return (from) => {
    const within = from > known.from && from <= known.end;
    if (!(within && [', ', ' : '].some((separator) => line.endsWith(separator, from)))) {
      LIST.lastIndex = from;
      known = { from, end: from + (LIST.exec(line)?.[0].length ?? 0) };
    }
    return known.end;
  };
}

/** All places of a text in a line. */
const placesOf = (literal: string, line: string) => [...endsBefore(literal, line, 0)];

/** Those of `places`, in ascending order, that lie within `from` and `to`, the last first. */
function* backwards(places: readonly number[], from: number, to: number): Generator<number> {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? Infinity) <= to) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (let index = low - 1; index >= 0 && (places[index] ?? -1) >= from; index--) {
    yield places[index] ?? 0;
  }
}

/** Where a value that begins at `from` may end: before each occurrence of what follows it, the nearest first. */
function* endsBefore(literal: string, line: string, from: number): Generator<number> {
  for (let at = line.indexOf(literal, from); at !== -1; at = line.indexOf(literal, at + 1)) {
    yield at;
  }
}

/**
 * Reads a line as the expression of `textParser` for Loki's `regexp` does: a value is as short as what follows allows, a
 * list as long. RE2 takes time that grows with the line; JavaScript's own expressions go back and forth, and a line of 300
 * characters could hold a page up for minutes. So what failed from one place on is not tried again.
 * @returns the fields of the line; none where it does not match
 */
export function matchSegments(segments: readonly Segment[], line: string): Map<Field, string> {
  /** For each segment, the place from which on it, and so what follows it, cannot match. */
  const failsFrom = new Map<number, number>();
  const failsAt = new Set<string>();
  const found: Array<[Field, string]> = [];
  const longest = longestLists(line);
  const places = new Map<string, number[]>();

  /** Where a list may end: the longest first, as a greedy expression tries them. */
  function* endsOfList(literal: string | undefined, from: number): Generator<number> {
    const end = longest(from);
    if (literal === undefined) {
      yield end;
      return;
    }
    const known = places.get(literal) ?? placesOf(literal, line);
    places.set(literal, known);
    for (const at of backwards(known, from, end)) {
      if (endsValue(line, from, at)) {
        yield at;
      }
    }
  }

  const matches = (index: number, from: number): boolean => {
    const segment = segments[index];
    if (segment === undefined) {
      return true;
    }
    if ('literal' in segment) {
      return line.startsWith(segment.literal, from) && matches(index + 1, from + segment.literal.length);
    }
    const { capture } = segment;
    const isList = capture !== undefined && fieldInfo(capture).list === true;
    const known = isList ? failsAt.has(`${index} ${from}`) : from >= (failsFrom.get(index) ?? Infinity);
    if (known) {
      return false;
    }
    const next = segments[index + 1];
    const literal = next && 'literal' in next ? next.literal : undefined;
    const ends = isList
      ? endsOfList(literal, from)
      : literal === undefined
        ? [line.length]
        : endsBefore(literal, line, from);
    for (const end of ends) {
      if (matches(index + 1, end)) {
        if (capture !== undefined) {
          found.push([capture, line.slice(from, end)]);
        }
        return true;
      }
    }
    if (isList) {
      failsAt.add(`${index} ${from}`);
    } else {
      failsFrom.set(index, from);
    }
    return false;
  };

  return matches(0, 0) ? new Map(found.reverse()) : new Map();
}
