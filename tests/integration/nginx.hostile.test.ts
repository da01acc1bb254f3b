import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { EVERYTHING } from '../../src/signals/scope';
import { NGINX_ERROR_SIGNALS } from '../../src/signals/nginx/errorLog';
import type { Field } from '../../src/signals/nginx/fields';
import type { Filter } from '../../src/signals/nginx/filters';
import type { AccessLog, NginxFormat } from '../../src/signals/nginx/format';
import { NGINX_LATENCY_SIGNALS } from '../../src/signals/nginx/latency';
import { listQueries, listRows, NGINX_LISTS, PLAIN_LOKI } from '../../src/signals/nginx/lists';
import type { NginxContext } from '../../src/signals/nginx/nginxSignal';
import { parseLine } from '../../src/signals/nginx/parse';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { JSON_FORMAT, TIMED_FORMAT } from '../../src/signals/nginx/test-support/contexts';
import { HOSTILE, wellFormed } from '../../src/signals/test-support/hostile';
import { askLoki } from './support/ask';
import { pushLines } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

/** Seconds since 1970; lines are pushed in the minutes before. */
const END = 1_749_556_800;

/** What clients put into URIs, referrers and agents, and NGINX into times. */
const VALUES = [
  ...HOSTILE.map(wellFormed),
  '<script>alert(1)</script>',
  "'; DROP TABLE x; --",
  '../../../../etc/passwd',
  '${jndi:ldap://x}',
  '{{.ngx_status}}',
  '|= "x" | json',
  '-',
  '',
  'a'.repeat(100_000),
];

const UPSTREAM_TIMES = ['0.010', '-', '', '0.01, 0.2', '0.01 : 0.2', '-, 0.2', '1.5', 'x'];

/** As NGINX escapes a value in a text log: quotes, backslashes and whatever is not printable ASCII. */
const escapeText = (value: string) =>
  [...Buffer.from(value, 'utf8')]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte)
    )
    .join('');

interface Hit {
  request: string;
  referrer: string;
  agent: string;
  upstreamTime: string;
  status: string;
}

const HITS: Hit[] = VALUES.flatMap((value, index) => [
  {
    request: `GET /${value.replaceAll(' ', '+')} HTTP/1.1`,
    referrer: value,
    agent: 'curl/8',
    upstreamTime: '0.010',
    status: '200',
  },
  {
    request: value,
    referrer: '-',
    agent: value,
    upstreamTime: UPSTREAM_TIMES[index % UPSTREAM_TIMES.length] ?? '',
    status: '400',
  },
]);

const textLine = ({ request, referrer, agent, upstreamTime, status }: Hit) =>
  `10.0.0.1 - - [10/Jun/2025:11:59:00 +0000] "${escapeText(request)}" ${status} 6 "${escapeText(referrer)}" "${escapeText(agent)}" 0.012 ${upstreamTime} "shop.example"`;

const jsonLine = ({ request, referrer, agent, upstreamTime, status }: Hit) => {
  const [method = '', uri = '', protocol = ''] = request.split(' ');
  return JSON.stringify({
    ...{ remote_addr: '10.0.0.1', request_method: method, request_uri: uri, server_protocol: protocol, status },
    ...{ body_bytes_sent: 6, request_time: '0.012', upstream_response_time: upstreamTime, host: 'shop.example' },
    ...{ http_referer: referrer, http_user_agent: agent },
  });
};

/** JSON that other writers than NGINX write: escapes where there need be none, and where there is nothing to escape. */
const ESCAPES = [
  '{"status":200,"http_referer":"\\ud800","http_user_agent":"a\\ud83d\\ude00b","request_uri":"\\/a\\/b"}',
  '{"status":201,"http_referer":"\\udc00x","http_user_agent":"\\u0000\\u001b","request_uri":"\\u00e9"}',
  '{"status":202.5,"http_referer":null,"http_user_agent":true,"request_uri":["/a"]}',
  '{ "status" : "205" , "http_referer" : "blanks" }  ',
  '  {"status":"206","http_referer":"indented"}',
  '{"status":"207","http_referer":"trailing"} x',
  '{"status":"209","http_referer":"cut off", "http_us',
  '{"status":"211","http_referer":"cut off", "http_user_agent":"a"',
  '{"status":"212" "http_referer":"no comma"}',
];

/** Lines that have no format at all, or only the beginning of one. */
const BROKEN = [
  'hello',
  '"',
  '" 200 ',
  '{',
  '{}',
  '{"status":',
  '{"status":"20',
  '{"status":{"a":1}}',
  '{"status":null}',
  '[{"status":"200"}]',
  '"status"',
  '10.0.0.1 - - [x] "GET / HTTP/1.1" abc 6 "-" "-"',
  '10.0.0.1 - - [x] "GET / HTTP/1.1" 2000 6 "-" "-"',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
  '\u0000\u0001\u0002',
  'x'.repeat(100_000),
];

const ERRORS = [
  '2025/06/10 11:59:00 [error] 6#6: *7 open() "/var/www/<script>" failed (2: No such file or directory), client: 10.0.0.1',
  '2025/06/10 11:59:00 [emerg] 6#6: nobody knows "\\" \u001b[31m',
];

