import { accessLine } from '../../fleet/accessLines';
import { requestsOfMinute, type AccessRequest } from '../../fleet/accessRequests';
import { createFleet } from '../../fleet/createFleet';
import { groupAgents } from '../../src/insights/nginx/agents';
import { percentilesOf } from '../../src/insights/nginx/percentiles';
import { estimateList, planSlices } from '../../src/insights/nginx/slices';
import { DOCKER } from '../../src/signals/conventions';
import { EVERYTHING } from '../../src/signals/scope';
import { detectFormat } from '../../src/signals/nginx/detect';
import { fieldLabel } from '../../src/signals/nginx/fields';
import type { Filter } from '../../src/signals/nginx/filters';
import type { AccessLog } from '../../src/signals/nginx/format';
import { BUCKET, NGINX_LATENCY_SIGNALS } from '../../src/signals/nginx/latency';
import {
  APPROX_TOPK_PROBE,
  CLIENT_PARTS,
  countDistinct,
  listQueries,
  listRows,
  NGINX_LISTS,
  type RankedList,
} from '../../src/signals/nginx/lists';
import type { NginxContext, NginxSignal } from '../../src/signals/nginx/nginxSignal';
import { routeOf } from '../../src/signals/nginx/route';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { isStaticFile } from '../../src/signals/nginx/staticFiles';
import { askLoki } from './support/ask';
import { goaccess } from './support/goaccess';
import { decodedUri, hitsOf } from './support/nginxFixtures';
import { pushLines } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

/** 10 June 2025, noon; seconds since 1970. */
const END = 1_749_556_800;
const REQUESTS = 100_000;

/** The last requests of one NGINX of the fleet: hundreds of clients, thousands of URIs, several virtual hosts. */
function lastRequests(): AccessRequest[] {
  const fleet = createFleet({ end: END, hours: 12 });
  const edge = fleet.edges.find(({ format }) => format === 'json');
  const out: AccessRequest[] = [];
  for (let minute = END / 60 - 1; edge && out.length < REQUESTS; minute--) {
    out.unshift(...requestsOfMinute(fleet, edge, minute));
  }
  return out;
}

const requests = lastRequests();
const FROM = Math.floor((requests[0]?.at ?? 0) / 60_000) * 60;

function linesAs(format: 'combined' | 'json'): string[] {
  const edge = createFleet({ end: END, hours: 1 }).edges[0];
  return edge ? requests.map((request) => accessLine({ ...edge, format }, request)) : [];
}

const LOGS = { combined: linesAs('combined'), json: linesAs('json') };

let loki: SmallLoki;

beforeAll(async () => {
  loki = await startSmallLoki();
  for (const [name, lines] of Object.entries(LOGS)) {
    await pushLines(
      loki.url,
      { job: name, host: 'web-1' },
      lines.map((line, index) => [requests[index]?.at ?? 0, line] as const)
    );
  }
});

afterAll(() => loki?.stop());

const whole = requests.filter(({ cut }) => !cut);

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  items.forEach((item) => counts.set(key(item), (counts.get(key(item)) ?? 0) + 1));
  return counts;
}

/** The largest counts, by value: what the order of equal ones is does not matter. */
const largest = (counts: ReadonlyMap<string, number>, first: number) =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, first);

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);

function harness(name: keyof typeof LOGS) {
  const { format } = detectFormat(LOGS[name].slice(0, 200));
  if (!format) {
    throw new Error('no format found');
  }
  const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: name }], format, labels: {} };
  const context: NginxContext = {
    conventions: { ...DOCKER, nginx: { access } },
    scope: EVERYTHING,
    window: '5m',
    range: `${END - FROM}s`,
  };
  return {
    access,
    context,
    one: async (signal: NginxSignal, extra: Partial<NginxContext> = {}) =>
      (await askLoki(loki.url, signal.total({ ...context, ...extra }), END))[0]?.value ?? 0,
    list: async (which: RankedList, filters: readonly Filter[] = [], time = END, range = context.range) => {
      const query = listQueries(which, { ...context, filters, range }, { approxTopk: true, maxSeries: 500 }, 20).exact;
      return new Map(
        listRows(which, context, await askLoki(loki.url, query, time)).map(({ values, count }) => [
          values.join(' '),
          count,
        ])
      );
    },
  };
}

