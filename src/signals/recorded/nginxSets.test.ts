/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, VECTOR_COMBINED_LOGS, type Conventions } from '../conventions';
import { canonicalJson } from '../hashOf';
import { NGINX_ERROR_SIGNALS } from '../nginx/errorLog';
import type { Field } from '../nginx/fields';
import type { Filter } from '../nginx/filters';
import type { AccessLog } from '../nginx/format';
import { NGINX_LATENCY_SIGNALS } from '../nginx/latency';
import type { NginxContext } from '../nginx/nginxSignal';
import { NGINX_SIGNALS } from '../nginx/signals';
import { parseQuery } from '../test-support/queryParser';
import { recordedRead } from './nginxReads';
import { HOSTS_LABEL, LOG_LABEL } from './labels';
import { nginxLogKey } from './nginxLogKey';
import { hostsOfHeartbeats } from './nginxRecorded';
import { NGINX_RECORDED, nginxSets } from './nginxSets';

const of = (value: string) => [{ label: 'container', op: '=' as const, value }];
const jsonAccess = (container: string, more: Partial<Record<Field, string>>): AccessLog => ({
  matchers: of(container),
  format: {
    kind: 'json',
    fields: {
      status: 'status',
      method: 'method',
      bytes: 'bytes',
      requestTime: 'request_time',
      upstreamTime: 'upstream_time',
      ...more,
    },
  },
  labels: {},
});
const JSON_LOG: Conventions = { ...DOCKER, nginx: { access: jsonAccess('edge', { virtualHost: 'host' }) } };
/** The second says all that the first does but the virtual host. */
const TWO_LOGS: Conventions = {
  ...DOCKER,
  nginx: {
    access: jsonAccess('edge', { virtualHost: 'host' }),
    more: [{ access: jsonAccess('plain', {}) }],
  },
};
const COMBINED: Conventions = {
  ...DOCKER,
  logs: VECTOR_COMBINED_LOGS,
  nginx: { access: { matchers: of('edge'), format: { kind: 'combined', appended: [] }, labels: {} } },
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

  test('requests of a log that does not say the virtual host, or the method, are counted as well', () => {
    const sets = nginxSets({ conventions: TWO_LOGS, virtualHosts: ['a.example'] });
    const rulesOf = (metric: string) =>
      sets.flatMap(({ rules }) =>
        rules.filter(({ record, labels }) => record === metric && (labels['le'] ?? '1') === '1')
      );
    for (const metric of [NGINX_RECORDED.requests, NGINX_RECORDED.bytes, NGINX_RECORDED.requestTime]) {
      const [named, others, silent, ...more] = rulesOf(metric);
      expect(more).toEqual([]);
      [named, others].forEach((rule) => {
        expect(rule?.expr).toContain('container="edge"');
        expect(rule?.expr).not.toContain('container="plain"');
      });
      expect(others?.labels).toMatchObject({ ngx_virtual_host: 'other' });
      expect(silent?.expr).toContain('container="plain"');
      expect(silent?.expr).not.toContain('container="edge"');
      expect(silent?.labels).not.toHaveProperty('ngx_virtual_host');
      expectGood('logql', silent?.expr.replaceAll(' offset 1m', '') ?? '');
    }
    // Both logs say the method.
    const methods = rulesOf(NGINX_RECORDED.methods);
    expect(methods.map(({ labels }) => labels['ngx_method'])).toEqual([undefined, 'other']);
    methods.forEach(({ expr }) => ['edge', 'plain'].forEach((name) => expect(expr).toContain(`container="${name}"`)));
  });

  test('where no virtual host is told apart, all are the others', () => {
    const [traffic] = nginxSets({ conventions: JSON_LOG, virtualHosts: [] });
    const requests = traffic?.rules.filter(({ record }) => record === NGINX_RECORDED.requests) ?? [];
    expect(requests.map(({ labels }) => labels['ngx_virtual_host'])).toEqual(['other']);
    expect(requests[0]?.expr).not.toContain('ngx_virtual_host');
  });

  test('the heartbeat tells which virtual hosts are recorded by name', () => {
    const heartbeat = (virtualHosts: string[]) =>
      nginxSets({ conventions: JSON_LOG, virtualHosts })[0]?.rules.at(-1)?.labels[HOSTS_LABEL];
    expect(heartbeat([])).toBeUndefined();
    expect(heartbeat(['b.example', 'a.example', 'other', 'b.example'])).toBe('a.example b.example');
    expect(hostsOfHeartbeats([{ [HOSTS_LABEL]: heartbeat(['a b', 'ü%20']) ?? '' }])).toEqual(['a b', 'ü%20']);
  });

  test('of more virtual hosts than a label has room for, the first are recorded by name', () => {
    const many = Array.from(
      { length: 100 },
      (_, index) => `${String(99 - index).padStart(2, '0')}.a-rather-long.example`
    );
    const [traffic] = nginxSets({ conventions: JSON_LOG, virtualHosts: many });
    const text = traffic?.rules.at(-1)?.labels[HOSTS_LABEL] ?? '';
    expect(text.length).toBeLessThanOrEqual(2048);
    const names = hostsOfHeartbeats([{ [HOSTS_LABEL]: text }]);
    expect(names).toEqual(many.slice(0, names.length).sort());
    expect(traffic?.rules[0]?.expr).not.toContain(many.at(-1)?.replaceAll('.', '\\\\.'));
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

  test('settings that Grafana gave back have the key that they had when they were written', () => {
    const back = JSON.parse(canonicalJson(JSON_LOG) ?? '') as Conventions;
    expect(Object.keys(back)).not.toEqual(Object.keys(JSON_LOG));
    expect(nginxLogKey(back)).toBe(nginxLogKey(JSON_LOG));
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
    ['an invented method', read(NGINX_SIGNALS.requests, { filters: [is('method', 'PROPFIND')] })],
    [
      'all but an invented method',
      read(NGINX_SIGNALS.requests, { filters: [{ dimension: 'method', op: 'not', value: 'PROPFIND' }] }),
    ],
    [
      'methods by an expression',
      read(NGINX_SIGNALS.requests, { filters: [{ dimension: 'method', op: 'matches', value: 'PROP.*' }] }),
    ],
    ['what the others are together', read(NGINX_SIGNALS.requests, { filters: [is('method', 'other')] })],
    ['methods of a virtual host', read(NGINX_SIGNALS.methods, { filters: [is('virtualHost', 'a.example')] })],
    ['times of a status', read(NGINX_LATENCY_SIGNALS.requestTimes, { filters: [is('status', '500')] })],
    ['one host', read(NGINX_SIGNALS.requests, { scope: { hosts: ['web-1'] } })],
    ['each stream', read(NGINX_SIGNALS.requests, { byStream: true })],
    ['visitors', read(NGINX_SIGNALS.visitors)],
    ['a percentile by itself', read(NGINX_LATENCY_SIGNALS.requestTimeP95)],
  ])('%s is in the logs alone', (_why, text) => expect(text).toBeUndefined());

  const readOf = (filters: Filter[], by: NginxContext['by'] = []) =>
    recordedRead(NGINX_SIGNALS.statusCodes, contextOf(JSON_LOG, { filters, by }), RECORDING);
  const hostMatchers = (filters: Filter[]) =>
    readOf(filters)?.heartbeat.matchers.filter(({ label }) => label === HOSTS_LABEL);

  test('a virtual host is read for the time in which it was recorded by name, and for no other', () => {
    expect(hostMatchers([])).toEqual([]);
    const [matcher, ...more] = hostMatchers([is('virtualHost', 'b.example')]) ?? [];
    expect(more).toEqual([]);
    const matches = (value: string) => new RegExp(`^(?:${matcher?.value})$`).test(value);
    expect(['b.example', 'a b.example', 'a b.example c', 'b.example c'].map(matches)).toEqual([true, true, true, true]);
    expect(['', 'a', 'xb.example', 'b.example.com', 'bXexample'].map(matches)).toEqual(Array(5).fill(false));
    expect(hostMatchers([is('virtualHost', 'a.example'), is('virtualHost', 'b.example')])).toHaveLength(2);
  });

  test('values of a time in which a virtual host was among the others are not used', () => {
    expect(readOf([is('virtualHost', 'a.example')])?.isBeyond).toBe(false);
    expect(readOf([{ dimension: 'virtualHost', op: 'not', value: 'a.example' }])?.isBeyond).toBe(true);
    expect(readOf([is('virtualHost', 'a.example'), is('virtualHost', 'b.example')])?.isBeyond).toBe(true);
  });

  test('requests of a log that does not say what is asked are left out, as the logs’ own queries do', () => {
    const not: Filter = { dimension: 'virtualHost', op: 'not', value: 'a.example' };
    expect(readOf([not])?.query(60)).toContain('ngx_virtual_host!="a.example", ngx_virtual_host!=""');
    expect(read(NGINX_SIGNALS.methods)).toContain('ngx_method!=""');
    // Split by it, they are there without one.
    expect(read(NGINX_SIGNALS.virtualHosts)).not.toContain('!=""');
    expect(readOf([], ['method'])?.query(60)).not.toContain('!=""');
  });

  test('where no virtual host is recorded by name, they are in the logs alone', () =>
    expect(recordedRead(NGINX_SIGNALS.virtualHosts, contextOf(JSON_LOG), { virtualHosts: [] })).toBeUndefined());

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
