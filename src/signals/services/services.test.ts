/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER } from '../conventions';
import type { Matcher } from '../promql';
import { EVERYTHING } from '../scope';
import { hostileName, TEMPLATE_PATTERN } from '../test-support/hostile';
import { INSTALLATIONS } from '../test-support/installations';
import { parseQuery } from '../test-support/queryParser';
import {
  containerCandidates,
  jobKind,
  lastAnswers,
  metricNames,
  namedSelector,
  partKinds,
  SAMPLES_BY_TARGET,
  targetsOf,
  TARGETS,
  telltales,
} from './applications';
import { measuresOf, topValues, valueCount } from './breakdown';
import type { MetricFamily, MetricType } from './metricFamily';
import {
  bucketRates,
  counterRate,
  gaugeTogether,
  infoLabels,
  observedMean,
  observedRate,
  percentile,
  summaryQuantiles,
} from './metricSignals';
import { metricUnit, unitOfRate } from './metricUnit';
import { isFailure, requestErrors, requestRate, requestsByStatus, statusLabel } from './red';
import type { ServiceContext } from './serviceContext';

const context: ServiceContext = { conventions: DOCKER, scope: EVERYTHING, window: '5m', range: '1h', job: 'chat' };
const family = (name: string, type: MetricType): MetricFamily => ({
  name,
  type,
  help: '',
  unit: 'seconds',
  from: 'metadata',
  series: 1,
  ended: false,
  hasQuantiles: type === 'summary',
  hasCount: true,
});

function everyQuery(name: string, one: ServiceContext): string[] {
  const types: MetricType[] = ['counter', 'gauge', 'histogram', 'native histogram', 'summary', 'info'];
  return types.flatMap((type) => {
    const it = family(name, type);
    const requests = { family: it, status: 'code' };
    return [
      ...[counterRate, observedMean, observedRate, bucketRates, summaryQuantiles, infoLabels].map((signal) =>
        signal(it).query(one)
      ),
      ...(['max', 'avg', 'min', 'sum'] as const).map((how) => gaugeTogether(it, how).query(one)),
      percentile(it, 95).query(one),
      ...measuresOf(it).map((measure) => topValues(one, measure, 'route', 10)),
      valueCount(one, it, 'route'),
      ...[requestRate, requestsByStatus, requestErrors].map((signal) => signal(requests).query(one)),
    ];
  });
}

function expectGood(text: string) {
  expect({ text, errors: parseQuery('promql', text).errors }).toEqual({ text, errors: [] });
  expect(text).not.toMatch(TEMPLATE_PATTERN);
}