const LOGS: ReadonlyArray<{ name: string; format: NginxFormat; lines: string[] }> = [
  { name: 'text', format: TIMED_FORMAT, lines: [...HITS.map(textLine), ...BROKEN, ...ERRORS] },
  { name: 'json', format: JSON_FORMAT, lines: [...HITS.map(jsonLine), ...ESCAPES, ...BROKEN, ...ERRORS] },
];

let loki: SmallLoki;

beforeAll(async () => {
  loki = await startSmallLoki();
  for (const { name, lines } of LOGS) {
    await pushLines(
      loki.url,
      { job: name },
      lines.map((line) => [(END - 120) * 1000, line] as const)
    );
  }
});

afterAll(() => loki?.stop());

describe.each(LOGS)('hostile lines as $name', ({ name, format, lines }) => {
  const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: name }], format, labels: {} };
  const conventions: Conventions = { ...DOCKER, nginx: { access } };
  const context: NginxContext = { conventions, scope: EVERYTHING, window: '5m', range: '10m' };
  const parsed = lines.flatMap((line) => parseLine(access, line) ?? []);
  const count = async (query: string) => (await askLoki(loki.url, query, END))[0]?.value ?? 0;

  it.each(
    Object.values({ ...NGINX_SIGNALS, ...NGINX_LATENCY_SIGNALS, ...NGINX_ERROR_SIGNALS }).filter((signal) =>
      signal.applies?.(conventions)
    )
  )('do not break $id', async (signal) => {
    await expect(askLoki(loki.url, signal.total(context), END)).resolves.toBeDefined();
    await expect(askLoki(loki.url, signal.query(context), END)).resolves.toBeDefined();
  });

  it.each(Object.values(NGINX_LISTS).filter((list) => list.applies(conventions)))('do not break $id', async (list) => {
    const query = listQueries(list, context, PLAIN_LOKI, 10).exact;
    await expect(askLoki(loki.url, query, END)).resolves.toBeDefined();
  });

  it('are each counted once: as requests, as lines that do not parse, or as errors', async () => {
    const requests = await count(NGINX_SIGNALS.requests.total(context));
    const unparsed = await count(NGINX_SIGNALS.unparsed.total(context));
    expect({ requests, unparsed }).toEqual({
      requests: parsed.length,
      unparsed: lines.length - parsed.length - ERRORS.length,
    });
    const levels = await askLoki(loki.url, NGINX_ERROR_SIGNALS.errorLevels.total(context), END);
    expect(levels.map(({ value }) => value)).toEqual([1, 1]);
  });

  it.each<[keyof typeof NGINX_LISTS, Field]>([
    ['referrers', 'referrer'],
    ['agents', 'agent'],
    ['statuses', 'status'],
    ['uris', 'uri'],
  ])('have the same %s in Loki as in the parser of pages', async (list, field) => {
    const rows = listRows(
      NGINX_LISTS[list],
      context,
      await askLoki(loki.url, listQueries(NGINX_LISTS[list], context, PLAIN_LOKI, 10).exact, END)
    );
    const expected = new Map<string, number>();
    for (const values of parsed) {
      const value = values[field] === '-' ? '' : values[field];
      if (value !== undefined) {
        expected.set(value, (expected.get(value) ?? 0) + 1);
      }
    }
    const digest = (counts: ReadonlyMap<string, number>) =>
      [...counts].map(([value, n]) => `${n} ${value.slice(0, 200)}`).sort();
    expect(digest(new Map(rows.map(({ values: [value = ''], count: n }) => [value, n])))).toEqual(digest(expected));
  });

  it.each(['.*8', 'curl.*', '.*url.*', 'curl|curl/8', 'x|x/|x/8', '/', 'é?'])(
    'are searched by an expression for whole values: %s',
    async (value) => {
      const test = new RegExp(`^(?:${value})$`);
      const matching = parsed.filter(({ agent = '' }) => test.test(agent)).length;
      const filters = (op: 'matches' | 'misses'): Filter[] => [{ dimension: 'agent', op, value }];
      expect(await count(NGINX_SIGNALS.requests.total({ ...context, filters: filters('matches') }))).toBe(matching);
      expect(await count(NGINX_SIGNALS.requests.total({ ...context, filters: filters('misses') }))).toBe(
        parsed.length - matching
      );
    }
  );

  it('can be chosen together, though one begins like the other', async () => {
    const values = ['curl/8', 'curl', '/', '//a'];
    const filters = values.map((value): Filter => ({ dimension: 'agent', op: 'is', value }));
    const expected = parsed.filter(({ agent = '' }) => values.includes(agent)).length;
    expect(await count(NGINX_SIGNALS.requests.total({ ...context, filters }))).toBe(expected);
  });

  it('can each be clicked', async () => {
    for (const dimension of ['referrer', 'agent'] as const) {
      for (const value of new Set(parsed.map((values) => values[dimension] ?? ''))) {
        const filters: Filter[] = [{ dimension, op: 'is', value }];
        const blank = (text = '') => (text === '-' ? '' : text);
        const expected = parsed.filter((values) => blank(values[dimension]) === blank(value)).length;
        expect([
          dimension,
          value.slice(0, 100),
          await count(NGINX_SIGNALS.requests.total({ ...context, filters })),
        ]).toEqual([dimension, value.slice(0, 100), expected]);
        const others = [{ dimension, op: 'not' as const, value }];
        expect(await count(NGINX_SIGNALS.requests.total({ ...context, filters: others }))).toBe(
          parsed.length - expected
        );
      }
    }
  });
});
