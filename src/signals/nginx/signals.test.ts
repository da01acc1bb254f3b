/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER } from '../conventions';
import { hostileScope } from '../test-support/hostileScope';
import { TEMPLATE_PATTERN } from '../test-support/hostile';
import { parseQuery } from '../test-support/queryParser';
import { causeOfLabels, ERROR_CAUSES, NGINX_ERROR_SIGNALS, parseErrorLine } from './errorLog';
import { COMBINED } from './format';
import { NGINX_LATENCY_SIGNALS as L } from './latency';
import { countDistinct, listBytes, listColumns, listQueries, listRows, NGINX_LISTS, PLAIN_LOKI } from './lists';
import { lackingFields, type NginxSignal } from './nginxSignal';
import { NGINX_SIGNALS as S } from './signals';
import { accessLog, contextOf, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const ALL: NginxSignal[] = [...Object.values(S), ...Object.values(L), ...Object.values(NGINX_ERROR_SIGNALS)];

const combined = contextOf(accessLog(COMBINED));
const json = contextOf(accessLog(JSON_FORMAT));

const readable = (text: string) => text.replaceAll('\\x5b', '[').replaceAll('\\x24', '$');

const PARSED = '{job="nginx"} | json ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$"';

/** Each signal over JSON, as it develops and in total. */
const TABLE: Array<[NginxSignal, string, string]> = [
  [S.requests, `sum (rate(${PARSED} [5m]))`, `sum (count_over_time(${PARSED} [1h]))`],
  [
    S.statusClasses,
    `sum by (ngx_status_class) (label_replace(sum by (ngx_status) (rate(${PARSED} [5m])), "ngx_status_class", "\${1}xx", "ngx_status", "(.).*"))`,
    `sum by (ngx_status_class) (label_replace(sum by (ngx_status) (count_over_time(${PARSED} [1h])), "ngx_status_class", "\${1}xx", "ngx_status", "(.).*"))`,
  ],
  [
    S.statusCodes,
    `sum by (ngx_status) (rate(${PARSED} [5m]))`,
    `sum by (ngx_status) (count_over_time(${PARSED} [1h]))`,
  ],
  [
    S.errorRatio,
    `sum (rate(${PARSED} | ngx_status =~ "^(?:5[0-9]{2})$" [5m])) / sum (rate(${PARSED} [5m]))`,
    `sum (count_over_time(${PARSED} | ngx_status =~ "^(?:5[0-9]{2})$" [1h])) / sum (count_over_time(${PARSED} [1h]))`,
  ],
  [
    S.bytes,
    'sum (rate({job="nginx"} | json ngx_bytes="body_bytes_sent", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_bytes =~ "^(?:[0-9]+)$" | unwrap ngx_bytes | __error__ = "" [5m]))',
    'sum (sum_over_time({job="nginx"} | json ngx_bytes="body_bytes_sent", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_bytes =~ "^(?:[0-9]+)$" | unwrap ngx_bytes | __error__ = "" [1h]))',
  ],
  [
    S.visitors,
    'count(sum by (ngx_client, ngx_agent) (count_over_time({job="nginx"} | json ngx_client="remote_addr", ngx_agent="http_user_agent", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_status !~ "^(?:4[0-9]{2})$" [5m])))',
    'count(sum by (ngx_client, ngx_agent) (count_over_time({job="nginx"} | json ngx_client="remote_addr", ngx_agent="http_user_agent", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_status !~ "^(?:4[0-9]{2})$" [1h])))',
  ],
  [
    L.requestTimeP95,
    'quantile_over_time(0.95, {job="nginx"} | json ngx_request_time="request_time", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_request_time =~ "^(?:[0-9]+([.][0-9]+)?)$" | unwrap ngx_request_time | __error__ = "" [5m]) by ()',
    'quantile_over_time(0.95, {job="nginx"} | json ngx_request_time="request_time", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_request_time =~ "^(?:[0-9]+([.][0-9]+)?)$" | unwrap ngx_request_time | __error__ = "" [1h]) by ()',
  ],
  [
    L.upstreamTimes,
    'sum by (ngx_bucket) (rate({job="nginx"} | json ngx_upstream_time="upstream_response_time", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_upstream_time =~ "^(?:[0-9]+([.][0-9]+)?)$" | line_format "{{.ngx_upstream_time}}" | regexp "^(?P<ngx_bucket>0[.]0*[0-9]{1,2}|[1-9][.][0-9]|[0-9]+)" [5m]))',
    'sum by (ngx_bucket) (count_over_time({job="nginx"} | json ngx_upstream_time="upstream_response_time", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" | ngx_upstream_time =~ "^(?:[0-9]+([.][0-9]+)?)$" | line_format "{{.ngx_upstream_time}}" | regexp "^(?P<ngx_bucket>0[.]0*[0-9]{1,2}|[1-9][.][0-9]|[0-9]+)" [1h]))',
  ],
];

describe('signals of NGINX', () => {
  it.each(TABLE.map(([signal, query, total]) => ({ id: signal.id, signal, query, total })))(
    '$id',
    ({ signal, query, total }) => {
      expect(readable(signal.query(json))).toBe(query);
      expect(readable(signal.total(json))).toBe(total);
    }
  );

  it('are grouped inside, by what the context asks for', () => {
    const by = { ...json, by: ['virtualHost'] as const, byStream: true };
    expect(S.requests.query(by)).toMatch(/^sum by \(host, container, ngx_virtual_host\) \(rate\(/);
    expect(L.requestTimeP99.query(by)).toMatch(/\[5m\]\) by \(host, container, ngx_virtual_host\)$/);
    expect(S.errorRatio.query(by).match(/sum by \(host, container, ngx_virtual_host\)/g)).toHaveLength(2);
    expect(NGINX_ERROR_SIGNALS.errorLevels.query(by)).toMatch(/^sum by \(host, container, ngx_level\)/);
  });

  it('have ids of their own, and words', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
    ALL.forEach(({ id, title, description }) => expect([id, title, description]).not.toContain(''));
  });

  it('are off where the log lacks a field, and where there is no NGINX', () => {
    expect(L.requestTimeP95.applies?.(combined.conventions)).toBe(false);
    expect(lackingFields(combined.conventions, L.requestTimeP95.fields)).toEqual(['requestTime']);
    expect(L.requestTimeP95.applies?.(json.conventions)).toBe(true);
    expect(S.requests.applies?.(DOCKER)).toBe(false);
    expect(() => S.requests.query({ ...combined, conventions: DOCKER })).toThrow('where NGINX logs');
  });

  const logs = [COMBINED, TIMED_FORMAT, JSON_FORMAT].map((format) => accessLog(format));

  it.each(ALL.map((signal) => ({ id: signal.id, signal })))('$id parses, whatever the scope', ({ signal }) => {
    fc.assert(
      fc.property(hostileScope, fc.constantFrom(...logs), (scope, log) => {
        const context = contextOf(log, { scope });
        for (const query of signal.applies?.(context.conventions)
          ? [signal.query(context), signal.total(context)]
          : []) {
          const { errors, nodes } = parseQuery('logql', query);
          expect({ query, errors }).toEqual({ query, errors: [] });
          expect(nodes).not.toContain('Without');
          expect(query).not.toMatch(TEMPLATE_PATTERN);
        }
      }),
      { numRuns: 20 }
    );
  });
});

describe('ranked lists', () => {
  it.each(Object.values(NGINX_LISTS).map((list) => ({ id: list.id, list })))('$id parses', ({ list }) => {
    for (const context of [combined, json, contextOf(accessLog(TIMED_FORMAT))]) {
      if (list.applies(context.conventions)) {
        const queries = [
          listQueries(list, context, { approxTopk: true, maxSeries: 500 }, 20).approximate ?? '',
          listBytes(list, context),
          countDistinct(list, context, '.*7'),
        ];
        queries.forEach((query) =>
          expect({ query, errors: parseQuery('logql', query).errors }).toEqual({ query, errors: [] })
        );
      }
    }
  });

  it('are exact, then approximate where the server can, else say what to do', () => {
    const exact =
      'sum by (ngx_uri) (count_over_time({job="nginx"} | json ngx_uri="request_uri", ngx_status="status" | __error__ = "" | ngx_status =~ "^(?:[0-9]{3})$" [1h]))';
    const plain = listQueries(NGINX_LISTS.uris, json, PLAIN_LOKI, 20);
    expect(readable(plain.exact)).toBe(exact);
    expect(plain.approximate).toBeUndefined();
    expect(plain.beyond).toContain('Choose a shorter range');
    const able = listQueries(NGINX_LISTS.uris, json, { approxTopk: true, maxSeries: 500 }, 20);
    expect(readable(able.approximate ?? '')).toBe(`approx_topk(20, ${exact})`);
    expect(able.beyond).toContain('more than 500 values');
  });

  it('make routes of URIs inside the query', () => {
    expect(readable(listQueries(NGINX_LISTS.routes, json, PLAIN_LOKI, 20).exact)).toContain(
      '| line_format "{{.ngx_uri}}" | pattern "<ngx_path>?<_>" | label_format ngx_route="{{ regexReplaceAll '
    );
  });

  it('put rows without a value together', () => {
    const series: Array<{ labels: Record<string, string>; value: number }> = [
      { labels: { ngx_referrer: '-' }, value: 1 },
      { labels: {}, value: 1032 },
      { labels: { ngx_referrer: 'https://example.org/' }, value: 2000 },
    ];
    expect(listRows(NGINX_LISTS.referrers, json, series)).toEqual([
      { values: ['https://example.org/'], count: 2000 },
      { values: [''], count: 1033 },
    ]);
    expect(listColumns(NGINX_LISTS.errors)).toEqual(['Path', 'Status']);
  });

  it('have ids of their own', () => {
    const ids = Object.values(NGINX_LISTS).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const at = '2026/11/22 20:41:54 [error] 6#6: *7 ';
const request =
  ', client: 10.0.0.1, server: shop.example, request: "GET /x HTTP/1.1", upstream: "http://10.0.0.2:80/x", host: "shop.example"';

describe('the error log', () => {
  it.each([
    [
      `${at}upstream timed out (110: Connection timed out) while reading response header from upstream${request}`,
      'upstreamTimedOut',
    ],
    [`${at}connect() failed (111: Connection refused) while connecting to upstream${request}`, 'connectionRefused'],
    [
      `${at}connect() to unix:/run/php.sock failed (13: Permission denied) while connecting to upstream${request}`,
      'socketForbidden',
    ],
    [`${at}connect() failed (101: Network is unreachable) while connecting to upstream${request}`, 'connectFailed'],
    [`${at}no live upstreams while connecting to upstream${request}`, 'noLiveUpstreams'],
    [`${at}open() "/var/www/html/no live upstreams" failed (2: No such file or directory)${request}`, 'fileMissing'],
    [`${at}open() "/var/www/x" failed (13: Permission denied)${request}`, 'fileForbidden'],
    [
      `${at}recv() failed (104: Connection reset by peer) while reading response header from upstream${request}`,
      'upstreamReset',
    ],
    [`${at}client intended to send too large body: 10485761 bytes${request}`, 'bodyTooLarge'],
    [`${at}user "bob": password mismatch${request}`, 'login'],
    ['2026/11/22 20:41:54 [alert] 1#1: worker process 31 exited on signal 11 (core dumped)', 'workerDied'],
    ['2026/11/22 20:41:54 [emerg] 1#1: host not found in upstream "api" in /etc/nginx/nginx.conf:12', 'upstreamName'],
    ['2026/11/22 20:41:54 [notice] 1#1: signal process started', 'other'],
  ])('%s', (line, id) => expect(parseErrorLine(line)?.cause.id).toBe(id));

  it('reads what belongs to the request', () => {
    expect(parseErrorLine(`${at}no live upstreams while connecting to upstream${request}`)).toMatchObject({
      time: '2026/11/22 20:41:54',
      level: 'error',
      message: 'no live upstreams while connecting to upstream',
      details: {
        client: '10.0.0.1',
        server: 'shop.example',
        request: 'GET /x HTTP/1.1',
        upstream: 'http://10.0.0.2:80/x',
        host: 'shop.example',
      },
    });
    expect(parseErrorLine('10.0.0.1 - - [x] "GET / HTTP/1.1" 200 6')).toBeUndefined();
  });

  it('names the cause of a series', () => {
    expect(causeOfLabels({ ngx_level: 'crit', ngx_cause: 'open()', ngx_errno: '13' })).toMatchObject({
      id: 'fileForbidden',
      level: 'crit',
    });
    expect(causeOfLabels({ ngx_level: 'warn' })).toMatchObject({ id: 'other', level: 'warn' });
    ERROR_CAUSES.forEach(({ explanation }) => expect(explanation).not.toBe(''));
  });
});
