/** @jest-environment node */
import { KUBERNETES, DOCKER, VECTOR_COMBINED_LOGS } from '../conventions';
import { EVERYTHING } from '../scope';
import type { Filter } from './filters';
import { COMBINED, DEFAULT_NGINX } from './format';
import { nginxStreams, stages, type Reading } from './pipeline';
import { accessLog, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const is = (dimension: Filter['dimension'], value: string): Filter => ({ dimension, op: 'is', value });
const not = (dimension: Filter['dimension'], value: string): Filter => ({ dimension, op: 'not', value });

const STATUS = '| __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$"';

/** What is asked, what the combined format makes of it, and what JSON does. */
const CASES: Array<[string, Reading, string, string]> = [
  [
    'nothing but that the line has the format',
    { dimensions: [] },
    `| pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> " ${STATUS}`,
    `| json ngx_status="status" ${STATUS}`,
  ],
  [
    'one field',
    { dimensions: ['client'] },
    `| pattern "<ngx_client> - <_> [<_>] \\"<_>\\" <ngx_status> " ${STATUS}`,
    `| json ngx_client="remote_addr", ngx_status="status" ${STATUS}`,
  ],
  [
    'a part of the request line, which is then taken apart',
    { dimensions: ['uri'] },
    `| pattern "<_> - <_> [<_>] \\"<_> <ngx_uri> <_>\\" <ngx_status> " ${STATUS}`,
    `| json ngx_uri="request_uri", ngx_status="status" ${STATUS}`,
  ],
  [
    'one status, looked for before anything is parsed',
    { dimensions: [], filters: [is('status', '404')] },
    `|= "\\" 404 " | pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> " ${STATUS} | ngx_status = "404"`,
    `|= "404" | json ngx_status="status" ${STATUS} | ngx_status = "404"`,
  ],
  [
    'any of two',
    { dimensions: [], filters: [is('status', '404'), is('status', '500')] },
    `| pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> " ${STATUS} | ngx_status =~ "^(?:404|500)$"`,
    `| json ngx_status="status" ${STATUS} | ngx_status =~ "^(?:404|500)$"`,
  ],
  [
    'a class, and not a client',
    { dimensions: [], filters: [not('client', '::1'), is('statusClass', '5xx')] },
    `| pattern "<ngx_client> - <_> [<_>] \\"<_>\\" <ngx_status> " ${STATUS} | ngx_status =~ "^(?:5[0-9]{2})$" | ngx_client != "::1"`,
    `| json ngx_status="status", ngx_client="remote_addr" ${STATUS} | ngx_status =~ "^(?:5[0-9]{2})$" | ngx_client != "::1"`,
  ],
  [
    'a path, whatever its query string: on the request line, so that requests without a URI are kept where it is excluded',
    { dimensions: [], filters: [not('path', '/a.b')] },
    `| pattern "<_> - <_> [<_>] \\"<ngx_request>\\" <ngx_status> " ${STATUS} | ngx_request !~ "^(?:[^ ]* (?:/a\\\\.b(?s:\\\\?.*)?) (?s:.*))$"`,
    `| json ngx_uri="request_uri", ngx_status="status" ${STATUS} | ngx_uri !~ "^(?:/a\\\\.b(?s:\\\\?.*)?)$"`,
  ],
  [
    'no value, however it is written',
    { dimensions: [], filters: [is('referrer', '-')] },
    `| pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> <_> \\"<ngx_referrer>\\" \\"" ${STATUS} | ngx_referrer =~ "^(?:-?)$"`,
    `| json ngx_referrer="http_referer", ngx_status="status" ${STATUS} | ngx_referrer =~ "^(?:-?)$"`,
  ],
  [
    'a number, and its error where there is none',
    { dimensions: [], filters: [{ dimension: 'bytes', op: 'over', value: '1000' }] },
    `| pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> <ngx_bytes> \\"" ${STATUS} | ngx_bytes > 1000 | __error__ = ""`,
    `| json ngx_bytes="body_bytes_sent", ngx_status="status" ${STATUS} | ngx_bytes > 1000 | __error__ = ""`,
  ],
  [
    'a site in the referrer',
    { dimensions: ['referringSite'] },
    `| pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> <_> \\"<ngx_referrer>\\" \\"" ${STATUS} | line_format "{{.ngx_referrer}}" | pattern "<_>://<ngx_referring_site>/<_>"`,
    `| json ngx_referrer="http_referer", ngx_status="status" ${STATUS} | line_format "{{.ngx_referrer}}" | pattern "<_>://<ngx_referring_site>/<_>"`,
  ],
  [
    'what does not parse, the error log aside',
    { dimensions: [], lines: 'unparsed' },
    `!~ "^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} \\\\\\x5b[a-z]+\\\\] " | pattern "<_> - <_> [<_>] \\"<_>\\" <ngx_status> " | __error__ != "" or ngx_status !~ "^(?:[0-9]{3})$"`,
    `!~ "^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} \\\\\\x5b[a-z]+\\\\] " | json ngx_status="status" | __error__ != "" or ngx_status !~ "^(?:[0-9]{3})$"`,
  ],
];

/** `quote` writes `[` as an escape; these tables would be hard to read with it. */
const readable = (text: string) => text.replaceAll('\\x5b', '[').replaceAll('\\x24', '$');

describe('the stages for', () => {
  it.each(CASES)('%s', (_what, reading, combined, json) => {
    expect(readable(stages(accessLog(COMBINED), reading))).toBe(readable(combined));
    expect(readable(stages(accessLog(JSON_FORMAT), reading))).toBe(readable(json));
  });

  it('lists that are not quoted and not last are an expression, since a pattern would end at their first blank', () => {
    expect(stages(accessLog(TIMED_FORMAT), { dimensions: ['requestTime'] })).toContain('| pattern ');
    expect(stages(accessLog(TIMED_FORMAT), { dimensions: ['virtualHost'] })).toContain('| regexp ');
  });

  it('a field that is a label costs nothing', () => {
    const log = accessLog(COMBINED, { labels: { virtualHost: 'vhost', status: 'code' } });
    expect(stages(log, { dimensions: ['virtualHost'], filters: [is('status', '200')] })).toBe(
      '| __error__ = "" | code =~ "^(?:[0-9]{3})$" | code = "200"'
    );
  });

  it('a request line that is a JSON value is made the line, then cut', () => {
    const log = accessLog({ kind: 'json', fields: { request: 'request', status: 'status' } });
    expect(readable(stages(log, { dimensions: ['method'], filters: [is('uri', '/a')] }))).toBe(
      '| json ngx_request="request", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_request =~ "^(?:[^ ]* (?:/a) (?s:.*))$" | ngx_request =~ "^(?:[^ ]* [^ ]* (?s:.*))$" | line_format "{{.ngx_request}}" | pattern "<ngx_method> <_> <_>"'
    );
  });

  it('lines within a wrapper are taken out first', () => {
    const docker = accessLog(COMBINED, { wrapper: { kind: 'json', path: 'log' } });
    expect(stages(docker, { dimensions: [] })).toMatch(
      /^\| json ngx_line="log" \| line_format "{{.ngx_line}}" \| pattern /
    );
    const cri = accessLog(COMBINED, { wrapper: { kind: 'cri' } });
    expect(stages(cri, { dimensions: [] })).toMatch(/^\| pattern "<_> <_> <_> <ngx_line>" \| line_format /);
  });

  it('a field that the log lacks are refused', () => {
    expect(() => stages(accessLog(COMBINED), { dimensions: ['requestTime'] })).toThrow(
      'The access log has no requestTime'
    );
    expect(() => stages(accessLog(COMBINED), { dimensions: [], filters: [is('country', 'DE')] })).toThrow(
      'has no country'
    );
  });
});

describe('the streams of a log', () => {
  const { access } = DEFAULT_NGINX;

  it.each([
    ['anything', DOCKER, EVERYTHING, '{job="nginx"}'],
    ['a host', DOCKER, { hosts: ['web-1'] }, '{job="nginx", host=~"web-1(?::[0-9]+)?"}'],
    [
      'a container',
      DOCKER,
      { containers: [{ host: 'web-1', name: 'edge' }] },
      '{job="nginx", host=~"web-1(?::[0-9]+)?", container=~"/?(?:edge)"}',
    ],
    ['a host on Kubernetes', KUBERNETES, { hosts: ['n1'] }, '{job="nginx", node_name=~"n1(?::[0-9]+)?"}'],
  ])('within %s', (_scope, conventions, scope, text) => expect(nginxStreams(conventions, scope, access)).toBe(text));

  it('may call the host otherwise than containers do', () => {
    expect(nginxStreams(DOCKER, { hosts: ['a'] }, { ...access, host: 'instance' })).toContain('instance=~');
  });

  it("may be Vector's, with host and container in one label", () => {
    const log = { ...access, matchers: [{ label: 'containers', op: '=~' as const, value: '.*/edge' }] };
    expect(nginxStreams({ ...DOCKER, logs: VECTOR_COMBINED_LOGS }, { hosts: ['host1'] }, log)).toBe(
      '{containers=~".*/edge", containers=~"host1(?::[0-9]+)?/.+"}'
    );
  });
});
