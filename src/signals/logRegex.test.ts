import { regexProblem } from './logRegex';

describe('regexProblem', () => {
  it.each([
    '',
    'timeout',
    '(?i)took \\d{4,} ms',
    '^\\[(?:error|warn)\\]$',
    '(?P<year>\\d+)-(?<month>\\d+)',
    '(?i:error) (?-s)x',
    '[[:alpha:]]+ []a] [^]] [\\]]',
    'a+? b*? c?? d{2}? e{2,3}?',
    '\\pL \\p{Greek} \\x41 \\x{10FFFF} \\Qa+b\\E',
    'a{b} {x}',
    '(a|b|)',
    'ünïcode\\.',
    '\\/path\\-with\\_signs',
  ])('takes %j', (text) => expect(regexProblem(text)).toBeUndefined());

  it.each([
    ['error(?=:)', /lookahead/],
    ['(?!debug)', /lookahead.*Without these words/],
    ['(?<=a)b', /lookbehind/],
    ['(?<!a)b', /lookbehind/],
    ['(?>a+)', /atomic/],
    ['(?#note)', /comments/],
    ['(a)\\1', /references/],
    ['(?<n>a)\\k<n>', /references/],
    ['a++', /repeated twice/],
    ['a**', /repeated twice/],
    ['a{2}{3}', /repeated twice/],
    ['*a', /nothing that “\*”/],
    ['a|+b', /nothing that “\+”/],
    ['(?:*)', /nothing/],
    ['a{1001}', /more than 1000/],
    ['(a', /no “\)”/],
    ['a)', /no “\(”/],
    ['[a-z', /no “\]”/],
    ['a\\', /backslash/],
    ['\\u0041', /knows no “\\u”/],
    ['\\Z', /knows no “\\Z”/],
    ['(?y)a', /no group/],
  ])('refuses %j and says why', (text, why) => expect(regexProblem(text)).toMatch(why));
});
