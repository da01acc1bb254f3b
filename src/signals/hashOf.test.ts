import { canonicalJson, hashOf, hashOfValue } from './hashOf';

describe('hashOf', () => {
  it('tells texts apart that differ in a letter, and is short', () => {
    expect(hashOf('a')).not.toBe(hashOf('b'));
    expect(hashOf('panic')).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the name of a value', () => {
  const value = { b: [{ y: 1, x: null }], a: 'text', none: undefined };

  it('is the same in whatever order its fields are written: Grafana sorts them', () => {
    expect(hashOfValue(value)).toBe(hashOfValue({ a: 'text', b: [{ x: null, y: 1 }] }));
    expect(canonicalJson(value)).toBe('{"a":"text","b":[{"x":null,"y":1}]}');
  });

  it('is another where a list has another order', () => {
    expect(hashOfValue([1, 2])).not.toBe(hashOfValue([2, 1]));
  });
});
