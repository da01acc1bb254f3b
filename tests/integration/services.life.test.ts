import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { waitFor } from '../../stack/native/waitFor';
import { findFamilies } from '../../src/discovery/serviceFamilies';
import { findInstances } from '../../src/discovery/serviceInstances';
import { findApplications } from '../../src/discovery/services';
import type { Application } from '../../src/insights/services/applicationsOf';
import { lifeOf } from '../../src/insights/services/lifeOf';
import { loadHeat, PERCENTILES } from '../../src/pages/services/loadHeat';
import { stepsOf } from '../../src/pages/services/steps';
import { EVERYTHING } from '../../src/signals/scope';
import type { MetricFamily } from '../../src/signals/services/metricFamily';
import { counterRate, percentile } from '../../src/signals/services/metricSignals';
import type { ServiceContext } from '../../src/signals/services/serviceContext';
import { askPrometheus } from './support/ask';
import { conventionsOf } from './support/conventions';
import { exposition, type Exposition } from './support/exposition';
import { connect } from './support/grafanaRuntime';
import { runDirectory } from './support/runDirectory';
import { startScraping, type Server } from './support/servers';
import { PROMETHEUS } from './support/sources';
import { stackScrapes } from './support/stackScrapes';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

const docker = conventionsOf('docker');
// Applications here are scraped each second, and one each four: as cAdvisor each 15 seconds, and one each minute.
const conventions = { ...docker, containers: { ...docker.containers, scrapeSeconds: 1 } };
const DEADLINE = { deadlineMs: 60_000 };

const contextOf = ({ job, where }: Pick<Application, 'job' | 'where'>): ServiceContext => ({
  conventions,
  scope: EVERYTHING,
  window: '10s',
  range: '1h',
  job,
  where,
});

/** Everything since the test began. */
const since = Date.now() - 1000;
const range = () => ({ from: since, to: Date.now() });

