/** @jest-environment node */
import { suspiciousClients, usualOf, type ClientActivity } from './suspicion';

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
        /^says it is a browser, but 100 % of its 40,000 requests are for pages, 40,000 to 0 for what belongs to them \(\d+ % for the median client\)$/
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

describe('of a sample', () => {
  const total = { value: 1200, low: 800, high: 1700 };
  test('one request that was seen is no share, whatever it stands for', () => {
    const one = { ...ordinary(1), requests: 1, clientErrors: 1, pages: 1, total: { value: 25.7, low: 1, high: 80 } };
    expect(suspiciousClients([...crowd, { ...one, client: 'odd' }])).toEqual([]);
  });

  test('shares and rates stand with their intervals, and what is sure of them counts', () => {
    const [found] = suspiciousClients([
      ...crowd,
      { ...ordinary(99), client: 'odd', requests: 48, clientErrors: 44, total },
    ]);
    expect(found?.reasons.map(({ text }) => text)).toEqual([
      '92 % (80 to 97 %) of its 48 requests that were read were refused or not found (4xx)',
    ]);
    const fast = { value: 100_000, low: 80_000, high: 120_000 };
    const quick = {
      ...ordinary(99),
      client: 'odd',
      requests: 4000,
      clientErrors: 0,
      pages: 4000,
      seconds: 144,
      total: fast,
    };
    const [second] = suspiciousClients([...crowd, quick]);
    expect(second?.reasons.map(({ text }) => text)).toContain(
      '27.8 (22.2 to 33.3) requests a second, 80 times the median client'
    );
    expect(second?.reasons).toHaveLength(2);
    const unsure = { ...quick, pages: 800, total: { ...fast, low: 3000 } };
    expect(suspiciousClients([...crowd, unsure])).toEqual([]);
  });
});

test('what says that it is a robot stands apart', () => {
  const probing = { uris: [{ uri: '/item?id=1+union+select+1', count: 9 }] };
  expect(judge({ ...probing, agents: ['Googlebot/2.1 (+http://www.google.com/bot.html)'] })?.bot).toBe(true);
  expect(judge({ ...probing, agents: ['Googlebot/2.1', FIREFOX] })?.bot).toBe(false);
  const found = judge({ ...probing, agents: [] });
  expect(found?.bot).toBe(false);
  expect(found?.reasons[0]?.text).toBe('asked 9 times for injection (/item?id=1+union+select+1)');
});

test('a choice of clients is judged by what is usual among all', () => {
  const odd = { ...ordinary(99), client: 'odd', requests: 40_000, clientErrors: 0, pages: 40_000 };
  expect(suspiciousClients([odd])).toEqual([]);
  expect(suspiciousClients([odd], usualOf(crowd))).toHaveLength(1);
});
