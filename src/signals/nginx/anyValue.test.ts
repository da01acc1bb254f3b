/** @jest-environment node */
import fc from 'fast-check';
import { anyValue, valuesOfAny } from './anyValue';
import { testOf } from './conditions';

test('an expression for any of some values gives them back, and matches them and no others', () => {
  const value = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '-');
  fc.assert(
    fc.property(fc.uniqueArray(value, { minLength: 2, maxLength: 6 }), value, (values, other) => {
      const { expression, held } = anyValue(values);
      expect(held).toBe(values.length);
      expect(valuesOfAny(expression)).toEqual(values);
      const { regex } = testOf({ dimension: 'agent', op: 'matches', value: expression });
      const test = new RegExp(`^(?:${regex})$`, 's');
      expect(values.filter((one) => !test.test(one))).toEqual([]);
      expect(test.test(other)).toBe(values.includes(other));
    })
  );
});

test('no value is one of them too', () => {
  const { expression } = anyValue(['', 'curl/8.5.0']);
  expect(valuesOfAny(expression)).toEqual(['', 'curl/8.5.0']);
  expect(new RegExp(`^(?:${expression})$`).test('-')).toBe(true);
});

test('what anybody may have typed is no list of values', () => {
  for (const expression of ['.*', 'a.c|d', 'a', '(a|b)', 'a||b', 'a|', '\\d|a', '']) {
    expect(valuesOfAny(expression)).toBeUndefined();
  }
});

test('more values than Loki takes are those in front', () => {
  const values = Array.from({ length: 500 }, (_, index) => `Mozilla/5.0 (${index}) of a browser with a long name`);
  const { expression, held } = anyValue(values);
  expect(expression.length).toBeLessThan(10_000);
  expect(held).toBeGreaterThan(100);
  expect(valuesOfAny(expression)).toEqual(values.slice(0, held));
});
