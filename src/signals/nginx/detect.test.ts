/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { detectFormat } from './detect';
import { COMBINED, type NginxFormat } from './format';

const REAL = resolve(__dirname, '../../../tests/fixtures/real');
const real = (name: string) =>
  gunzipSync(readFileSync(resolve(REAL, `${name}.gz`)))
    .toString('utf8')
    .trimEnd()
    .split('\n');

const AGENTS = ['curl/8.5.0', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0', '-'];

/** Lines of combined with something before and after them. */
const combined = (tails: readonly string[], head = '') =>
  tails.map(
    (tail, index) =>
      `${head}10.0.0.${index + 1} - - [22/Nov/2026:20:41:0${index % 10} +0000] "GET /a/${index}?q=1 HTTP/1.1" ${index % 3 === 0 ? 404 : 200} ${index * 7} "-" "${AGENTS[index % 3]}"${tail}`
  );

const appended = (...fields: Array<[string, string, string]>): NginxFormat => ({
  kind: 'combined',
  appended: fields.map(([field, before, after]) => ({ field: field as 'other', before, after })),
});

const TEXT: Array<[string, string[], NginxFormat]> = [
  ['combined', combined(['', '', '']), COMBINED],
  ['the packaged format main', combined([' "-"', ' "203.0.113.7"', ' "-"']), appended(['forwardedFor', ' "', '"'])],
  [
    'times appended',
    combined([' 0.012 0.010', ' 0.120 -', ' 1.004 0.5, 0.500'.replace('0.5,', '0.501,')]),
    appended(['requestTime', ' ', ''], ['upstreamTime', ' ', '']),
  ],
  [
    'named times appended, quoted upstreams',
    combined([
      ' rt=0.012 uct="0.001" urt="0.010"',
      ' rt=0.120 uct="-" urt="-"',
      ' rt=0.300 uct="0.001, 0.002" urt="0.1, 0.2"',
    ]),
    appended(['requestTime', ' rt=', ''], ['upstreamConnectTime', ' uct="', '"'], ['upstreamTime', ' urt="', '"']),
  ],
  [
    'upstream, cache and virtual host appended',
    combined([
      ' 10.1.0.1:8080 HIT www.shop.example',
      ' 10.1.0.2:8080 MISS shop.example',
      ' 10.1.0.1:8080, 10.1.0.2:8080 MISS shop.example',
    ]),
    appended(['upstreamAddress', ' ', ''], ['cacheStatus', ' ', ''], ['virtualHost', ' ', '']),
  ],
  [
    'a virtual host in front',
    combined(['', '', ''], 'www.shop.example:443 '),
    {
      kind: 'pattern',
      pattern:
        '<virtualHost>:<_> <remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent> "<http_referer>" "<http_user_agent>"',
    },
  ],
  [
    'the common format',
    combined(['', '', '']).map((line) => line.replace(/ "[^"]*" "[^"]*"$/, '')),
    { kind: 'pattern', pattern: '<remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent>' },
  ],
];

describe('the detector', () => {
  it.each(TEXT)('names %s', (_what, lines, format) => {
    expect(detectFormat(lines)).toMatchObject({
      format,
      confidence: 1,
      lines: { access: lines.length, error: 0, other: 0 },
    });
  });

  it('reads the real logs', () => {
    expect(detectFormat(real('access.combined.log'))).toMatchObject({
      format: COMBINED,
      confidence: 1,
      lines: { access: 500 },
      example: { values: { method: 'GET', status: '200' } },
    });
    const json = detectFormat(real('access.json.log'));
    expect(json).toMatchObject({
      confidence: 1,
      format: {
        kind: 'json',
        fields: {
          time: 'time_iso8601',
          client: 'remote_addr',
          user: 'remote_user',
          method: 'request_method',
          uri: 'request_uri',
          protocol: 'server_protocol',
          status: 'status',
          bytes: 'body_bytes_sent',
          requestTime: 'request_time',
          upstreamTime: 'upstream_response_time',
          referrer: 'http_referer',
          agent: 'http_user_agent',
          virtualHost: 'host',
        },
      },
    });
    expect(json.lacking).toContain('cacheStatus');
    expect(json.lacking).not.toContain('status');
    expect(detectFormat(real('error.log'))).toEqual(
      expect.objectContaining({ confidence: 0, lines: { access: 0, error: 300, other: 0 }, fields: [] })
    );
  });

  it('finds fields under names of any kind, by their values if need be', () => {
    const lines = [
      {
        '@timestamp': '2026-11-22T20:41:09Z',
        client: { ip: '10.0.0.1' },
        http: { request: { method: 'GET' }, response: { status_code: 200, body: { bytes: 12 } } },
        url: { original: '/a' },
        user_agent: { original: 'curl/8' },
        colour: 'HIT',
        what: 'HTTP/1.1',
      },
      {
        '@timestamp': '2026-11-22T20:41:10Z',
        client: { ip: '10.0.0.2' },
        http: { request: { method: 'POST' }, response: { status_code: 502, body: { bytes: 0 } } },
        url: { original: '/b?c' },
        user_agent: { original: '-' },
        colour: 'MISS',
        what: 'HTTP/2.0',
      },
    ].map((line) => JSON.stringify(line));
    expect(detectFormat(lines)).toMatchObject({
      confidence: 1,
      format: {
        kind: 'json',
        fields: {
          time: '["@timestamp"]',
          client: 'client.ip',
          method: 'http.request.method',
          status: 'http.response.status_code',
          bytes: 'http.response.body.bytes',
          uri: 'url.original',
          agent: 'user_agent.original',
          cacheStatus: 'colour',
          protocol: 'what',
        },
      },
    });
  });

  it('does not believe a name whose values are of another kind', () => {
    const lines = [
      { status: 'ok', code: 200, time: 0.004, url: '/a' },
      { status: 'ok', code: 404, time: 0.1, url: '/b' },
    ];
    const { format } = detectFormat(lines.map((line) => JSON.stringify(line)));
    expect(format).toEqual({ kind: 'json', fields: { status: 'code', uri: 'url' } });
  });

  it.each([
    [
      "Docker's json-file driver",
      (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: 'x' }),
      { kind: 'json', path: 'log' },
    ],
    [
      'Vector without a codec',
      (line: string) => JSON.stringify({ container_name: 'edge', message: line }),
      { kind: 'json', path: 'message' },
    ],
    ['containerd', (line: string) => `2026-11-22T20:41:09.1Z stdout F ${line}`, { kind: 'cri' }],
  ])('looks into what %s puts round lines', (_who, wrap, wrapper) => {
    expect(detectFormat(combined(['', '', '']).map(wrap))).toMatchObject({ wrapper, format: COMBINED, confidence: 1 });
    const json = detectFormat(real('access.json.log').slice(0, 20).map(wrap));
    expect(json).toMatchObject({ wrapper, confidence: 1, format: { kind: 'json' } });
  });

  it('counts what is something else, and says how sure it is', () => {
    const lines = [
      ...combined(['', '', '', '', '', '']),
      ...real('error.log').slice(0, 4),
      '/docker-entrypoint.sh: Configuration complete; ready for start up',
      '<script>alert(1)</script>',
    ];
    expect(detectFormat(lines)).toMatchObject({
      format: COMBINED,
      confidence: 0.75,
      lines: { access: 6, error: 4, other: 2 },
    });
  });

  it('takes NGINX’s own name for a URI at its word, whatever clients put into it', () => {
    const uris = [
      '/',
      '/<img src=x onerror="alert(1)">',
      '/a b c',
      `/${'a'.repeat(50_000)}`,
      '/"><svg onload=alert(1)>',
    ];
    const lines = uris.map((uri) => JSON.stringify({ status: '404', request_uri: uri }));
    expect(detectFormat(lines).format).toEqual({ kind: 'json', fields: { status: 'status', uri: 'request_uri' } });
  });

  it.each([[[]], [['']], [['hello']], [['{}', '[]', 'null', '1']], [['{"a":1}']], [['\u0000'.repeat(100)]]])(
    'finds nothing in %j',
    (lines) => {
      const { format, confidence } = detectFormat(lines);
      expect({ format, confidence }).toEqual({ format: undefined, confidence: 0 });
    }
  );

  it('never fails, and is quick with what is long', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom(...real('access.combined.log').slice(0, 20), ...real('error.log').slice(0, 5))
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (lines) => {
        const { confidence } = detectFormat(lines);
        return confidence >= 0 && confidence <= 1;
      })
    );
    const began = Date.now();
    detectFormat([
      '- '.repeat(50_000),
      '{"a":'.repeat(20_000),
      ' - [" '.repeat(20_000),
      `1 - - [x] "${'a '.repeat(40_000)}`,
    ]);
    expect(Date.now() - began).toBeLessThan(2000);
  });
});
