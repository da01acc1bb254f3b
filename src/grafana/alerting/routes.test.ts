import { countRoutes, matches, matcherText, parseMatcher, routesOf, type Route } from './routes';

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

describe('routesOf', () => {
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
  ])('%j goes to %j', (labels, receivers) => {
    expect(routesOf(tree, labels).map(({ receiver }) => receiver)).toEqual(receivers);
  });

  test('two routes to one receiver are counted each by itself, and what goes by none by its receiver', () => {
    const two = route('pager', '', { routes: [route('pager', 'team="db"'), route('mail', 'team="web"')] });
    const { byRoute, direct } = countRoutes(two, [
      { labels: {} },
      { labels: { team: 'db' } },
      { labels: { team: 'db' }, receivers: ['pager'] },
      { labels: { team: 'web' }, receivers: ['named by its rule'] },
    ]);
    expect([two, ...two.routes].map((one) => byRoute.get(one) ?? 0)).toEqual([1, 2, 0]);
    expect([...direct]).toEqual([['named by its rule', 1]]);
  });
});
