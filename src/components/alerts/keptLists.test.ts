/** @jest-environment node */
import { checkById } from '../../checks/catalog';
import { choicesOf, keptFor, withKept } from './keptLists';

const check = checkById('expected-container-missing');
const kept = { checkLists: { [check.id]: { containers: ['web-1/edge', 'db'], other: ['x'] } } };

test('a list that nobody has filled is the one that is kept', () => {
  expect(withKept({ check, parameters: {} }, kept).lists).toEqual({ containers: ['web-1/edge', 'db'] });
  const own = { check, parameters: {}, lists: { containers: ['cache'] } };
  expect(withKept(own, kept)).toBe(own);
  const none = { check, parameters: {} };
  expect(withKept(none, {})).toBe(none);
});

test('the Overview asks for what is kept, and for no list that the check has not', () => {
  expect(choicesOf(kept).get(check.id)).toEqual({ lists: { containers: ['web-1/edge', 'db'] } });
  expect(choicesOf({}).get(check.id)).toEqual({ lists: {} });
});

test('no more entries than the check takes', () => {
  const many = Array.from({ length: 300 }, (_, index) => `c${index}`);
  expect(keptFor(check, { checkLists: { [check.id]: { containers: many } } })['containers']).toHaveLength(200);
});