describe.each(['combined', 'json'] as const)('100,000 requests of the fleet as %s', (name) => {
  const { access, context, one, list } = harness(name);

  it('are counted as GoAccess counts them', async () => {
    const report = await goaccess(LOGS.combined);
    expect(await one(NGINX_SIGNALS.requests)).toBe(report.general.valid_requests);
    expect(await one(NGINX_SIGNALS.unparsed)).toBe(report.general.failed_requests);
    expect(await one(NGINX_SIGNALS.bytes)).toBe(report.general.bandwidth);

    const codes = report.status_codes.data.flatMap(({ items = [] }) => items);
    expect(await list(NGINX_LISTS.statuses)).toEqual(
      new Map(codes.map(({ data, hits }) => [data.slice(0, 3), hits.count]))
    );

    let visitors = 0;
    for (const part of CLIENT_PARTS) {
      visitors += (await askLoki(loki.url, countDistinct(NGINX_LISTS.visitors, context, part), END))[0]?.value ?? 0;
    }
    expect(visitors).toBe(report.general.unique_visitors);

    const referrers = new Map([...(await list(NGINX_LISTS.referrers))].map(([value, count]) => [value || '-', count]));
    expect(referrers).toEqual(hitsOf(report.referrers?.data ?? []));

    const clients = hitsOf(report.hosts.data);
    const found = new Map<string, number>();
    for (const part of CLIENT_PARTS) {
      (await list(NGINX_LISTS.clients, [{ dimension: 'client', op: 'matches', value: part }])).forEach(
        (count, client) => found.set(client, count)
      );
    }
    expect(found).toEqual(clients);

    // Too many URIs for one query: the counts of the first are asked for by name, which is exact again.
    const pages = largest(hitsOf(report.requests.data), 30);
    const logged = new Map(requests.map(({ uri }) => [decodedUri(uri), uri]));
    const named = ([value]: readonly [string, number]): Filter => ({
      dimension: 'uri',
      op: 'is',
      value: logged.get(value) ?? value,
    });
    const byName = pages.map(named);
    const asked = await list(NGINX_LISTS.pages, byName);
    expect(largest(new Map([...asked].map(([uri, count]) => [decodedUri(uri), count])), 30)).toEqual(pages);

    const notFound = largest(hitsOf(report.not_found.data), 20);
    const missing = await list(NGINX_LISTS.notFound, notFound.map(named));
    expect(largest(new Map([...missing].map(([uri, count]) => [decodedUri(uri), count])), 20)).toEqual(notFound);
  });

  it('have the files, agents and sites that GoAccess finds', async () => {
    const report = await goaccess(LOGS.combined);

    // It takes a file with a query string for a page, and some newer endings too: put together, its rows are these.
    const files = new Map<string, number>();
    for (const [uri, hits] of hitsOf([...report.static_requests.data, ...report.requests.data])) {
      if (isStaticFile(uri)) {
        const [path = ''] = uri.split('?');
        files.set(path, (files.get(path) ?? 0) + hits);
      }
    }
    expect(files.size).toBeGreaterThan(5);
    expect(await list(NGINX_LISTS.staticFiles)).toEqual(files);

    const agents = [...(await list(NGINX_LISTS.agents))].map(([agent, count]) => ({ agent, count }));
    // Its words for tools are "Others" among browsers and "Unknown" among systems, and for bots "Crawlers" in both.
    const browsers = groupAgents(agents, ({ kind, family }) =>
      kind === 'bot' ? 'Crawlers' : kind === 'browser' ? family : kind === 'unknown' ? 'Unknown' : 'Others'
    );
    expect(new Map(browsers.map((group) => [group.name, group.count]))).toEqual(hitsOf(report.browsers.data));
    const systems = groupAgents(agents, ({ kind, system }) =>
      kind === 'bot' ? 'Crawlers' : system === 'macOS' ? 'Macintosh' : system || 'Unknown'
    );
    expect(new Map(systems.map((group) => [group.name, group.count]))).toEqual(hitsOf(report.os.data));

    const sites = await list(NGINX_LISTS.referringSites);
    sites.delete('');
    expect(sites).toEqual(hitsOf(report.referring_sites.data));
    expect((await list(NGINX_LISTS.referrers)).size).toBe(report.general.unique_referrers);
    expect(await one(NGINX_SIGNALS.notFound)).toBe(sum(hitsOf(report.not_found.data)));
    expect(await one(NGINX_SIGNALS.staticFiles)).toBe(sum(files));
  });

  it('are what the fleet made', async () => {
    expect(await one(NGINX_SIGNALS.requests)).toBe(whole.length);
    expect(await one(NGINX_SIGNALS.unparsed)).toBe(requests.length - whole.length);
    expect(await one(NGINX_SIGNALS.bytes)).toBe(whole.reduce((sum, { bytes }) => sum + bytes, 0));
    const http = whole.filter(({ method }) => method !== '');
    expect(await list(NGINX_LISTS.routes)).toEqual(
      // A request that is none has no URI: text formats leave it out, JSON has it with none.
      countBy(name === 'json' ? whole : http, ({ method, uri }) => (method === '' ? '' : routeOf(uri)))
    );
    expect(await list(NGINX_LISTS.staticFiles)).toEqual(
      countBy(
        http.filter(({ uri, status }) => isStaticFile(uri) && status !== 404),
        ({ uri }) => uri.split('?')[0] ?? ''
      )
    );
  });

  it('have too many URIs for an exact list, which Loki says, and an approximate one then', async () => {
    await expect(askLoki(loki.url, APPROX_TOPK_PROBE, END)).resolves.toEqual([]);
    const { exact, approximate = '' } = listQueries(
      NGINX_LISTS.uris,
      context,
      { approxTopk: true, maxSeries: 500 },
      10
    );
    await expect(askLoki(loki.url, exact, END)).rejects.toThrow('maximum number of series (500)');
    const truth = countBy(whole, ({ uri }) => uri);
    const rows = listRows(NGINX_LISTS.uris, context, await askLoki(loki.url, approximate, END));
    expect(rows).toHaveLength(10);
    for (const {
      values: [uri = ''],
      count,
    } of rows) {
      expect(Math.abs(count - (truth.get(uri) ?? 0))).toBeLessThan(0.01 * whole.length);
    }
  });

  it('are estimated from slices, within the interval', async () => {
    const plan = planSlices({ from: FROM, to: END }, 0.12, 40);
    const counts = await Promise.all(
      plan.slices.map(({ from, to }) => list(NGINX_LISTS.paths, [], to, `${to - from}s`))
    );
    const truth = countBy(whole, ({ uri }) => uri.split('?')[0] ?? '');
    const rows = estimateList(counts, plan)
      .filter(({ key }) => key !== '')
      .slice(0, 100);
    const held = rows.filter(
      ({ key, count }) => (truth.get(key) ?? 0) >= count.low && (truth.get(key) ?? 0) <= count.high
    );
    const widths = rows
      .slice(0, 10)
      .map(({ count }) => (count.high - count.low) / 2 / count.value)
      .sort((a, b) => a - b);
    console.info(
      `${held.length} of ${rows.length} intervals hold the truth; median half width of the top ten ${(100 * (widths[4] ?? 1)).toFixed(1)} %`
    );
    expect(held.length / rows.length).toBeGreaterThanOrEqual(0.9);
    expect(widths[4]).toBeLessThanOrEqual(0.15);
  });

  it('have their times, by virtual host', async () => {
    if (access.format.kind !== 'json') {
      expect(NGINX_LATENCY_SIGNALS.requestTimes.applies?.(context.conventions)).toBe(false);
      return;
    }
    const query = NGINX_LATENCY_SIGNALS.requestTimes.total(context);
    const distribution = new Map(
      (await askLoki(loki.url, query, END)).map(({ labels, value }) => [labels[BUCKET] ?? '', value])
    );
    expect([...distribution.values()].reduce((sum, count) => sum + count, 0)).toBe(whole.length);
    const [fromDistribution] = percentilesOf(distribution, [0.95]) ?? [];
    const exact = await one(NGINX_LATENCY_SIGNALS.requestTimeP95);
    const times = whole.map(({ seconds }) => Number(seconds.toFixed(3))).sort((a, b) => a - b);
    const truth = times[Math.floor(0.95 * times.length)] ?? 0;
    expect(Math.abs(exact / truth - 1)).toBeLessThan(0.02);
    expect(Math.abs((fromDistribution ?? 0) / truth - 1)).toBeLessThan(0.1);
    const byHost = await askLoki(
      loki.url,
      NGINX_LATENCY_SIGNALS.upstreamTimeP90.total({ ...context, by: ['virtualHost'] }),
      END
    );
    const hosts = new Set(
      whole.filter(({ upstreamSeconds }) => /^[\d.]+$/.test(upstreamSeconds)).map(({ virtualHost }) => virtualHost)
    );
    expect(new Set(byHost.map(({ labels }) => labels[fieldLabel('virtualHost')] ?? ''))).toEqual(hosts);
    expect(await one(NGINX_SIGNALS.retried)).toBe(
      whole.filter(({ upstreamSeconds }) => /[,:]/.test(upstreamSeconds)).length
    );
  });
});

it('100,000 requests of the fleet go to the virtual hosts that GoAccess finds', async () => {
  const named = requests.map(({ virtualHost }, index) => `${virtualHost}:80 ${LOGS.combined[index]}`);
  const report = await goaccess(named, 'VCOMBINED');
  expect(report.vhosts?.data.length).toBeGreaterThan(1);
  expect(await harness('json').list(NGINX_LISTS.virtualHosts)).toEqual(hitsOf(report.vhosts?.data ?? []));
});
