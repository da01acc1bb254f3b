/** @jest-environment node */
import fc from 'fast-check';
import { COMBINED, type NginxFormat } from './format';
import { parseLine } from './parse';
import { isStaticFile } from './staticFiles';
import { probes } from './probing';
import { routeOf, routeRegex } from './route';
import { accessLog, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const combined = (request: string, status = '200') =>
  `10.1.2.3 - bob [22/Nov/2026:20:41:09 +0000] "${request}" ${status} 6 "-" "curl/7.88.1"`;

describe('parseLine', () => {
  it('reads combined', () => {
    expect(parseLine(accessLog(COMBINED), combined('GET /a?b=c HTTP/1.1'))).toEqual({
      client: '10.1.2.3',
      user: 'bob',
      time: '22/Nov/2026:20:41:09 +0000',
      request: 'GET /a?b=c HTTP/1.1',
      method: 'GET',
      uri: '/a?b=c',
      protocol: 'HTTP/1.1',
      status: '200',
      bytes: '6',
      referrer: '-',
      agent: 'curl/7.88.1',
    });
  });

  it.each([
    ['an empty request', ''],
    ['a TLS handshake', '\\x16\\x03\\x01\\x02'],
    ['a request that begins with a blank', ' GET / HTTP/1.1'],
    ['a quote that NGINX has escaped', 'GET /\\x22\\x20 HTTP/1.1'],
  ])('reads the status beside %s', (_what, request) => {
    expect(parseLine(accessLog(COMBINED), combined(request, '400'))?.status).toBe('400');
  });

  it.each([
    ['0.012 0.010', '0.010'],
    ['0.012 0.01, 0.2', '0.01, 0.2'],
    ['0.012 0.01, 0.2 : 0.003', '0.01, 0.2 : 0.003'],
    ['0.012 -', '-'],
    ['0.012 -, 0.2', '-, 0.2'],
  ])('reads times and lists of times: %s', (times, upstreamTime) => {
    expect(
      parseLine(accessLog(TIMED_FORMAT), `${combined('GET / HTTP/1.1')} ${times} "www.example.org"`)
    ).toMatchObject({
      requestTime: '0.012',
      upstreamTime,
      virtualHost: 'www.example.org',
    });
  });

  it('reads JSON, numbers and nested values included', () => {
    const format = { kind: 'json', fields: { status: 'http.status', uri: 'url', client: '["client-ip"]' } } as const;
    const line = '{"http":{"status":404},"url":"/a\\"b","client-ip":"::1"}';
    expect(parseLine(accessLog(format), line)).toEqual({ status: '404', uri: '/a"b', client: '::1' });
  });

  it('takes lines out of what shippers put round them', () => {
    const inner = combined('GET / HTTP/1.1');
    const docker = accessLog(COMBINED, { wrapper: { kind: 'json', path: 'log' } });
    expect(parseLine(docker, JSON.stringify({ log: `${inner}\n`, stream: 'stdout' }))?.uri).toBe('/');
    const cri = accessLog(COMBINED, { wrapper: { kind: 'cri' } });
    expect(parseLine(cri, `2026-11-22T20:41:09.123456789Z stdout F ${inner}`)?.client).toBe('10.1.2.3');
    expect(parseLine(cri, inner)).toBeUndefined();
  });

  it.each([
    ['', ''],
    ['other text', 'hello "world" 123'],
    [
      'a line of the error log',
      '2026/11/22 20:41:54 [error] 6#6: *7 open() "/x.png" failed (2: No such file or directory)',
    ],
    ['JSON that breaks off before it says anything', '{"status":"20'],
    ['a bare number', '200'],
    ['null', 'null'],
    ['a list', '[{"status":"200"}]'],
  ])('does not read %s', (_what, line) => {
    expect(parseLine(accessLog(COMBINED), line)).toBeUndefined();
    expect(parseLine(accessLog(JSON_FORMAT), line)).toBeUndefined();
  });

  it('reads JSON as far as it goes, for shippers cut long lines', () => {
    const cut = '{"status":"200" , "request_uri":"/a", "request_time":0.01, "http_referer":"https://exam';
    expect(parseLine(accessLog(JSON_FORMAT), cut)).toMatchObject({
      status: '200',
      uri: '/a',
      requestTime: '0.01',
      referrer: '',
    });
  });

  it('never fails, and never takes a hundred kilobytes for an answer', () => {
    const logs = [COMBINED, TIMED_FORMAT, JSON_FORMAT].map((format) => accessLog(format));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(2), (text, which) => {
        const log = logs[which];
        return log === undefined || /^\d{3}$/.test(parseLine(log, text)?.status ?? '000');
      })
    );
    const began = Date.now();
    const long = combined(`GET /${'a"b '.repeat(25_000)} HTTP/1.1`);
    logs.forEach((log) => parseLine(log, long));
    expect(Date.now() - began).toBeLessThan(1000);
  });
});

describe('routes', () => {
  it.each([
    ['/', '/'],
    ['/orders/17', '/orders/:id'],
    ['/orders/17/items/4?x=1', '/orders/:id/items/:id'],
    ['/1/2/3/4', '/:id/:id/:id/:id'],
    ['/u/6f1e2d3c-0000-4000-8000-0123456789ab/edit', '/u/:id/edit'],
    ['/o/507f1f77bcf86cd799439011', '/o/:id'],
    ['/o/01ARZ3NDEKTSV4RRFFQ69G5FAV/', '/o/:id/'],
    ['/api/v1/items?id=358', '/api/v1/items'],
    ['/2024-report/deadbeef', '/2024-report/deadbeef'],
    ['/$&/12', '/$&/:id'],
  ])('%s is %s', (uri, route) => expect(routeOf(uri)).toBe(route));

  it('match the paths that they are made of', () => {
    const part = fc.oneof(fc.nat().map(String), fc.uuid(), fc.constantFrom('a', 'b.c', '', ':id', 'x+y'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const path = `/${parts.join('/')}`;
        return new RegExp(`^(?:${routeRegex(routeOf(path))})$`).test(path);
      })
    );
  });
});

test.each([
  ['/app.js', true],
  ['/app.js?v=3', true],
  ['/a/b.CSS', true],
  ['/download?file=a.js', false],
  ['/js', false],
  ['/index.html', false],
])('%s is a static file: %s', (uri, is) => expect(isStaticFile(uri)).toBe(is));

test.each([
  ['/.env', 'files with secrets'],
  ['/blog/wp-login.php', 'WordPress'],
  ['/a/../../etc/passwd', 'files outside the site'],
  ['/weird?x=%22%3Cscript%3Ealert(1)%3C/script%3E', 'injection'],
  ['/environment', undefined],
  ['/gitlab/', undefined],
  ['/docs/admin', undefined],
])('%s probes for %s', (uri, what) => expect(probes(uri)).toBe(what));

it.each([
  ['{"request_time":0.120,"status":200}', '0.120'],
  ['{"request_time":1e3,"status":200}', '1e3'],
  ['{"request_time":12345678901234567890,"status":200}', '12345678901234567890'],
  ['{"request_time":0.5,"status":200,"msg":"took 0.120"}', '0.5'],
])('a number is what the line writes, which a filter has to find: %s', (line, written) => {
  const format: NginxFormat = { kind: 'json', fields: { status: 'status', requestTime: 'request_time' } };
  expect(parseLine({ format }, line)?.requestTime).toBe(written);
});
