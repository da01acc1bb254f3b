import type { Diagnosis } from '../../src/discovery/doctor/ailment';
import { byGravity, examineAll, FAMILIES } from '../../src/discovery/doctor/doctor';
import { LOG_BUDGET_BYTES } from '../../src/signals/logBudget';
import { writeBlocks } from './support/blocks';
import { config, connectBoth, LOKI, PROMETHEUS } from './support/doctorRuntime';
import { once } from './support/histories';
import { pushLines } from './support/pushLines';
import { startLoki, startPrometheus, type Server } from './support/servers';
import { conventionsOfWorld, pushWorlds, scrapesOfWorlds, WORLD_END, type World } from './support/smallWorlds';
import { waitFor } from '../../stack/native/waitFor';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'));

const HEALTHY: World = { name: 'healthy' };

/** Each world has one thing wrong; and what the doctor says of it, and of nothing else. */
const AILING: ReadonlyArray<{ world: World; ill: string; says: RegExp }> = [
  {
    world: { name: 'old', cadvisor: 'v0.47.2' },
    ill: 'cadvisor-old',
    says: /web-1 has v0\.47\.2, without pressure.*health.*start time/,
  },
  {
    world: { name: 'dropped', without: ['container_oom_events_total'] },
    ill: 'metrics-missing',
    says: /container_oom_events_total: out-of-memory kills/,
  },
  { world: { name: 'stamped', stampedBefore: 8 }, ill: 'timestamps-honored', says: /web-2: 8\.0 s/ },
  {
    world: {
      name: 'labelled',
      labels: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`container_label_vendor_${n}`, `x${n}`])),
    },
    ill: 'labels-many',
    says: /12 labels that no page uses.*4 times.*container_label_vendor_\d+: 1 values/,
  },
  { world: { name: 'cores', cores: 20 }, ill: 'series-per-core', says: /Up to 20 series/ },
  {
    world: { name: 'unlimited', memoryLimit: 0 },
    ill: 'limits-missing',
    says: /4 of 4 containers.*web-\d\/(edge|shop)/,
  },
  { world: { name: 'rare', scrapeSeconds: 120 }, ill: 'scrapes-rare', says: /rare: every 1[02]0 s/ },
  { world: { name: 'clock', clockAhead: 42 }, ill: 'clocks-differ', says: /web-2: 42 s ahead/ },
  { world: { name: 'silent', silentFor: 1800 }, ill: 'logs-stopped', says: /1 host wrote.*web-2: for 30 min/ },
  {
    world: { name: 'long-silent', silentFor: 20 * 3600 },
    ill: 'logs-stopped',
    says: /1 host wrote.*web-2: for 20\.0 h/,
  },
  {
    world: { name: 'one-drops', withoutOnSecond: ['container_network_receive_bytes_total'] },
    ill: 'metrics-missing',
    says: /0 of 6 .* by any host, and 1 not by every host.*container_network_receive_bytes_total: .*not exported by web-2"/,
  },
  {
    world: { name: 'strange', lokiName: 'webserver' },
    ill: 'logs-missing',
    says: /2 of 4 containers.*web-2.*webserver/,
  },
  { world: { name: 'garbled', garbage: true }, ill: 'lines-unparsed', says: /web-1\/edge: 50 %/ },
];

const NAMELESS: World = { name: 'nameless', nameless: true };
const NO_LOGS: World = { name: 'mute', noLogs: true };
/** A container was re-created two minutes ago, and nothing told Prometheus that its old series have ended. */
const RESTARTED: World = { name: 'restarted', restarted: true, cores: 12 };
/** One host has something to say every other hour only. */
const RARE: World = { name: 'rare-lines', rareLines: 7200 };
const WORLDS = [HEALTHY, RESTARTED, RARE, NAMELESS, NO_LOGS, ...AILING.map(({ world }) => world)];

const RIGHTS = [
  'datasources:query',
  'plugins:write',
  'datasources:create',
  'alert.rules:create',
  'alert.rules.external:write',
  'datasources:write',
  'dashboards:create',
  'alert.notifications:write',
];

const text = (diagnosis: Diagnosis | undefined) => JSON.stringify(diagnosis) ?? 'nothing';
const illOf = (diagnoses: readonly Diagnosis[]) =>
  diagnoses.filter(({ outcome }) => outcome === 'ill').map(({ id }) => id);
const the = (diagnoses: readonly Diagnosis[], id: string) => diagnoses.find((one) => one.id === id);

