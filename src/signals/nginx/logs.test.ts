/** @jest-environment node */
import { DOCKER } from '../conventions';
import { parseQuery } from '../test-support/queryParser';
import { COMBINED, nginxConventionsSchema, type NginxConventions, type NginxLog } from './format';
import { lastSeen, lastSeenTimes } from './lastSeen';
import { NGINX_LATENCY_SIGNALS as L } from './latency';
import { listQueries, listRows, NGINX_LISTS, PLAIN_LOKI } from './lists';
import { logOfStream, logsOf, logTitle, togetherOf, writtenLogs } from './logs';
import { lackingFields, logsLeftOut, type NginxContext } from './nginxSignal';
import { NGINX_ERROR_SIGNALS } from './errorLog';
import { NGINX_SIGNALS as S } from './signals';
import { accessLog, JSON_FORMAT } from './test-support/contexts';

const on = (host: string, log: Partial<NginxLog['access']> = {}): NginxLog => {
  const matchers = [
    { label: 'job', op: '=' as const, value: 'nginx' },
    { label: 'host', op: '=' as const, value: host },
  ];
  return { access: { ...accessLog(COMBINED), matchers, ...log }, error: { matchers } };
};

const contextOf = (logs: NginxLog[], more: Partial<NginxContext> = {}): NginxContext => ({
  conventions: { ...DOCKER, nginx: togetherOf(logs) as NginxConventions },
  scope: {},
  window: '5m',
  range: '1h',
  ...more,
});

const MIXED = [on('web-1'), on('web-2', { format: JSON_FORMAT })];

describe('several logs', () => {
  it('are stored beside the first, and settings with a single one stay what they were', () => {
    const old = { access: accessLog(COMBINED) };
    expect(nginxConventionsSchema.parse(old)).toEqual(old);
    expect(writtenLogs(nginxConventionsSchema.parse(togetherOf(MIXED)))).toEqual(MIXED);
  });

  it('are one where one selector can name them and they read alike', () => {
    const logs = logsOf(
      togetherOf([on('web-1'), on('web-2'), on('web-3', { format: JSON_FORMAT })]) as NginxConventions
    );
    expect(logs.map(({ access }) => access.matchers[1])).toEqual([
      { label: 'host', op: '=~', value: 'web-1|web-2' },
      { label: 'host', op: '=', value: 'web-3' },
    ]);
  });

  it('have a title: their own name, or what tells their streams and format', () => {
    expect(MIXED.map(logTitle)).toEqual(['nginx, web-1 (combined)', 'nginx, web-2 (JSON)']);
    expect(logTitle({ ...on('a'), name: 'The shop' })).toBe('The shop');
  });

  it('are told by the labels of a stream', () => {
    const nginx = togetherOf(MIXED) as NginxConventions;
    expect(logOfStream(nginx, { job: 'nginx', host: 'web-2' })?.access.format).toBe(JSON_FORMAT);
    expect(logOfStream(nginx, { job: 'other', host: 'web-2' })).toBeUndefined();
  });
});

describe('a signal over several logs', () => {
  const context = contextOf(MIXED);

  it('adds up what each log says', () => {
    const text = S.requests.total(context);
    expect(text).toMatch(
      /^sum \(label_replace\(sum \(count_over_time\(\{job="nginx", host="web-1"\}.*"ngx_log", "0", "", ""\) or /
    );
    expect(text).toMatch(/host="web-2"\} \| json .*"ngx_log", "1", "", ""\)\)$/);
  });

  it.each(
    [...Object.values(S), ...Object.values(L), ...Object.values(NGINX_ERROR_SIGNALS)].filter(
      ({ applies }) => applies?.(context.conventions) ?? true
    )
  )('is LogQL: $id', (signal) => {
    for (const text of [signal.query(context), signal.total(context)]) {
      expect(parseQuery('logql', text).errors).toEqual([]);
    }
  });

  it('keeps the requests of a log that names no virtual host', () => {
    const text = S.virtualHosts.query(context);
    expect(text).toMatch(/^sum by \(ngx_status, ngx_virtual_host\) \(label_replace\(sum by \(ngx_status\) /);
    expect(text).toContain('sum by (ngx_status, ngx_virtual_host) (rate({job="nginx", host="web-2"}');
  });

  it('is without logs that do not say what a filter asks, and says so', () => {
    const filtered = contextOf(MIXED, { filters: [{ dimension: 'virtualHost', op: 'is', value: 'a' }] });
    expect(S.requests.total(filtered)).not.toContain('web-1');
    expect(logsLeftOut(filtered, []).map(logTitle)).toEqual(['nginx, web-1 (combined)']);
    expect(logsLeftOut(context, [])).toEqual([]);
    expect(lackingFields(context.conventions, ['virtualHost'])).toEqual([]);
  });

  it('has one label for a field, whatever each log calls it', () => {
    const labelled = contextOf([
      on('web-1', { labels: { virtualHost: 'vhost' } }),
      on('web-2', { format: JSON_FORMAT }),
    ]);
    const { exact, approximate } = listQueries(
      NGINX_LISTS.virtualHosts,
      labelled,
      { ...PLAIN_LOKI, approxTopk: true },
      10
    );
    expect(exact).toContain('"ngx_virtual_host", "\\x24{1}", "vhost", "(.*)")');
    // Loki cannot estimate a sum that two logs are put together in.
    expect(approximate).toBeUndefined();
    const rows = listRows(NGINX_LISTS.virtualHosts, labelled, [{ labels: { ngx_virtual_host: 'a' }, value: 3 }]);
    expect(rows).toEqual([{ values: ['a'], count: 3 }]);
  });

  it('gives a percentile of each, for percentiles cannot be added up', () => {
    expect(
      L.requestTimeP95.query(
        contextOf([on('web-1', { format: JSON_FORMAT }), on('b', { format: JSON_FORMAT, host: 'node' })])
      )
    ).toMatch(/"ngx_log", "0", "", ""\) or label_replace\(quantile_over_time/);
  });

  it('tells when clients were last seen in any of them', () => {
    const text = lastSeen(context, ['1.2.3.4', '::1']);
    expect(text).toMatch(/^max by \(ngx_client\) \(label_replace\(max_over_time\(\{job="nginx", host="web-1"\}/);
    expect(parseQuery('logql', text).errors).toEqual([]);
    expect(lastSeenTimes(context, [{ labels: { ngx_client: '::1' }, value: 5 }])).toEqual(new Map([['::1', 5000]]));
  });

  it('reads no error log twice', () => {
    const shared = [on('web-1'), { ...on('web-2', { format: JSON_FORMAT }), error: on('web-1').error }];
    expect(NGINX_ERROR_SIGNALS.errorLevels.query(contextOf(shared))).not.toContain(' or label_replace(');
  });
});
