import { matches, matcherText, parseMatcher, receiversOf, type Route } from './routes';

describe('parseMatcher', () => {
  test.each([
    ['severity="critical"', { name: 'severity', op: '=', value: 'critical' }],
    ['team=~"a|b"', { name: 'team', op: '=~', value: 'a|b' }],
    ['job != node', { name: 'job', op: '!=', value: 'node' }],
    ['path!~"^/x\\"y=z$"', { name: 'path', op: '!~', value: '^/x"y=z$' }],
    ['"with space"="é"', { name: 'with space', op: '=', value: 'é' }],
    ['empty=""', { name: 'empty', op: '=', value: '' }],
  ])('%s', (text, matcher) => expect(parseMatcher(text)).toEqual(matcher));

  test.each(['', 'severity', '="x"'])('%j is none', (text) => expect(parseMatcher(text)).toBeUndefined());

  test('is written as it is read', () => {
    const matcher = { name: 'a', op: '=~', value: 'x"y\\d' } as const;
    expect(parseMatcher(matcherText(matcher))).toEqual(matcher);
  });
});

describe('matches', () => {
  test.each([
    [{ name: 'a', op: '=', value: 'x' }, true],
    [{ name: 'a', op: '!=', value: 'x' }, false],
    [{ name: 'a', op: '=~', value: 'x|y' }, true],
    [{ name: 'a', op: '=~', value: '' }, false],
    [{ name: 'missing', op: '=', value: '' }, true],
    [{ name: 'missing', op: '!~', value: '.+' }, true],
    [{ name: 'a', op: '=~', value: '(' }, false],
  ] as const)('%j: %s', (matcher, expected) => expect(matches(matcher, { a: 'x' })).toBe(expected));
});

describe('receiversOf', () => {
  const route = (receiver: string, text: string, more: Partial<Route> = {}): Route => ({
    receiver,
    matchers: text === '' ? [] : [parseMatcher(text) ?? fail(text)],
    goesOn: false,
    groupBy: [],
    routes: [],
    ...more,
  });
  const fail = (text: string): never => {
    throw new Error(`"${text}" is no matcher`);
  };
  const tree = route('default', '', {
    routes: [
      route('log', 'severity=~".+"', { goesOn: true }),
      route('pager', 'severity="critical"', { routes: [route('database', 'team="db"')] }),
      route('never', 'severity="critical"'),
    ],
  });

  test.each([
    [{}, ['default']],
    [{ severity: 'warning' }, ['log']],
    [{ severity: 'critical' }, ['log', 'pager']],
    [{ severity: 'critical', team: 'db' }, ['log', 'database']],
  ])('%j goes to %j', (labels, receivers) => expect(receiversOf(tree, labels)).toEqual(receivers));
});
