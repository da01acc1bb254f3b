/** @jest-environment node */
import { familiesOf, type KnownMetrics, type MetricMetadata } from './familiesOf';

const names = (...all: string[]) => new Map(all.map((name) => [name, 2]));
const said = (entries: Record<string, string>): Map<string, MetricMetadata> =>
  new Map(Object.entries(entries).map(([name, type]) => [name, { type, help: `Help of ${name}.`, unit: '' }]));
const none = new Map<string, MetricMetadata>();
const typesOf = (known: KnownMetrics) => Object.fromEntries(familiesOf(known).map(({ name, type }) => [name, type]));

const EVERYTHING = names(
  'app_messages_total',
  'app_clients',
  'app_latency_seconds_bucket',
  'app_latency_seconds_sum',
  'app_latency_seconds_count',
  'app_broadcast_seconds',
  'app_broadcast_seconds_sum',
  'app_broadcast_seconds_count',
  'app_build_info',
  's3_bucket',
  'words_count',
  'up',
  'scrape_duration_seconds'
);

const TYPES = {
  app_messages_total: 'counter',
  app_clients: 'gauge',
  app_latency_seconds: 'histogram',
  app_broadcast_seconds: 'summary',
  app_build_info: 'info',
  s3_bucket: 'gauge',
};

describe('families of metrics', () => {
  test('are put together by what the application says', () => {
    const metadata = said({
      app_messages_total: 'counter',
      app_clients: 'gauge',
      app_latency_seconds: 'histogram',
      app_broadcast_seconds: 'summary',
      app_build_info: 'gauge',
      s3_bucket: 'gauge',
      words_count: 'gauge',
    });
    expect(typesOf({ names: EVERYTHING, metadata })).toEqual({ ...TYPES, words_count: 'gauge' });
    const latency = familiesOf({ names: EVERYTHING, metadata }).find(({ type }) => type === 'histogram');
    expect(latency).toEqual({
      name: 'app_latency_seconds',
      type: 'histogram',
      help: 'Help of app_latency_seconds.',
      unit: 'seconds',
      from: 'metadata',
      series: 6,
      ended: false,
      hasQuantiles: false,
      hasCount: true,
    });
  });

  test('are put together by labels and names where nobody keeps metadata', () => {
    const kinds = new Map([
      ['app_latency_seconds_bucket', 'le'],
      ['app_broadcast_seconds', 'quantile'],
    ] as const);
    const expected = { ...TYPES, words_count: 'counter' };
    expect(typesOf({ names: EVERYTHING, metadata: none, kinds })).toEqual(expected);
    expect(typesOf({ names: EVERYTHING, metadata: none })).toEqual(expected);
    expect(
      familiesOf({ names: EVERYTHING, metadata: none }).every(({ from, help }) => from === 'names' && help === '')
    ).toBe(true);
  });

  test('of OpenMetrics carry their type without the ending of their series', () => {
    const metadata = said({ app_messages: 'counter', app_build: 'info' });
    expect(typesOf({ names: names('app_messages_total', 'app_messages_created', 'app_build_info'), metadata })).toEqual(
      {
        app_messages_total: 'counter',
        app_build_info: 'info',
      }
    );
  });

  test('that are native histograms have no buckets of their own', () => {
    const metadata = said({ app_latency_seconds: 'histogram' });
    expect(typesOf({ names: names('app_latency_seconds'), metadata })).toEqual({
      app_latency_seconds: 'native histogram',
    });
  });

  test('that are summaries may reckon no quantile', () => {
    const metadata = said({ app_work_seconds: 'summary' });
    const parts = names('app_work_seconds_sum', 'app_work_seconds_count', 'app_work_seconds_created');
    expect(familiesOf({ names: parts, metadata })).toMatchObject([
      { name: 'app_work_seconds', type: 'summary', hasQuantiles: false, hasCount: true },
    ]);
  });

  test('without a count show their quantiles alone', () => {
    const metadata = said({ app_latency_seconds: 'summary' });
    expect(familiesOf({ names: names('app_latency_seconds'), metadata })).toMatchObject([
      { type: 'summary', hasQuantiles: true, hasCount: false },
    ]);
  });

  test('without a type have that of their names and labels, and the help that there is', () => {
    const known = {
      names: names('app_seconds_bucket', 'app_seconds_sum', 'app_seconds_count', 'app_hits_total', 'app_size'),
      metadata: said({ app_seconds: 'unknown', app_hits_total: 'untyped', app_size: 'unknown' }),
      kinds: new Map([['app_seconds_bucket', 'le']] as const),
    };
    expect(typesOf(known)).toEqual({ app_hits_total: 'counter', app_seconds: 'histogram', app_size: 'gauge' });
    expect(familiesOf(known).map(({ from, help }) => [from, help])).toEqual([
      ['names', 'Help of app_hits_total.'],
      ['names', 'Help of app_seconds.'],
      ['names', 'Help of app_size.'],
    ]);
  });

  test('that are histograms of gauges are no counters to take a rate of', () => {
    const metadata = said({ app_age: 'gaugehistogram' });
    const kinds = new Map([['app_age_bucket', 'le']] as const);
    expect(typesOf({ names: names('app_age_bucket', 'app_age_gsum', 'app_age_gcount'), metadata, kinds })).toEqual({
      app_age_bucket: 'gauge',
      app_age_gcount: 'gauge',
      app_age_gsum: 'gauge',
    });
  });

  test('have ended where nothing of them is left', () => {
    const ended = new Set(['old_total', 'app_seconds_bucket']);
    const all = names('old_total', 'app_seconds_bucket', 'app_seconds_sum', 'app_seconds_count');
    expect(familiesOf({ names: all, metadata: none, ended }).map(({ name, ended: is }) => [name, is])).toEqual([
      ['app_seconds', false],
      ['old_total', true],
    ]);
  });
});