describe('the doctor', () => {
  let prometheus: Server;
  let loki: Server;

  beforeAll(async () => {
    const blocks = await once('worlds', (directory) => writeBlocks(directory, [scrapesOfWorlds(WORLDS)]));
    prometheus = await startPrometheus(blocks, WORLD_END, ['--web.enable-remote-write-receiver']);
    const others = new Map([['prometheus:9090', Number(new URL(prometheus.url).port)]]);
    loki = await startLoki({ others });
    await pushWorlds(loki.url, WORLDS);
  });
  afterAll(async () => {
    await loki?.stop();
    await prometheus?.stop();
  });
  beforeEach(() => {
    connectBoth(prometheus.url, loki.url);
    config.bootData.user.permissions = Object.fromEntries(RIGHTS.map((right) => [right, true]));
  });

  const examine = (world: World, rest: Partial<Parameters<typeof examineAll>[0]> = {}) =>
    examineAll({
      prometheus: PROMETHEUS,
      loki: LOKI,
      conventions: conventionsOfWorld(world),
      time: WORLD_END * 1000,
      sourceInterval: world.scrapeSeconds ?? 15,
      logBudget: LOG_BUDGET_BYTES,
      ...rest,
    });

  it('finds nothing in a healthy installation, and looks at everything', async () => {
    const found = await examine(HEALTHY);
    expect(found.filter(({ outcome }) => outcome !== 'well')).toEqual([]);
    expect(found).toHaveLength(FAMILIES.flat().length);
  });

  test.each(AILING.map(({ world, ill, says }) => ({ name: world.name, world, ill, says })))(
    '$name: finds $ill and nothing else',
    async ({ world, ill, says }) => {
      const found = await examine(world);
      expect(illOf(found)).toEqual([ill]);
      const diagnosis = the(found, ill);
      expect(text(diagnosis)).toMatch(says);
      expect(diagnosis).toMatchObject({ costs: expect.stringMatching(/.{20}/), how: expect.stringMatching(/.{10}/) });
      expect(diagnosis?.outcome === 'ill' && diagnosis.remedies.every(({ lines }) => lines.length > 5)).toBe(true);
      expect(byGravity(found)[0]?.id).toBe(ill);
    }
  );

  it('counts containers without a name, and says that what needs names could not be looked at', async () => {
    const found = await examine(NAMELESS);
    expect(illOf(found)).toContain('names-missing');
    expect(text(the(found, 'names-missing'))).toMatch(/4 containers on 2 hosts/);
    expect(the(found, 'limits-missing')).toMatchObject({ outcome: 'unchecked', because: 'no container is there now' });
  });

  it('takes the end of a container for no ailment', async () => {
    expect(illOf(await examine(RESTARTED))).toEqual([]);
  });

  it('takes a host that writes rarely for no ailment', async () => {
    expect(illOf(await examine(RARE))).toEqual([]);
  });

  it('says that no logs have come at all', async () => {
    expect(text(the(await examine(NO_LOGS), 'logs-stopped'))).toMatch(/No container has written a line/);
  });

  it('compares the data source’s interval with the true one', async () => {
    const found = await examine({ name: 'healthy' }, { sourceInterval: 5 });
    expect(text(the(found, 'source-interval'))).toMatch(/set to 5 s, and healthy(-node)? is scraped every 15 s/);
  });

  it('names the permissions that are missing, and the role that has them', async () => {
    config.bootData.user.permissions = { 'datasources:query': true };
    const found = await examine(HEALTHY);
    expect(illOf(found)).toEqual(['rights-missing']);
    expect(text(the(found, 'rights-missing'))).toMatch(
      /7 permissions.*store the settings.*link data sources.*contact points.*dashboards.*plugins:write \(the role Admin\)/
    );
  });

  it('says why something was not checked where there is nothing to ask', async () => {
    const found = await examine(HEALTHY, { loki: undefined, prometheus: undefined });
    expect(illOf(found)).toEqual([]);
    expect(the(found, 'cadvisor-old')).toMatchObject({
      outcome: 'unchecked',
      because: expect.stringMatching(/no Prom/),
    });
    expect(the(found, 'loki-limits')).toMatchObject({
      outcome: 'unchecked',
      because: expect.stringMatching(/no Loki/),
    });
  });

  it('says the server’s own reason where it refuses', async () => {
    connectBoth('http://127.0.0.1:1', loki.url);
    const found = await examine(HEALTHY);
    expect(the(found, 'cadvisor-old')).toMatchObject({
      outcome: 'unchecked',
      because: expect.stringMatching(/Prometheus (did not answer|answered with an error)/),
    });
  });

  it('finds recording rules that fail', async () => {
    const now = Date.now();
    for (const container of ['a', 'b']) {
      await pushLines(loki.url, { both: 'yes', container }, [[now - 1000, 'line']]);
    }
    const counted = 'count_over_time({both="yes"}[1h])';
    const rule = { record: 'quayside:broken', expr: `${counted} / on (both) ${counted}` };
    const response = await fetch(`${loki.url}/loki/api/v1/rules/somebody-elses`, {
      method: 'POST',
      body: JSON.stringify({ name: 'quayside-broken', interval: '1s', rules: [rule] }),
    });
    expect(response.status).toBe(202);
    const failed = async () => {
      const diagnosis = the(await examine(HEALTHY), 'recording-fails');
      return diagnosis?.outcome === 'ill' ? diagnosis : undefined;
    };
    const diagnosis = await waitFor('the first evaluation', failed, { deadlineMs: 240_000 });
    // Whoever made them, and wherever they are: this one is not in the namespace of ours.
    expect(text(diagnosis)).toMatch(
      /quayside-broken, quayside:broken \(Loki, somebody-elses\): .*many-to-many|multiple matches/
    );
  });
});