describe('applications that are scraped beside others, and come to grief', () => {
  let chatAnswers = true;
  let scrapes = 0;
  let prometheus: Server;
  const running: Exposition[] = [];
  const targets = mkdtempSync(join(runDirectory(), 'targets-'));

  /** A histogram that gains a bucket with its sixth scrape, as by a deploy, and writes its bounds anew with the ninth. */
  function slow(): string {
    scrapes++;
    const le = (bound: string) => (scrapes >= 9 && !bound.includes('.') && bound !== '+Inf' ? `${bound}.0` : bound);
    const buckets: Array<[string, number]> = [
      ['0.025', 20],
      ...(scrapes >= 6 ? ([['0.05', 60]] as Array<[string, number]>) : []),
      ['0.1', 80],
      ['1', 90],
      ['+Inf', 100],
    ];
    return [
      '# TYPE slow_seconds histogram',
      ...buckets.map(([bound, each]) => `slow_seconds_bucket{le="${le(bound)}"} ${each * scrapes}`),
      `slow_seconds_sum ${scrapes * 5}`,
      `slow_seconds_count ${scrapes * 100}`,
      '',
    ].join('\n');
  }
  const counts = (each: number, more = '') => {
    let count = 0;
    return () => `# TYPE jobs_total counter\n# HELP jobs_total What was done.\njobs_total ${(count += each)}\n${more}`;
  };
  const chat = counts(10, 'chat_clients 3\n');
  const writeShop = (addresses: readonly string[]) =>
    writeFileSync(join(targets, 'services-shop.yaml'), stringify([{ targets: addresses }]));

  beforeAll(async () => {
    const serve = async (text: () => string | undefined) => {
      const one = await exposition(text);
      running.push(one);
      return one;
    };
    const own = await serve(() => (chatAnswers ? chat() : undefined));
    const [shop, billing, mails, redis, slowly] = [
      await serve(counts(1)),
      await serve(counts(2)),
      await serve(counts(4)),
      await serve(() => 'redis_exporter_build_info 1\nredis_up 1\n'),
      await serve(slow),
    ];
    writeShop([shop.address]);
    const every = { scrape_interval: '1s', scrape_timeout: '1s' };
    prometheus = await startScraping(
      [
        ...stackScrapes({ ports: new Map([['chat:3200', own.port]]), targets, interval: '1s' }),
        {
          job_name: 'all',
          ...every,
          static_configs: [
            { targets: [billing.address], labels: { service: 'billing' } },
            { targets: [mails.address], labels: { service: 'mails' } },
          ],
        },
        { job_name: 'mixed', ...every, static_configs: [{ targets: [billing.address, redis.address] }] },
        {
          job_name: 'slow',
          scrape_interval: '4s',
          scrape_timeout: '1s',
          static_configs: [{ targets: [slowly.address] }],
        },
      ],
      7
    );
    connect({ prometheus: prometheus.url });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await Promise.all(running.map((one) => one.close()));
  });

  const find = async (name: string): Promise<Application> => {
    const found = (await findApplications(PROMETHEUS, range())).find((one) => one.name === name);
    if (!found) {
      throw new Error(`${name} is not found`);
    }
    return found;
  };
  const look = async (name: string) => {
    const application = await find(name);
    const context = contextOf(application);
    const found = await findInstances(PROMETHEUS, context, name, range());
    const times = range();
    const life = lifeOf(found.instances, [], times.to);
    const listing = { ...times, at: life.at, samples: application.samples, instance: found.instances[0]?.instance };
    const { families } = await findFamilies(PROMETHEUS, context, listing);
    return { application, context, found, life, families };
  };

  it('are told apart: by the stack, each of which is a job, and within a job by the labels of their targets', async () => {
    const found = await findApplications(PROMETHEUS, range());
    const exporter = running[4]?.address;
    expect(found.map(({ name, job, kind, instances }) => [name, job, kind, instances]).sort()).toEqual(
      [
        ['billing', 'all', 'application', 1],
        ['chat', 'chat', 'application', 1],
        [exporter, 'mixed', 'exporter', 1],
        ['mails', 'all', 'application', 1],
        ['mixed', 'mixed', 'application', 1],
        ['shop', 'shop', 'application', 1],
        ['slow', 'slow', 'application', 1],
      ].sort()
    );
    for (const [name, each] of [
      ['billing', 2],
      ['mails', 4],
    ] as const) {
      const { context, families } = await look(name);
      expect(families.map((one) => [one.name, one.help])).toEqual([['jobs_total', 'What was done.']]);
      const query = counterRate(families[0] as MetricFamily).query(context);
      await waitFor(
        `the rate of ${name} alone`,
        async () => {
          const [rate] = await askPrometheus(prometheus.url, query, Date.now() / 1000);
          // The mixed job asks the same target, so that it counts twice as fast for billing.
          return [each, 2 * each].some((one) => Math.abs((rate?.value ?? NaN) - one) < each / 4) || undefined;
        },
        DEADLINE
      );
    }
  });

  it('are still there with their metrics when they are down, and when nothing scrapes them any more', async () => {
    const before = await look('chat');
    expect(before.life.state).toBe('up');
    chatAnswers = false;
    writeShop([]);
    const value = async (query: string) => (await askPrometheus(prometheus.url, query, Date.now() / 1000))[0]?.value;
    await waitFor('the end of the chat', async () => (await value('up{job="chat"}')) === 0 || undefined, DEADLINE);
    await waitFor(
      'the end of the shop',
      async () => (await value('up{job="shop"}')) === undefined || undefined,
      DEADLINE
    );

    expect(await find('chat')).toMatchObject({ instances: 1, up: 0, kind: 'application' });
    const down = await look('chat');
    expect(down.life.state).toBe('down');
    expect(down.families).toEqual(before.families.map((one) => ({ ...one, from: expect.any(String) })));
    // The counter stood still since the last scrape that succeeded: that moment is meant.
    expect(down.life.at).toBeGreaterThan(since);
    expect(await askPrometheus(prometheus.url, 'up{job="chat"}', down.life.at / 1000)).toMatchObject([{ value: 1 }]);
    expect(await askPrometheus(prometheus.url, 'up{job="chat"}', down.life.at / 1000 + 2)).toMatchObject([
      { value: 0 },
    ]);

    expect(await find('shop')).toMatchObject({ instances: 0, up: 0, kind: 'application' });
    const gone = await look('shop');
    expect(gone.life.state).toBe('gone');
    expect(gone.found.instances).toMatchObject([{ up: false, scraped: false }]);
    expect(gone.families.map(({ name, series }) => [name, series])).toEqual([['jobs_total', 1]]);
  });

  it('are drawn by their own scrapes, and whatever becomes of a histogram’s buckets, as histogram_quantile reads them', async () => {
    await waitFor('twelve slow scrapes', () => scrapes >= 12 || undefined, { deadlineMs: 120_000 });
    const { context, found, families } = await look('slow');
    expect(found.scrapeSeconds).toBe(4);
    const [family] = families as [MetricFamily];
    expect(family).toMatchObject({ name: 'slow_seconds', type: 'histogram' });
    const own = { ...context, scrapeSeconds: found.scrapeSeconds };
    const steps = stepsOf(range(), found.scrapeSeconds);
    expect(steps.stepSeconds).toBe(16);
    // Closer together than the page draws them: a moment at which a bucket is there for a part of the window is wanted.
    const close = { ...steps, stepSeconds: 12 };
    for (const each of [steps, close]) {
      const loaded = await loadHeat(PROMETHEUS, own, family, each);
      const known = loaded.times.map((time, index) => ({ time, index })).slice(2);
      for (const { time, index } of known) {
        for (const [n, percent] of PERCENTILES.entries()) {
          const query = percentile(family, percent).query({ ...own, window: `${each.stepSeconds}s` });
          const [server] = await askPrometheus(prometheus.url, query, time / 1000);
          const ours = loaded.percentiles[n]?.values[index] ?? NaN;
          expect(ours).not.toBeNaN();
          expect(ours).toBeCloseTo(server?.value ?? NaN, 9);
        }
      }
      expect(known.length).toBeGreaterThan(0);
    }
  });
});
