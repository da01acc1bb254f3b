import { shortened } from './shortened';

test.each([
  ['', ''],
  ['/a', '/a'],
  ['/\u202eabc\u001b[31m\n', '/\\u202eabc\\u001b[31m\\u000a'],
  ['/größe/日本 🙂', '/größe/日本 🙂'],
  ['a'.repeat(300), 'a'.repeat(300)],
  ['a'.repeat(50_000), `${'a'.repeat(300)}… (50,000 characters)`],
])('values are shown as what they are, and not whole where they are long', (value, shown) =>
  expect(shortened(value)).toBe(shown)
);