describe('the doctor, where servers hide how they were started', () => {
  const hiding = (urls: readonly RegExp[]) => config.hidden.push(...urls);
  let prometheus: Server;
  let loki: Server;

  beforeAll(async () => {
    const blocks = await once('worlds', (directory) => writeBlocks(directory, [scrapesOfWorlds(WORLDS)]));
    prometheus = await startPrometheus(blocks, WORLD_END, ['--web.enable-remote-write-receiver']);
    const others = new Map([['prometheus:9090', Number(new URL(prometheus.url).port)]]);
    loki = await startLoki({ others });
    connectBoth(prometheus.url, loki.url);
  });
  afterEach(() => config.hidden.splice(0));
  afterAll(async () => {
    await loki?.stop();
    await prometheus?.stop();
  });

  test.each([
    ['Loki', [/\/config$/], /^Loki does not show its configuration/],
    ['Prometheus', [/status\/flags/], /^Prometheus does not show how it was started/],
    ['both', [/\/config$/, /status\/flags/], /^Loki does not show .*; Prometheus does not show/],
  ])('does not say that remote write works: %s', async (_who, urls, because) => {
    hiding(urls);
    const found = await examineAll({
      prometheus: PROMETHEUS,
      loki: LOKI,
      conventions: conventionsOfWorld(HEALTHY),
      time: WORLD_END * 1000,
      sourceInterval: 15,
      logBudget: LOG_BUDGET_BYTES,
    });
    expect(the(found, 'remote-write-off')).toMatchObject({
      outcome: 'unchecked',
      because: expect.stringMatching(because),
    });
  });
});

describe('the doctor, where Loki is set up badly', () => {
  let prometheus: Server;
  let loki: Server;

  beforeAll(async () => {
    const blocks = await once('worlds', (directory) => writeBlocks(directory, [scrapesOfWorlds(WORLDS)]));
    [prometheus, loki] = await Promise.all([
      startPrometheus(blocks, WORLD_END),
      startLoki({
        args: [
          '-ruler.remote-write.enabled=false',
          '-ruler-storage.backend=local',
          '-ruler-storage.local.directory=/nonexistent',
          '-querier.max-query-series=100',
          '-store.max-query-length=24h',
        ],
      }),
    ]);
    connectBoth(prometheus.url, loki.url);
    await pushWorlds(loki.url, [HEALTHY]);
    config.bootData.user.permissions = Object.fromEntries(RIGHTS.map((right) => [right, true]));
  });
  afterAll(async () => {
    await loki?.stop();
    await prometheus?.stop();
  });

  it('finds its limits, its ruler and its remote write', async () => {
    const found = await examineAll({
      prometheus: PROMETHEUS,
      loki: LOKI,
      conventions: conventionsOfWorld(HEALTHY),
      time: WORLD_END * 1000,
      sourceInterval: 15,
      logBudget: LOG_BUDGET_BYTES,
    });
    expect(illOf(found).sort()).toEqual(['loki-limits', 'remote-write-off', 'ruler-unwritable']);
    expect(text(the(found, 'loki-limits'))).toMatch(/max_query_series: 100.*max_query_length: 1d/);
    expect(text(the(found, 'remote-write-off'))).toMatch(/does not send; Prometheus does not take it/);
  });
});
