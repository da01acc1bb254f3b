import { expandFilters, expandTexts, readScope, type Replace } from './scope';

const VALUES: Record<string, string | string[]> = {
  host: 'web-1',
  hosts: ['web-1', 'web-2'],
  all: '*',
  none: [],
  odd: ['a,b', 'c"d', '$host'],
};

/** What Grafana's does: only what is a variable is replaced, and what it is replaced by is not looked at again. */
const replace: Replace = (text, _scopedVars, format) =>
  text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const value = VALUES[name];
    return value === undefined ? whole : value === '*' ? '*' : format(value);
  });

test.each<[string, string[] | undefined, string[]]>([
  ['nothing', undefined, []],
  ['plain texts', ['a', 'b', 'a'], ['a', 'b']],
  ['a variable', ['$host'], ['web-1']],
  ['one with several values', ['${hosts}', 'x'], ['web-1', 'web-2', 'x']],
  ['one within a text', ['pre-$hosts-post'], ['pre-web-1-post', 'pre-web-2-post']],
  ['everything restricts nothing', ['$all', 'x'], []],
  ['values that look like something else', ['$odd'], ['a,b', 'c"d', '$host']],
  ['a variable that is none', ['$nobody'], ['$nobody']],
])('expands %s', (_what, texts, expanded) => expect(expandTexts(texts, {}, replace)).toEqual(expanded));

test('reads a scope, with containers by host and name', () => {
  const texts = {
    hosts: ['$hosts'],
    containers: ['web-1/edge', 'n/shop/p-1/api', 'edge'],
    virtualHosts: ['shop.example.com'],
    search: 'api',
  };
  expect(readScope(texts, {}, replace)).toEqual({
    scope: {
      hosts: ['web-1', 'web-2'],
      projects: [],
      services: [],
      images: [],
      namespaces: [],
      containers: [
        { host: 'web-1', name: 'edge' },
        { host: 'n', namespace: 'shop', pod: 'p-1', name: 'api' },
      ],
      search: 'api',
    },
    virtualHosts: [{ dimension: 'virtualHost', op: 'is', value: 'shop.example.com' }],
    unreadable: ['edge'],
  });
});

test.each<[string, string[] | undefined, string[]]>([
  ['none', undefined, []],
  ['plain ones', ['status:is:404'], ['status:is:404']],
  ['one with a variable', ['host:is:$host'], ['host:is:web-1']],
  ['one with several values', ['virtualHost:is:$hosts'], ['virtualHost:is:web-1', 'virtualHost:is:web-2']],
  ['one whose variable has all its values, which is none', ['status:is:$all', 'method:is:GET'], ['method:is:GET']],
  ['a variable as the whole', ['$odd'], ['a,b', 'c"d', '$host']],
])('expands conditions: %s', (_what, texts, expanded) => expect(expandFilters(texts, {}, replace)).toEqual(expanded));
