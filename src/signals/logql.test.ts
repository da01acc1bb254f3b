/** @jest-environment node */
import fc from 'fast-check';
import { lineFilter, streams } from './logql';
import type { Matcher } from './promql';
import { HOSTILE, hostileName, TEMPLATE_PATTERN, wellFormed } from './test-support/hostile';
import { parseQuery, unquoteGo } from './test-support/queryParser';

const filterOp = fc.constantFrom<'|=' | '!=' | '|~' | '!~'>('|=', '!=', '|~', '!~');

function expectSafe(value: string, text: string, op: '|=' | '!=' | '|~' | '!~' = '|=') {
  const query = `${streams([{ label: 'host', op: '=', value }], 'host')} ${lineFilter(op, text)}`;
  const { errors, literals } = parseQuery('logql', query);
  expect(errors).toEqual([]);
  expect(literals.slice(0, 1).map(unquoteGo)).toEqual([wellFormed(value)]);
  expect(literals.slice(-1).map(unquoteGo)).toEqual([wellFormed(text)]);
  expect(query).not.toMatch(TEMPLATE_PATTERN);
}

describe('a stream selector and a line filter with hostile texts', () => {
  test.each(HOSTILE.map((value) => ({ value })))('parse, and decode to $value', ({ value }) =>
    expectSafe(value, value)
  );

  test('parse, and decode to the texts, whatever they are', () => {
    fc.assert(fc.property(hostileName, hostileName, filterOp, expectSafe), { numRuns: 500 });
  });
});

describe('streams', () => {
  test.each<[string, Matcher[], string]>([
    ['nothing to select by asks for what has the label', [], '{container=~".+"}'],
    ['a name is enough', [{ label: 'a', op: '=', value: 'b' }], '{a="b"}'],
    ['an empty value selects nothing', [{ label: 'a', op: '=', value: '' }], '{a="", container=~".+"}'],
    ['nor does a negation', [{ label: 'a', op: '!=', value: 'b' }], '{a!="b", container=~".+"}'],
    ['nor what may be empty', [{ label: 'a', op: '=~', value: '.*' }], '{a=~".*", container=~".+"}'],
    ['nor an expression for nothing', [{ label: 'a', op: '=~', value: '' }], '{a=~"", container=~".+"}'],
    ['an expression is enough', [{ label: 'a', op: '=~', value: 'b|c' }], '{a=~"b|c"}'],
  ])('%s', (_why, matchers, text) => expect(streams(matchers, 'container')).toBe(text));
});
