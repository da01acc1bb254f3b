/** @jest-environment node */
import fc from 'fast-check';
import { anyOf, braces, durationSeconds, durationText, escapeRegex, quote, select, type Matcher } from './promql';
import { HOSTILE, hostileName, TEMPLATE_PATTERN, wellFormed } from './test-support/hostile';
import { parseQuery, unquoteGo } from './test-support/queryParser';

const op = fc.constantFrom<Matcher['op']>('=', '!=', '=~', '!~');

function expectSafe(value: string, matcherOp: Matcher['op'] = '=') {
  const query = select('up', [{ label: 'name', op: matcherOp, value }]);
  const { errors, literals } = parseQuery('promql', query);
  expect(errors).toEqual([]);
  expect(literals.map(unquoteGo)).toEqual([wellFormed(value)]);
  expect(query).not.toMatch(TEMPLATE_PATTERN);
}

describe('a selector with a hostile value', () => {
  test.each(HOSTILE.map((value) => ({ value })))('parses, and decodes to $value', ({ value }) => expectSafe(value));

  test('parses, and decodes to the value, whatever it is', () => {
    fc.assert(fc.property(hostileName, op, expectSafe), { numRuns: 500 });
  });

  test('keeps several matchers apart', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(op, hostileName), { minLength: 1, maxLength: 4 }), (parts) => {
        const query = select(
          'up',
          parts.map(([one, value]) => ({ label: 'name', op: one, value }))
        );
        const { errors, literals } = parseQuery('promql', query);
        expect(errors).toEqual([]);
        expect(literals.map(unquoteGo)).toEqual(parts.map(([, value]) => wellFormed(value)));
      })
    );
  });
});

describe('quote', () => {
  test.each([
    ['plain', '"plain"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ['C:\\temp', String.raw`"C:\\temp"`],
    ['a\nb', String.raw`"a\nb"`],
    ['$__range', String.raw`"\x24__range"`],
    ['[[x]]', String.raw`"\x5b[x]]"`],
    ['[[[x', String.raw`"\x5b\x5b[x"`],
    ['${x}', String.raw`"\x24{x}"`],
    ['$$x', String.raw`"$\x24x"`],
    ['[0-9]+$', '"[0-9]+$"'],
    ['\u0000\u007f', String.raw`"\x00\x7f"`],
    ['\ud800', '"\ufffd"'],
    ['é😀', '"é😀"'],
  ])('%j', (value, literal) => expect(quote(value)).toBe(literal));
});

describe('escapeRegex', () => {
  // JavaScript's `u` refuses escapes of what needs none, as RE2 refuses escapes of letters and digits.
  const whole = (value: string) => new RegExp(`^(?:${escapeRegex(value)})$`, 'su');

  test('matches the text and nothing else', () => {
    fc.assert(
      fc.property(hostileName, hostileName, (value, other) => {
        expect(whole(value).test(value)).toBe(true);
        expect(whole(value).test(other)).toBe(value === other);
        expect(whole(value).test(`${value}x`)).toBe(false);
      }),
      { numRuns: 500 }
    );
  });

  test('survives its way through a literal', () => {
    fc.assert(
      fc.property(hostileName, (value) => {
        const [literal = ''] = parseQuery('promql', select('up', [anyOf('name', [value, 'b'])])).literals;
        expect(new RegExp(`^(?:${unquoteGo(literal)})$`, 'su').test(wellFormed(value))).toBe(true);
      })
    );
  });
});

describe('anyOf', () => {
  test.each<[string, string[], Matcher]>([
    ['one value is compared, which is cheap', ['a.b'], { label: 'l', op: '=', value: 'a.b' }],
    ['several become an expression', ['a.b', 'c|d'], { label: 'l', op: '=~', value: 'a\\.b|c\\|d' }],
    ['none matches nothing but an absent label', [], { label: 'l', op: '=~', value: '' }],
  ])('%s', (_why, values, matcher) => expect(anyOf('l', values)).toEqual(matcher));
});

describe('select', () => {
  test.each([
    ['up', [], 'up'],
    ['up', [{ label: 'job', op: '=' as const, value: 'a' }], 'up{job="a"}'],
    [
      'up',
      [
        { label: 'job', op: '!=' as const, value: '' },
        { label: 'x', op: '=~' as const, value: 'a|b' },
      ],
      'up{job!="", x=~"a|b"}',
    ],
  ])('%s %j', (metric, matchers, text) => expect(select(metric, matchers)).toBe(text));

  test.each(['', '1a', 'a-b', 'a b', 'a"', 'é', 'a=b,c'])('refuses the label name %j', (label) => {
    expect(() => braces([{ label, op: '=', value: '' }])).toThrow(/is no label name/);
  });
});

describe('durations', () => {
  test.each([
    ['30s', 30],
    ['5m', 300],
    ['1h30m', 5400],
    ['500ms', 0.5],
    ['1d', 86400],
    ['2w', 1209600],
    ['1y', 31536000],
  ])('%s are %d seconds', (text, seconds) => expect(durationSeconds(text)).toBeCloseTo(seconds));

  test.each(['', '5', 'm', '5 m', '$__range', '5m ', '-5m', '1.5h', '5mm'])('%j is none', (text) => {
    expect(() => durationSeconds(text)).toThrow(/is no duration/);
  });

  test.each([
    [90, '90s'],
    [60, '1m'],
    [5400, '90m'],
    [3600, '1h'],
    [86400, '1d'],
    [0, '1s'],
    [0.4, '1s'],
    [29.6, '30s'],
  ])('%d seconds are written %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

  test('what is written is read back', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e8 }), (n) => expect(durationSeconds(durationText(n))).toBe(n)));
  });
});
