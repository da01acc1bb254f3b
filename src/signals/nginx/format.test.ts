/** @jest-environment node */
import { DOCKER, parseConventions } from '../conventions';
import { fieldLabel, fieldOfName, FIELD_NAMES } from './fields';
import { COMBINED, DEFAULT_NGINX, fieldsOf, lacking, nginxConventionsSchema, segmentsOf, sourceOf } from './format';
import { jsonPath, jsonSteps, jsonText } from './jsonPath';
import { fieldRemedy, formatFromLogFormat, logFormatFor } from './logFormat';
import { accessLog, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

describe('conventions of NGINX', () => {
  it('are part of the conventions, and may be absent', () => {
    expect(parseConventions({ ...DOCKER, nginx: DEFAULT_NGINX }).nginx).toEqual(DEFAULT_NGINX);
    expect(parseConventions(DOCKER).nginx).toBeUndefined();
  });

  it.each([
    ['a pattern without fields', { kind: 'pattern', pattern: 'abc <_>' }, 'names no field'],
    ['a pattern whose fields touch', { kind: 'pattern', pattern: '<status><bytes>' }, 'touch'],
    ['a pattern with a field twice', { kind: 'pattern', pattern: '<status> <status>' }, 'twice'],
    ['a path that is none', { kind: 'json', fields: { status: 'a b' } }, 'no path into JSON'],
    ['a field that is none', { kind: 'json', fields: { colour: 'a' } }, 'colour'],
  ])('refuse %s', (_why, format, message) => {
    const result = nginxConventionsSchema.safeParse({ ...DEFAULT_NGINX, access: { ...DEFAULT_NGINX.access, format } });
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});

describe('fields', () => {
  it('have labels of their own, that no stream has by accident', () => {
    const labels = FIELD_NAMES.map(fieldLabel);
    expect(new Set(labels).size).toBe(labels.length);
    expect(fieldLabel('virtualHost')).toBe('ngx_virtual_host');
  });

  it.each([
    ['remote_addr', 'client'],
    ['RemoteAddr', 'client'],
    ['client.ip', 'client'],
    ['http_user_agent', 'agent'],
    ['userAgent', 'agent'],
    ['host', 'virtualHost'],
    ['@timestamp', 'time'],
    ['colour', undefined],
  ])('are known by the name %s', (name, field) => expect(fieldOfName(name)).toBe(field));

  it('come from the line, from the request line within it, or from a label', () => {
    const log = accessLog(COMBINED, { labels: { virtualHost: 'vhost' } });
    expect(sourceOf(log, 'status')).toEqual({ from: 'line' });
    expect(sourceOf(log, 'uri')).toEqual({ from: 'request' });
    expect(sourceOf(log, 'virtualHost')).toEqual({ from: 'label', label: 'vhost' });
    expect(sourceOf(log, 'requestTime')).toBeUndefined();
    expect(fieldsOf(log)).toEqual([
      ...['time', 'client', 'user', 'request', 'method', 'uri', 'protocol', 'status', 'bytes', 'referrer', 'agent'],
      'virtualHost',
    ]);
    expect(lacking(log, ['status', 'requestTime', 'country'])).toEqual(['requestTime', 'country']);
  });
});

describe('the log_format that brings fields', () => {
  it('appends to combined, and quotes what may be a list', () => {
    expect(logFormatFor(COMBINED, ['requestTime', 'upstreamTime', 'status'])).toBe(
      [
        'log_format quayside',
        `    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'`,
        `    ' $request_time "$upstream_response_time"';`,
        'access_log /var/log/nginx/access.log quayside;',
      ].join('\n')
    );
  });

  it('keeps the keys of JSON', () => {
    const text = logFormatFor({ kind: 'json', fields: { status: 'http.code', uri: '["the uri"]' } }, ['requestTime']);
    expect(text).toContain(
      `log_format quayside escape=json\n    '{"http":{"code":"$status"},"the uri":"$request_uri","request_time":"$request_time"}';`
    );
  });

  it('is read back as the format that it writes', () => {
    const wanted = ['requestTime', 'upstreamTime', 'virtualHost', 'cacheStatus'] as const;
    for (const format of [
      COMBINED,
      TIMED_FORMAT,
      JSON_FORMAT,
      { kind: 'pattern', pattern: '<client> <status> <_>' } as const,
    ]) {
      const again = formatFromLogFormat(logFormatFor(format, wanted).split('\naccess_log')[0] ?? '');
      expect(lacking({ format: again, labels: {} }, [...fieldsOf({ format, labels: {} }), ...wanted])).toEqual([]);
    }
    expect(formatFromLogFormat(logFormatFor(COMBINED, []).split('\naccess_log')[0] ?? '')).toEqual(COMBINED);
  });

  it('reads what people paste', () => {
    expect(
      formatFromLogFormat(
        `log_format main '$remote_addr - $remote_user [$time_local] "$request" '\n '$status $body_bytes_sent rt=$request_time "$gzip_ratio"';`
      )
    ).toEqual({
      kind: 'pattern',
      pattern:
        '<remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent> rt=<request_time> "<_>"',
    });
    expect(
      formatFromLogFormat(`log_format j escape=json '{"s":$status,"t":"\${request_time}","x":"$host:$server_port"}';`)
    ).toEqual({
      kind: 'json',
      fields: { status: 's', requestTime: 't' },
    });
    expect(() => formatFromLogFormat('$status$request_time')).toThrow('touch');
    expect(() => formatFromLogFormat('nothing')).toThrow('names no field');
  });

  it('says what is missing in words', () => {
    expect(fieldRemedy(COMBINED, ['requestTime'])).toContain('does not say the request time ($request_time)');
  });
});

describe('paths into JSON', () => {
  it.each([
    ['status', ['status']],
    ['a.b_c', ['a', 'b_c']],
    ['["user-agent"]', ['user-agent']],
    ['a["b \\" c"][2]', ['a', 'b " c', 2]],
  ])('%s', (path, steps) => {
    expect(jsonSteps(path)).toEqual(steps);
    expect(jsonPath(steps)).toBe(path);
  });

  it.each(['', '.', '.a', 'a.', 'a..b', 'a b', 'a[x]', '["a', 'a-b'])('"%s" is none', (path) =>
    expect(jsonSteps(path)).toBeUndefined()
  );

  it('give what Loki gives', () => {
    const value = { a: { b: 1.5 }, c: null, d: [true], e: { f: 'g' } };
    expect(['a.b', 'c', 'd[0]', 'e', 'x.y'].map((path) => jsonText(value, path))).toEqual([
      '1.5',
      '',
      'true',
      '{"f":"g"}',
      '',
    ]);
  });
});

test('segments of combined with appended values join what stands between them', () => {
  expect(segmentsOf(TIMED_FORMAT)?.slice(-7)).toEqual([
    { literal: '" ' },
    { capture: 'requestTime' },
    { literal: ' ' },
    { capture: 'upstreamTime' },
    { literal: ' "' },
    { capture: 'virtualHost' },
    { literal: '"' },
  ]);
});