describe('queries of one application', () => {
  test('say what they mean', () => {
    expect(counterRate(family('a_total', 'counter')).query({ ...context, by: ['route'], instances: ['x:1'] })).toBe(
      'sum by (route) (rate(a_total{job="chat", instance="x:1"}[5m]))'
    );
    expect(percentile(family('a_seconds', 'histogram'), 95).query({ ...context, offset: '1d' })).toBe(
      'histogram_quantile(0.95, sum by (le) (rate(a_seconds_bucket{job="chat"}[5m] offset 1d)))'
    );
    expect(percentile(family('a_seconds', 'native histogram'), 50).query(context)).toBe(
      'histogram_quantile(0.5, sum (rate(a_seconds{job="chat"}[5m])))'
    );
    expect(summaryQuantiles(family('a_seconds', 'summary')).query(context)).toBe(
      'max by (quantile) (a_seconds{job="chat", quantile!=""})'
    );
    expect(observedMean(family('a_seconds', 'summary')).query(context)).toBe(
      'sum (rate(a_seconds_sum{job="chat"}[5m])) / (sum (rate(a_seconds_count{job="chat"}[5m])) > 0)'
    );
  });

  test('are those of the application alone where several share a job', () => {
    const where: Matcher[] = [{ label: 'service', op: '=', value: 'chat' }];
    const one = { ...context, where };
    expect(counterRate(family('a_total', 'counter')).query(one)).toBe(
      'sum (rate(a_total{job="chat", service="chat"}[5m]))'
    );
    expect(metricNames(one)).toBe('count by (__name__) ({job="chat", service="chat"})');
    expect(lastAnswers(one, 3600, 15)).toBe(
      'max by (instance) (max_over_time(((max_over_time(up{job="chat", service="chat"}[15s]) == 1) * time())[1h:15s]))'
    );
  });

  test('never add up or average what a summary has reckoned', () => {
    for (const { query } of measuresOf(family('a_seconds', 'summary'))) {
      expect(query(context)).not.toMatch(/(sum|avg)[^{]*a_seconds\{/);
    }
  });

  test('ask no quantile of a summary that reckons none', () => {
    const one = { ...family('a_seconds', 'summary'), hasQuantiles: false };
    expect(measuresOf(one).map(({ title }) => title)).toEqual(['Mean', 'Observed']);
  });

  test('parse whatever things are called', () => {
    const values = fc.array(hostileName, { maxLength: 3 });
    fc.assert(
      fc.property(hostileName, hostileName, values, values, (name, job, instances, only) => {
        everyQuery(name, { ...context, job, instances, only: { label: 'route', values: only } }).forEach(expectGood);
      }),
      { numRuns: 30 }
    );
    everyQuery('http_requests_total', context).forEach(expectGood);
  });

  test('refuse a label that is none', () => {
    expect(() => counterRate(family('a', 'counter')).query({ ...context, by: ['a) or vector(1'] })).toThrow(
      /no label name/
    );
  });

  test.each(INSTALLATIONS)('that find applications and containers parse for %s', (_, conventions) => {
    fc.assert(
      fc.property(hostileName, fc.array(hostileName, { minLength: 1, maxLength: 3 }), (job, names) => {
        const where: Matcher[] = [{ label: 'service', op: '=', value: job }];
        const one = { ...context, conventions, job, where };
        [
          TARGETS,
          SAMPLES_BY_TARGET,
          telltales(),
          targetsOf(one),
          metricNames(one),
          partKinds(one),
          namedSelector(one, names),
          lastAnswers(one, 3600, 15),
          containerCandidates(one, names, names),
        ].forEach(expectGood);
      }),
      { numRuns: 20 }
    );
  });
});

describe('what a job is about', () => {
  test.each([
    ['x', ['cadvisor_version_info'], 'containers'],
    ['x', ['node_uname_info'], 'hosts'],
    ['chat', [], 'application'],
    ['node', [], 'hosts'],
    ['nodejs-app', [], 'application'],
    ['prometheus', [], 'monitoring'],
    ['shop-prometheus-client', [], 'application'],
    ['redis_exporter', [], 'exporter'],
  ])('%s with %j: %s', (job, metrics, kind) => expect(jobKind(job, metrics)).toBe(kind));
});

describe('units', () => {
  test.each([
    ['http_request_duration_seconds', '', 'seconds'],
    ['chat_traffic_bytes_total', '', 'bytes'],
    ['process_start_time_seconds', '', 'unix seconds'],
    ['cache_hit_ratio', '', 'ratio'],
    ['request_latency_ms', '', 'milliseconds'],
    ['queue_items', '', 'count'],
    ['bytes', '', 'count'],
    ['pool_memory', 'bytes', 'bytes'],
  ])('%s %s: %s', (name, said, unit) => expect(metricUnit(name, said)).toBe(unit));

  test('of rates', () => {
    expect(['bytes', 'seconds', 'count'].map((unit) => unitOfRate(unit as 'bytes'))).toEqual([
      'bytes per second',
      'seconds per second',
      'per second',
    ]);
  });
});

describe('requests', () => {
  test.each([
    ['500', true],
    ['503', true],
    ['5xx', true],
    ['404', false],
    ['200', false],
    ['1500', false],
    ['error', true],
    ['Failed', true],
    ['refused', false],
    ['Internal', true],
    ['internal', false],
    ['NOT_FOUND', false],
    ['', false],
  ])('of status %s failed: %s', (status, failed) => expect(isFailure(status)).toBe(failed));

  test('have the most telling label for it', () => {
    expect(statusLabel(['instance', 'status', 'code'])).toBe('code');
    expect(statusLabel(['instance', 'outcome'])).toBe('outcome');
    expect(statusLabel(['instance', 'route'])).toBeUndefined();
  });
});
