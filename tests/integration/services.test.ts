import { applications, codesOf, requestsOf, shareBelow, TIME_SPREAD, type Application } from '../../fleet/application';
import { integral } from '../../fleet/curve';
import { liveExporter } from '../../fleet/liveExporter';
import { scrapeConfig } from '../../fleet/scrapeConfig';
import { waitFor } from '../../stack/native/waitFor';
import { findFamilies, type Listing } from '../../src/discovery/serviceFamilies';
import { findInstances } from '../../src/discovery/serviceInstances';
import { findApplications, findRed, type Red } from '../../src/discovery/services';
import { quantileOf, quantileOfAll } from '../../src/insights/services/histogramHeat';
import { loadHeat } from '../../src/pages/services/loadHeat';
import { loadRequests } from '../../src/pages/services/loadRed';
import { stepsOf } from '../../src/pages/services/steps';
import { EVERYTHING } from '../../src/signals/scope';
import { measuresOf, topValues, valueCount } from '../../src/signals/services/breakdown';
import type { MetricFamily } from '../../src/signals/services/metricFamily';
import {
  counterRate,
  gaugeTogether,
  infoLabels,
  observedMean,
  observedRate,
  percentile,
  summaryQuantiles,
} from '../../src/signals/services/metricSignals';
import { isFailure, requestErrors, requestRate, requestsByStatus } from '../../src/signals/services/red';
import type { ServiceContext, ServiceSignal } from '../../src/signals/services/serviceContext';
import { askPrometheus } from './support/ask';
import { conventionsOf } from './support/conventions';
import { connect } from './support/grafanaRuntime';
import { END, fleetOf, prometheusOf } from './support/histories';
import { nativeExporter } from './support/nativeExporter';
import { startScraping, type Server } from './support/servers';
import { PROMETHEUS } from './support/sources';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

const WINDOW = 300;
const conventions = conventionsOf('docker');
const fleet = fleetOf('docker');
const known = applications(fleet);

const RANGE = { from: (END - 3600) * 1000, to: END * 1000 };
const listing = (range: { from: number; to: number }, instance?: string): Listing => ({
  ...range,
  at: range.to,
  samples: undefined,
  instance,
});

const contextOf = (job: string, instances: string[] = []): ServiceContext => ({
  conventions,
  scope: EVERYTHING,
  window: `${WINDOW}s`,
  range: '1h',
  job,
  instances,
});

/** Requests that some applications answered with some codes between two moments. */
function answered(some: readonly Application[], from: number, to: number, test: (code: string) => boolean): number {
  return some
    .flatMap((application) =>
      application.routes.flatMap((route) =>
        codesOf(application, route)
          .filter(test)
          .map((code) => requestsOf(application, route, code, from, to))
      )
    )
    .reduce((sum, count) => sum + count, 0);
}

