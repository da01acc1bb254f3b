/** @jest-environment node */
import fc from 'fast-check';
import { listOf, textOf } from './urlList';

describe('several values in one part of a URL', () => {
  test.each<[string[], string]>([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a,b'],
    [['a,b', 'c'], 'a%2Cb,c'],
    [['100%', 'registry/a:1'], '100%25,registry%2Fa%3A1'],
  ])('%j are %s', (values, text) => {
    expect(textOf(values)).toBe(text);
    expect(listOf(text)).toEqual(values);
  });

  test('come back as they were, by way of the URL itself', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const { searchParams } = new URL(`http://g/?${new URLSearchParams({ host: textOf(values) }).toString()}`);
        expect(listOf(searchParams.get('host') ?? '')).toEqual(values);
      })
    );
  });

  test.each(['100%', '%', '%zz', '%e0%a4'])('a URL that somebody typed does no harm: %s', (text) => {
    expect(listOf(text)).toEqual([text]);
  });
});
