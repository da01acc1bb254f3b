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

  test('without a count show their quantiles alone', () => {
    const metadata = said({ app_latency_seconds: 'summary' });
    expect(familiesOf({ names: names('app_latency_seconds'), metadata })).toMatchObject([
      { type: 'summary', hasCount: false },
    ]);
  });
});
