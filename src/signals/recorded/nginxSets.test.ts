/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, VECTOR_COMBINED_LOGS, type Conventions } from '../conventions';
import { NGINX_ERROR_SIGNALS } from '../nginx/errorLog';
import type { Filter } from '../nginx/filters';
import { NGINX_LATENCY_SIGNALS } from '../nginx/latency';
import type { NginxContext } from '../nginx/nginxSignal';
import { NGINX_SIGNALS } from '../nginx/signals';
import { parseQuery } from '../test-support/queryParser';
import { recordedRead } from './nginxReads';
import { LOG_LABEL } from './labels';
import { NGINX_RECORDED, nginxLogKey, nginxSets } from './nginxSets';

const edge = [{ label: 'container', op: '=' as const, value: 'edge' }];
const JSON_LOG: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: edge,
      format: {
        kind: 'json',
        fields: {
          status: 'status',
          virtualHost: 'host',
          method: 'method',
          bytes: 'bytes',
          requestTime: 'request_time',
          upstreamTime: 'upstream_time',
        },
      },
      labels: {},
    },
  },
};
const COMBINED: Conventions = {
  ...DOCKER,
  logs: VECTOR_COMBINED_LOGS,
  nginx: { access: { matchers: edge, format: { kind: 'combined', appended: [] }, labels: {} } },
};

function expectGood(language: 'promql' | 'logql', text: string) {
  expect({ text, errors: parseQuery(language, text).errors }).toEqual({ text, errors: [] });
}

const contextOf = (conventions: Conventions, more: Partial<NginxContext> = {}): NginxContext => ({
  conventions,
  scope: {},
  window: '5m',
  range: '1h',
  ...more,
});

describe('nginxSets', () => {
  test.each([
    ['JSON', JSON_LOG, ['nginx-traffic', 'nginx-request-time', 'nginx-upstream-time']],
    ['combined', COMBINED, ['nginx-traffic']],
  ])(
    'of a log in %s: what its format says, in queries that parse and wait for late lines',
    (_why, conventions, ids) => {
      const sets = nginxSets({ conventions, virtualHosts: ['a.example', 'it\'s "b"'] });
      expect(sets.map(({ id }) => id)).toEqual(ids);
      for (const { rules, heartbeat } of sets) {
        expect(rules.at(-1)).toMatchObject({ record: heartbeat.metric });
        expect(rules.at(-1)?.expr).toContain('or vector(0)');
        for (const { expr, labels } of rules) {
          // The parser that editors use knows no offset after an unwrapped range; Loki does.
          expectGood('logql', expr.replaceAll(' offset 1m', ''));
          expect(expr.match(/\[60s\]/g)).toEqual(expr.match(/\[60s\] offset 1m/g)?.map(() => '[60s]'));
          expect(labels[LOG_LABEL]).toBe(nginxLogKey(conventions));
        }
      }
    }
  );

  test('a virtual host that nobody knows makes no series of its own', () => {
    const [traffic] = nginxSets({ conventions: JSON_LOG, virtualHosts: ['a.example'] });
    const requests = traffic?.rules.filter(({ record }) => record === NGINX_RECORDED.requests) ?? [];
    expect(requests.map(({ labels }) => labels['ngx_virtual_host'])).toEqual([undefined, 'other']);
    expect(requests[0]?.expr).toContain('ngx_virtual_host =~ "^(?:a\\\\.example)$"');
    expect(requests[1]?.expr).toContain('ngx_virtual_host !~ "^(?:a\\\\.example)$"');
  });

  test('a bucket holds what took up to its bound', () => {
    const sets = nginxSets({ conventions: JSON_LOG, virtualHosts: [] });
    const buckets =
      sets.find(({ id }) => id === 'nginx-request-time')?.rules.filter(({ labels }) => labels['le']) ?? [];
    expect(buckets.map(({ labels }) => labels['le'])).toEqual([
      ...['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'],
    ]);
    expect(buckets[0]?.expr).toContain('ngx_request_time < 0.0055');
  });

  test('another format has another key', () => expect(nginxLogKey(JSON_LOG)).not.toBe(nginxLogKey(COMBINED)));
});

const RECORDING = { virtualHosts: ['a.example', 'b.example'] };
const is = (dimension: Filter['dimension'], value: string): Filter => ({ dimension, op: 'is', value });

