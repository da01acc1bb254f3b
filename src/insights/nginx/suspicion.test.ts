/** @jest-environment node */
import { suspiciousClients, type ClientActivity } from './suspicion';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0';

const ordinary = (index: number): ClientActivity => ({
  client: `10.0.0.${index}`,
  requests: 40 + index,
  clientErrors: 2,
  pages: 10,
  agents: [FIREFOX],
  seconds: 3600,
});

const crowd = Array.from({ length: 20 }, (_, index) => ordinary(index));

const judge = (odd: Partial<ClientActivity>) => {
  const found = suspiciousClients([...crowd, { ...ordinary(99), client: 'odd', ...odd }]);
  expect(found.filter(({ client }) => client !== 'odd')).toEqual([]);
  return found[0];
};

test('ordinary clients are left alone', () => {
  expect(suspiciousClients(crowd)).toEqual([]);
  expect(suspiciousClients([])).toEqual([]);
  expect(judge({})).toBeUndefined();
});

test.each<[string, Partial<ClientActivity>, RegExp]>([
  [
    'errors',
    { requests: 200, clientErrors: 180, pages: 50 },
    /^90 % of its 200 requests were refused or not found \(4xx\)$/,
  ],
  [
    'probing',
    {
      uris: [
        { uri: '/.env', count: 4 },
        { uri: '/wp-login.php', count: 3 },
        { uri: '/', count: 9 },
      ],
    },
    /^asked 7 times for files with secrets \(\/\.env\), WordPress \(\/wp-login\.php\)$/,
  ],
  ['agent', { agents: ['sqlmap/1.7'] }, /^calls itself sqlmap, a scanner$/],
])('%s', (kind, activity, text) => {
  const reason = judge(activity)?.reasons[0];
  expect(reason?.kind).toBe(kind);
  expect(reason?.text).toMatch(text);
});

test('a rate far above all others, and pages without assets, together', () => {
  const found = judge({ requests: 40_000, pages: 40_000 });
  expect(found?.reasons.map(({ kind, text }) => [kind, text])).toEqual([
    ['rate', '11.1 requests a second, 800 times the median client'],
    [
      'no assets',
      expect.stringMatching(
        /^says it is a browser, but 100 % of its requests are for pages \(\d+ % for the median client\)$/
      ),
    ],
  ]);
  expect(found?.score).toBeLessThanOrEqual(1);
});

test('one hit on a page that scanners like is no suspicion', () => {
  expect(judge({ uris: [{ uri: '/wp-login.php', count: 1 }] })).toBeUndefined();
});

test('few requests say nothing about shares', () => {
  expect(judge({ requests: 5, clientErrors: 5, pages: 5 })).toBeUndefined();
});