describe('applications of the fleet', () => {
  let prometheus: Server;
  beforeAll(async () => {
    prometheus = await prometheusOf('docker');
    connect({ prometheus: prometheus.url });
  });
  afterAll(() => prometheus?.stop());

  const value = async (signal: ServiceSignal, context: ServiceContext, t = END) => {
    const samples = await askPrometheus(prometheus.url, signal.query(context), t);
    expect(samples).toHaveLength(1);
    return samples[0]?.value ?? NaN;
  };
  const familiesOf = async (job: string) => (await findFamilies(PROMETHEUS, contextOf(job), listing(RANGE))).families;
  const familyOf = async (job: string, name: string): Promise<MetricFamily> => {
    const found = (await familiesOf(job)).find((one) => one.name === name);
    if (!found) {
      throw new Error(`${job} has no ${name}`);
    }
    return found;
  };
  const redOf = async (job: string): Promise<Red> => {
    const [first] = await findRed(PROMETHEUS, contextOf(job), await familiesOf(job), RANGE);
    if (!first) {
      throw new Error(`${job} counts no requests`);
    }
    return first;
  };

  it('are found, and told from exporters', async () => {
    const found = await findApplications(PROMETHEUS, RANGE);
    expect(found.map(({ job, kind, instances, up }) => [job, kind, instances, up])).toEqual([
      // One host has gone away.
      ['cadvisor', 'containers', 4, 3],
      ['media-api', 'application', 2, 2],
      ['node', 'hosts', 4, 3],
      ['orders', 'application', 1, 1],
      ['shop-api', 'application', 2, 2],
    ]);
    expect(found.every(({ samples }) => (samples ?? 0) > 50)).toBe(true);
  });

  it('are told since when one of them does not answer', async () => {
    const { instances, scrapeSeconds } = await findInstances(PROMETHEUS, contextOf('node'), 'node', RANGE);
    expect(scrapeSeconds).toBe(15);
    const [down, ...others] = instances.filter(({ up }) => !up);
    expect(others).toEqual([]);
    const away = fleet.incidents.find(({ kind, end }) => kind === 'host-away' && end === null);
    expect(down).toMatchObject({
      instance: fleet.hosts.find(({ id }) => id === away?.host)?.nodeInstance,
      scraped: true,
    });
    expect(Math.abs((down?.lastAnswer ?? NaN) / 1000 - (away?.start ?? NaN))).toBeLessThanOrEqual(15);
  });

  it.each(['shop-api', 'media-api', 'orders'])('%s is known to be its containers', async (job) => {
    const { instances, containers } = await findInstances(PROMETHEUS, contextOf(job), job, RANGE);
    const own = known.filter((one) => one.job === job);
    expect(instances.map(({ instance, up }) => [instance, up]).sort()).toEqual(
      own.map(({ instance }) => [instance, true]).sort()
    );
    expect(containers.map(({ instance, container }) => [instance, container.host, container.name]).sort()).toEqual(
      own.map(({ instance, container }) => [instance, container.host.id, container.name]).sort()
    );
  });

  it('have metrics of all types, told by names and labels where there is no metadata', async () => {
    const families = await familiesOf('shop-api');
    expect(Object.fromEntries(families.map(({ name, type, unit }) => [name, `${type}, ${unit}`]))).toEqual({
      http_request_duration_seconds: 'histogram, seconds',
      http_requests_total: 'counter, count',
      nodejs_eventloop_lag_seconds: 'gauge, seconds',
      nodejs_heap_size_used_bytes: 'gauge, bytes',
      nodejs_version_info: 'info, count',
      process_cpu_seconds_total: 'counter, seconds',
      process_max_fds: 'gauge, count',
      process_open_fds: 'gauge, count',
      process_resident_memory_bytes: 'gauge, bytes',
      process_start_time_seconds: 'gauge, unix seconds',
      shop_api_build_info: 'info, count',
      shop_api_job_duration_seconds: 'summary, seconds',
      shop_api_queue_items: 'gauge, count',
      shop_api_response_size_bytes: 'histogram, bytes',
      shop_api_traffic_bytes_total: 'counter, bytes',
    });
    expect(families.every(({ from }) => from === 'names')).toBe(true);
  });

  describe.each([
    ['at the end, after the deploy that brings errors', END],
    ['before that deploy', END - 3600],
  ])('requests %s', (_, t) => {
    it.each(known.map(({ job, instance }) => [job, instance]))(
      'of %s at %s are those that were made',
      async (job, instance) => {
        const { requests, duration } = await redOf(job);
        expect([requests.family.name, requests.status, duration?.name]).toEqual([
          'http_requests_total',
          'code',
          'http_request_duration_seconds',
        ]);
        const own = known.filter((one) => one.instance === instance);
        const all = answered(own, t - WINDOW, t, () => true);
        const failed = answered(own, t - WINDOW, t, isFailure);
        const context = contextOf(job, [instance]);
        // Counters are whole numbers: each series may be one short.
        const series = own.flatMap((one) => one.routes.flatMap((route) => codesOf(one, route))).length;
        expect(Math.abs((await value(requestRate(requests), context, t)) - all / WINDOW)).toBeLessThan(
          (all * 0.02 + series) / WINDOW
        );
        expect(Math.abs((await value(requestErrors(requests), context, t)) - failed / all)).toBeLessThan(
          0.01 + (failed / all) * 0.02
        );
        const byStatus = await askPrometheus(prometheus.url, requestsByStatus(requests).query(context), t);
        for (const { labels, value: rate } of byStatus) {
          const truth = answered(own, t - WINDOW, t, (code) => code === labels['code']) / WINDOW;
          expect({ ...labels, off: Math.abs(rate - truth) < truth * 0.03 + 12 / WINDOW }).toEqual({
            ...labels,
            off: true,
          });
        }
      }
    );

    it.each(known.map(({ job, instance }) => [job, instance]))(
      'of %s at %s took as long as they did',
      async (job, instance) => {
        const { duration } = await redOf(job);
        const own = known.filter((one) => one.instance === instance);
        const below = (bound: number) =>
          own
            .flatMap((one) =>
              one.routes.flatMap((route) =>
                codesOf(one, route).map((code) => {
                  const median = code.startsWith('5') ? route.medianSeconds * 0.1 : route.medianSeconds;
                  return requestsOf(one, route, code, t - WINDOW, t) * shareBelow(bound, median, TIME_SPREAD);
                })
              )
            )
            .reduce((sum, count) => sum + count, 0);
        const p95 = await value(percentile(duration as MetricFamily, 95), contextOf(job, [instance]), t);
        const all = answered(own, t - WINDOW, t, () => true);
        // Between the bounds of a bucket nobody knows more: the truth must be in the same one.
        const bounds = [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
        const upper = bounds.find((bound) => bound > 0 && below(bound) >= 0.95 * all) ?? Infinity;
        const lower = bounds[bounds.indexOf(upper) - 1] ?? 0;
        expect(p95).toBeGreaterThan(lower * 0.95);
        expect(p95).toBeLessThan(upper * 1.05);
      }
    );
  });

  it('the page’s requests are those of the signals, and its percentiles those of histogram_quantile', async () => {
    const red = await redOf('shop-api');
    const context = contextOf('shop-api');
    const steps = stepsOf(RANGE, conventions.containers.scrapeSeconds);
    const at = { ...context, window: `${steps.stepSeconds}s` };
    const loaded = await loadRequests(PROMETHEUS, context, red, steps);
    const heat = await loadHeat(PROMETHEUS, context, red.duration as MetricFamily, steps);
    expect(heat.times).toEqual(loaded.times);
    const before = (await Promise.all(
      [5, 20, 40, 58].map(async (index) => {
        const t = (loaded.times[index] ?? 0) / 1000;
        expect(loaded.errors[index]).toBeCloseTo(await value(requestErrors(red.requests), at, t), 9);
        expect(loaded.all[index]).toBeCloseTo(await value(requestRate(red.requests), at, t), 9);
        for (const [n, percent] of [50, 95, 99].entries()) {
          const server = await value(percentile(red.duration as MetricFamily, percent), at, t);
          expect(heat.percentiles[n]?.values[index]).toBeCloseTo(server, 9);
          expect(quantileOf(heat.heat, index, percent / 100)).toBeCloseTo(server, 9);
        }
        return loaded.errors[index] ?? NaN;
      })
    )) as number[];
    // The deploy came 35 minutes before the end, to one of two instances.
    expect(before[0]).toBeLessThan(0.005);
    expect(before[2]).toBeGreaterThan(0.12);
    const own = known.filter(({ job }) => job === 'shop-api');
    const share = answered(own, END - 3600, END, isFailure) / answered(own, END - 3600, END, () => true);
    expect(Math.abs(loaded.whole.errors - share)).toBeLessThan(0.005);
    expect(quantileOfAll(heat.heat, 0.95)).toBeGreaterThan(0.1);
    expect(quantileOfAll(heat.heat, 0.95)).toBeLessThan(0.25);
  });

  it('every type of metric says what happened', async () => {
    const [application] = known.filter(({ job }) => job === 'orders');
    if (!application) {
      throw new Error('there is no application called orders');
    }
    const context = contextOf('orders');
    const { load } = application.container;
    const traffic = integral(load.receive, END - WINDOW, END) + integral(load.transmit, END - WINDOW, END);
    const rate = await value(counterRate(await familyOf('orders', 'orders_traffic_bytes_total')), context);
    expect(rate / (traffic / WINDOW)).toBeCloseTo(1, 1);
    const queue = await familyOf('orders', 'orders_queue_items');
    for (const how of ['max', 'avg', 'min', 'sum'] as const) {
      expect(Math.abs((await value(gaugeTogether(queue, how), context)) - application.queue.at(END))).toBeLessThan(1.5);
    }
    const worked = await familyOf('orders', 'orders_job_duration_seconds');
    const quantiles = await askPrometheus(prometheus.url, summaryQuantiles(worked).query(context), END);
    const spread = (deviations: number) => 0.4 * Math.exp(0.8 * deviations);
    expect(quantiles.map(({ labels, value: seconds }) => [labels['quantile'], seconds.toFixed(3)]).sort()).toEqual([
      ['0.5', spread(0).toFixed(3)],
      ['0.9', spread(1.281552).toFixed(3)],
      ['0.99', spread(2.326348).toFixed(3)],
    ]);
    const requests = answered([application], END - WINDOW, END, () => true);
    expect((await value(observedRate(worked), context)) / ((requests * 0.2) / WINDOW)).toBeCloseTo(1, 1);
    expect((await value(observedMean(worked), context)) / (0.4 * Math.exp(0.32))).toBeCloseTo(1, 1);
    const size = await familyOf('orders', 'orders_response_size_bytes');
    // Half of the answers have at most 2,400 bytes, between the bounds 1,024 and 4,096.
    const shares = [1024, 4096].map((bound) => shareBelow(bound, 2400, 1.1)) as [number, number];
    const expected = 1024 + ((4096 - 1024) * (0.5 - shares[0])) / (shares[1] - shares[0]);
    expect((await value(percentile(size, 50), context)) / expected).toBeCloseTo(1, 1);
    const info = await familyOf('orders', 'orders_build_info');
    expect((await askPrometheus(prometheus.url, infoLabels(info).query(context), END))[0]?.labels).toMatchObject({
      version: '1.8.2',
    });
  });

  it('are broken down by any label, the largest first', async () => {
    const family = await familyOf('shop-api', 'http_requests_total');
    const context = contextOf('shop-api');
    const [measure] = measuresOf(family);
    const top = await askPrometheus(prometheus.url, topValues(context, measure as ServiceSignal, 'route', 2), END);
    expect(top.map(({ labels }) => labels['route'])).toEqual(['/api/v1/search', '/api/v1/cart']);
    const counted = await askPrometheus(prometheus.url, valueCount(context, family, 'route'), END);
    expect(counted[0]?.value).toBe(4);
  });
});

describe('applications that are scraped', () => {
  it('say types, units and help themselves; a native histogram is one, and has its percentiles', async () => {
    // A quarter of the jobs takes up to 1 s, half up to 2 s, a quarter up to 4 s.
    const native = await nativeExporter(0, [1, 2, 1]);
    const exporter = await liveExporter(fleet, { port: 0, now: () => END + 30 });
    let prometheus: Server | undefined;
    try {
      const every = { scrape_interval: '1s', scrape_timeout: '1s' };
      const configs = scrapeConfig(fleet, exporter.address)
        .filter(({ job_name }) => job_name === 'shop-api')
        .map((config) => ({ ...config, ...every }));
      prometheus = await startScraping(
        [...configs, { job_name: 'worker', ...every, static_configs: [{ targets: [native.address] }] }],
        3
      );
      connect({ prometheus: prometheus.url });
      const { url } = prometheus;
      const find = async (job: string) => {
        const context = contextOf(job);
        const range = { from: Date.now() - 60_000, to: Date.now() };
        const { instances } = await findInstances(PROMETHEUS, context, job, range);
        return (await findFamilies(PROMETHEUS, context, listing(range, instances[0]?.instance))).families;
      };
      const shop = await find('shop-api');
      expect(shop.find(({ name }) => name === 'http_request_duration_seconds')).toMatchObject({
        type: 'histogram',
        unit: 'seconds',
        from: 'metadata',
        help: 'Time from a request to the end of its answer.',
      });
      expect(shop.filter(({ from }) => from === 'names')).toEqual([]);
      const [jobs] = await find('worker');
      expect(jobs).toMatchObject({ name: 'job_seconds', type: 'native histogram', help: 'How long jobs take.' });
      const family = jobs as MetricFamily;
      const context: ServiceContext = { ...contextOf('worker'), window: '30s' };
      const count = async () =>
        (await askPrometheus(url, observedRate(family).query(context), Date.now() / 1000))[0]?.value || undefined;
      const rate = await waitFor('two scrapes of a native histogram', count, { deadlineMs: 30_000 });
      expect(rate).toBeGreaterThan(0);
      const load = async () => {
        const to = Date.now();
        const found = await loadHeat(PROMETHEUS, context, family, { from: to - 10_000, to, stepSeconds: 5 });
        return found.heat.bands.length > 0 ? found : undefined;
      };
      const heat = await waitFor('two scrapes before the end of a step', load, { deadlineMs: 30_000 });
      expect(heat.heat.bands.map(({ from, to: upTo }) => [from, upTo])).toEqual([
        [0.5, 1],
        [1, 2],
        [2, 4],
      ]);
      expect(quantileOfAll(heat.heat, 0.5)).toBeCloseTo(1.5, 6);
      const server = await askPrometheus(url, percentile(family, 50).query(context), Date.now() / 1000);
      // Within a bucket, newer servers take sizes to be spread evenly over their logarithms.
      expect([1.5, Math.SQRT2].some((one) => Math.abs((server[0]?.value ?? NaN) - one) < 0.01)).toBe(true);
    } finally {
      await prometheus?.stop();
      await Promise.all([native.close(), exporter.close()]);
    }
  });
});
