/** @jest-environment node */
import fc from 'fast-check';
import { classifyAgent, groupAgents, type AgentKind } from './agents';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0';

const TABLE: Array<[string, AgentKind, string, string]> = [
  ['Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', 'browser', 'Firefox', 'Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1', 'browser', 'Safari', 'iOS'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0`,
    'browser',
    'Microsoft Edge',
    'Windows',
  ],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`, 'browser', 'Chrome', 'Android'],
  [`Mozilla/5.0 (Linux; Android 9; CUBOT) ${CHROME} Mobile Safari/537.36`, 'browser', 'Chrome', 'Android'],
  ['Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko', 'browser', 'Internet Explorer', 'Windows'],
  ['Googlebot/2.1 (+http://www.google.com/bot.html)', 'bot', 'Googlebot', ''],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bot', 'bingbot', ''],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'bot',
    'GPTBot',
    '',
  ],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'bot', 'facebookexternalhit', ''],
  ['ClaudeBot/1.0; +claudebot@anthropic.com', 'bot', 'ClaudeBot', ''],
  ['Mozilla/5.0 (compatible; Odd Reader/1.0; +https://odd.example)', 'bot', 'Reader', ''],
  ['curl/8.5.0', 'tool', 'curl', ''],
  ['python-requests/2.31', 'tool', 'python-requests', ''],
  ['Go-http-client/2.0', 'tool', 'Go-http-client', ''],
  [
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0`,
    'tool',
    'HeadlessChrome',
    'Linux',
  ],
  ['kube-probe/1.30', 'monitor', 'kube-probe', ''],
  ['Blackbox Exporter/0.25.0', 'monitor', 'Blackbox Exporter', ''],
  ['Mozilla/5.0 zgrab/0.x', 'scanner', 'zgrab', ''],
  ['sqlmap/1.7.2#stable (https://sqlmap.org)', 'scanner', 'sqlmap', ''],
  ['-', 'unknown', 'No user agent', ''],
  ['', 'unknown', 'No user agent', ''],
  ['<script>alert(1)</script>', 'unknown', '<script>alert(1)</script>', ''],
  ['Mozilla/5.0', 'unknown', 'Mozilla', ''],
];

describe('a user agent', () => {
  it.each(TABLE)('%s', (text, kind, family, system) =>
    expect(classifyAgent(text)).toMatchObject({ kind, family, system })
  );

  it('has a version where it says one', () => {
    expect(classifyAgent('curl/8.5.0').version).toBe('8.5.0');
    expect(classifyAgent('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1').version).toBe('604.1');
  });

  it('is read whatever stands in it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => classifyAgent(text).family.length <= 1000));
    const began = Date.now();
    classifyAgent('a'.repeat(100_000));
    classifyAgent('Mozilla/5.0 ('.repeat(10_000));
    expect(Date.now() - began).toBeLessThan(500);
  });

  it('is grouped with its like', () => {
    const rows = [
      { agent: 'curl/8.5.0', count: 3 },
      { agent: 'curl/7.88.1', count: 4 },
      { agent: 'Googlebot/2.1', count: 5 },
    ];
    expect(groupAgents(rows, ({ family }) => family)).toEqual([
      { name: 'curl', count: 7, agents: ['curl/8.5.0', 'curl/7.88.1'] },
      { name: 'Googlebot', count: 5, agents: ['Googlebot/2.1'] },
    ]);
  });
});