describe('recordedRead', () => {
  const read = (signal: Parameters<typeof recordedRead>[0], more: Partial<NginxContext> = {}) =>
    recordedRead(signal, contextOf(JSON_LOG, more), RECORDING)?.query(300);

  test('adds the samples whose middle is in the window', () =>
    expect(read(NGINX_SIGNALS.requests)).toBe(
      `sum (sum_over_time(quayside:nginx_requests:count1m{quayside_log="${nginxLogKey(JSON_LOG)}"}[299999ms] offset -90000ms)) / 300`
    ));

  test.each<[string, string | undefined, string[]]>([
    ['by class', read(NGINX_SIGNALS.statusClasses), ['ngx_status_class', 'label_replace']],
    ['by status and virtual host', read(NGINX_SIGNALS.virtualHosts), ['sum by (ngx_status, ngx_virtual_host)']],
    ['errors only', read(NGINX_SIGNALS.serverErrors), ['ngx_status=~"5.."']],
    ['by method, from a metric of its own', read(NGINX_SIGNALS.methods), ['nginx_method_requests', 'by (ngx_method)']],
    ['bytes', read(NGINX_SIGNALS.bytes), ['nginx_sent_bytes']],
    ['error causes', read(NGINX_ERROR_SIGNALS.errorCauses), ['nginx_errors', 'ngx_cause']],
    ['lines that do not parse', read(NGINX_SIGNALS.unparsed), ['nginx_unparsed_lines']],
    ['times', read(NGINX_LATENCY_SIGNALS.requestTimes), ['nginx_request_seconds_bucket', 'sum by (le)']],
    [
      'of one virtual host',
      read(NGINX_SIGNALS.statusCodes, { filters: [is('virtualHost', 'a.example')] }),
      ['ngx_virtual_host="a.example"'],
    ],
    [
      'of either of two',
      read(NGINX_SIGNALS.statusCodes, { filters: [is('virtualHost', 'a.example'), is('virtualHost', 'b.example')] }),
      ['ngx_virtual_host=~"a\\\\.example|b\\\\.example"'],
    ],
    [
      'of either of two classes',
      read(NGINX_SIGNALS.statusCodes, { filters: [is('statusClass', '4xx'), is('statusClass', '5xx')] }),
      ['ngx_status=~"4..|5.."'],
    ],
    [
      'but for one status',
      read(NGINX_SIGNALS.statusCodes, { filters: [{ dimension: 'status', op: 'not', value: '404' }] }),
      ['ngx_status!="404"'],
    ],
  ])('%s', (_why, text, parts) => {
    expectGood('promql', text ?? '');
    parts.forEach((part) => expect(text).toContain(part));
  });

  test.each<[string, string | undefined]>([
    ['a path', read(NGINX_SIGNALS.requests, { filters: [is('path', '/')] })],
    ['static files', read(NGINX_SIGNALS.staticFiles)],
    ['a virtual host among the others', read(NGINX_SIGNALS.requests, { filters: [is('virtualHost', 'c.example')] })],
    [
      'one of two virtual hosts among the others',
      read(NGINX_SIGNALS.requests, { filters: [is('virtualHost', 'a.example'), is('virtualHost', 'c')] }),
    ],
    [
      'virtual hosts by an expression',
      read(NGINX_SIGNALS.requests, { filters: [{ dimension: 'virtualHost', op: 'matches', value: '.*' }] }),
    ],
    ['methods of a virtual host', read(NGINX_SIGNALS.methods, { filters: [is('virtualHost', 'a.example')] })],
    ['times of a status', read(NGINX_LATENCY_SIGNALS.requestTimes, { filters: [is('status', '500')] })],
    ['one host', read(NGINX_SIGNALS.requests, { scope: { hosts: ['web-1'] } })],
    ['each stream', read(NGINX_SIGNALS.requests, { byStream: true })],
    ['visitors', read(NGINX_SIGNALS.visitors)],
    ['a percentile by itself', read(NGINX_LATENCY_SIGNALS.requestTimeP95)],
  ])('%s is in the logs alone', (_why, text) => expect(text).toBeUndefined());

  test('a hostile value stays a value', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('is' as const, 'not' as const), (value, op) => {
        const text = recordedRead(
          NGINX_SIGNALS.requests,
          contextOf(JSON_LOG, { filters: [{ dimension: 'virtualHost', op, value }] }),
          { virtualHosts: [value] }
        )?.query(60);
        expectGood('promql', text ?? '');
      })
    ));
});
