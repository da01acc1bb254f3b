import { shortened } from './shortened';

test.each([
  ['', ''],
  ['/a', '/a'],
  ['a'.repeat(300), 'a'.repeat(300)],
  ['a'.repeat(50_000), `${'a'.repeat(300)}… (50,000 characters)`],
])('of a long value only the beginning is shown', (value, shown) => expect(shortened(value)).toBe(shown));
