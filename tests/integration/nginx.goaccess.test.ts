import { classifyAgent, groupAgents } from '../../src/insights/nginx/agents';
import { rank } from '../../src/insights/nginx/ranking';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { EVERYTHING } from '../../src/signals/scope';
import { detectFormat } from '../../src/signals/nginx/detect';
import { causeOfLabels, NGINX_ERROR_SIGNALS, parseErrorLine } from '../../src/signals/nginx/errorLog';
import { fieldLabel } from '../../src/signals/nginx/fields';
import type { AccessLog } from '../../src/signals/nginx/format';
import { listQueries, listRows, NGINX_LISTS, PLAIN_LOKI, type RankedList } from '../../src/signals/nginx/lists';
import type { NginxContext, NginxSignal } from '../../src/signals/nginx/nginxSignal';
import { parseLine } from '../../src/signals/nginx/parse';
import { NGINX_SIGNALS } from '../../src/signals/nginx/signals';
import { askLoki, type Sample } from './support/ask';
import { decodedUri, hitsOf, readReport, realLines, realText, timedLines } from './support/nginxFixtures';
import { pushLines } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

const goaccess = readReport(realText('goaccess.json'));
const combinedLines = realLines('access.combined.log');
const jsonLines = realLines('access.json.log');
const errorLines = realLines('error.log');

/** The logs end at 20:48:07 on this day. */
const END = Date.parse('2026-11-22T21:00:00Z') / 1000;

/** What the detector finds in a log is what the queries are then written from. */
function detected(lines: readonly string[], stream: string): AccessLog {
  const { format, wrapper } = detectFormat(lines.slice(0, 100));
  if (!format) {
    throw new Error('no format found');
  }
  return { matchers: [{ label: 'job', op: '=', value: stream }], format, wrapper, labels: {} };
}

/** Every way in which the same requests are logged. Each stream also carries labels that fields are called like. */
const LOGS: Record<string, { lines: readonly string[]; stream: Record<string, string> }> = {
  combined: { lines: combinedLines, stream: { job: 'combined', host: 'web-1', status: 'up' } },
  json: { lines: jsonLines, stream: { job: 'json', host: 'web-1', status: 'up', uri: 'none' } },
  docker: {
    lines: combinedLines.map((line) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-22T20:48:07Z' })
    ),
    stream: { job: 'docker', host: 'web-1' },
  },
};

let loki: SmallLoki;

beforeAll(async () => {
  loki = await startSmallLoki();
  for (const { lines, stream } of Object.values(LOGS)) {
    const format = detected(lines, '').format;
    const { wrapper } = detected(lines, '');
    const times = timedLines(combinedLines, { kind: 'combined', appended: [] });
    expect(lines.filter((line) => parseLine({ format, wrapper }, line))).toHaveLength(lines.length);
    await pushLines(
      loki.url,
      stream,
      lines.map((line, index) => [times[index]?.[0] ?? 0, line] as const)
    );
  }
  await pushLines(
    loki.url,
    { job: 'errors' },
    errorLines.map((line) => [
      Date.parse(`${(parseErrorLine(line)?.time ?? '').replaceAll('/', '-').replace(' ', 'T')}Z`),
      line,
    ])
  );
});

afterAll(() => loki?.stop());

describe.each(Object.keys(LOGS))('the real access log as %s, beside what GoAccess counts', (name) => {
  const access = detected(LOGS[name]?.lines ?? [], name);
  const error = { matchers: [{ label: 'job', op: '=' as const, value: 'errors' }] };
  const conventions: Conventions = { ...DOCKER, nginx: { access, error } };
  const context: NginxContext = { conventions, scope: EVERYTHING, window: '1h', range: '1h' };

  const total = async (signal: NginxSignal, extra: Partial<NginxContext> = {}): Promise<Sample[]> =>
    askLoki(loki.url, signal.total({ ...context, ...extra }), END);
  const one = async (signal: NginxSignal, extra: Partial<NginxContext> = {}) => (await total(signal, extra))[0]?.value;
  const byLabel = async (signal: NginxSignal, label: string) =>
    Object.fromEntries((await total(signal)).map(({ labels, value }) => [labels[fieldLabel(label)] ?? '', value]));
  const list = async (which: RankedList, extra: Partial<NginxContext> = {}) =>
    listRows(
      which,
      context,
      await askLoki(loki.url, listQueries(which, { ...context, ...extra }, PLAIN_LOKI, 10).exact, END)
    );

  it('counts the same requests, bytes and visitors', async () => {
    expect(await one(NGINX_SIGNALS.requests)).toBe(goaccess.general.valid_requests);
    expect(await one(NGINX_SIGNALS.bytes)).toBe(goaccess.general.bandwidth);
    expect(await one(NGINX_SIGNALS.visitors)).toBe(goaccess.general.unique_visitors);
    expect(await total(NGINX_SIGNALS.unparsed)).toEqual([]);
    expect(goaccess.general.failed_requests).toBe(0);
  });

  it('counts the same statuses and classes', async () => {
    const codes = goaccess.status_codes.data.flatMap(({ items = [] }) => items);
    expect(await byLabel(NGINX_SIGNALS.statusCodes, 'status')).toEqual(
      Object.fromEntries(codes.map(({ data, hits }) => [data.slice(0, 3), hits.count]))
    );
    expect(await byLabel(NGINX_SIGNALS.statusClasses, 'statusClass')).toEqual(
      Object.fromEntries(goaccess.status_codes.data.map(({ data, hits }) => [data.slice(0, 3), hits.count]))
    );
    expect(await one(NGINX_SIGNALS.errorRatio)).toBeCloseTo(86 / 3000, 10);
    expect(await one(NGINX_SIGNALS.notFound)).toBe(932);
  });

  it('lists the same requests: all but static files and what was not found', async () => {
    const rows = await list(NGINX_LISTS.pages);
    expect(new Map(rows.map(({ values: [uri = ''], count }) => [decodedUri(uri), count]))).toEqual(
      hitsOf(goaccess.requests.data)
    );
    expect(rank(rows, 3)).toMatchObject({
      distinct: goaccess.general.unique_files,
      total: 2068,
      rest: 113 + 86,
    });
  });

  it('lists the same 404s', async () => {
    const rows = await list(NGINX_LISTS.notFound);
    expect(new Map(rows.map(({ values: [uri = ''], count }) => [decodedUri(uri), count]))).toEqual(
      hitsOf(goaccess.not_found.data)
    );
    expect(rows).toHaveLength(goaccess.general.unique_not_found);
    expect(await list(NGINX_LISTS.staticFiles)).toHaveLength(goaccess.general.unique_static_files);
  });

  it('lists the same referrers and referring sites', async () => {
    const referrers = await list(NGINX_LISTS.referrers);
    // GoAccess shows a missing referrer as `-`; here it is an empty value, which lists call "none".
    const named = new Map(referrers.map(({ values: [value = ''], count }) => [value === '' ? '-' : value, count]));
    expect(named).toEqual(hitsOf(goaccess.referrers?.data ?? []));
    const sites = await list(NGINX_LISTS.referringSites);
    expect(
      new Map(sites.filter(({ values: [site] }) => site !== '').map(({ values: [site = ''], count }) => [site, count]))
    ).toEqual(hitsOf(goaccess.referring_sites.data));
  });

  it('lists the same clients, agents, browsers and systems', async () => {
    expect(await list(NGINX_LISTS.clients)).toEqual([
      { values: ['127.0.0.1'], count: goaccess.hosts.data[0]?.hits.count },
    ]);
    const agents = (await list(NGINX_LISTS.agents)).map(({ values: [agent = ''], count }) => ({ agent, count }));
    // GoAccess calls tools "Others" among browsers and "Unknown" among systems, and bots "Crawlers" in both.
    const browsers = groupAgents(agents, ({ kind, family }) =>
      kind === 'bot' ? 'Crawlers' : kind === 'tool' ? 'Others' : family
    );
    expect(new Map(browsers.map((group) => [group.name, group.count]))).toEqual(hitsOf(goaccess.browsers.data));
    const systems = groupAgents(agents, ({ kind, system }) => (kind === 'bot' ? 'Crawlers' : system || 'Unknown'));
    expect(new Map(systems.map((group) => [group.name, group.count]))).toEqual(hitsOf(goaccess.os.data));
    const versions = groupAgents(agents, ({ family, version }) => `${family}/${version}`);
    expect(new Map(versions.map((group) => [group.name, group.count]))).toEqual(
      hitsOf(goaccess.browsers.data.flatMap(({ items = [] }) => items))
    );
    expect(agents.filter(({ agent }) => classifyAgent(agent).kind === 'unknown')).toEqual([]);
  });

  it('agrees with the parser of lines that pages use', async () => {
    const lines = LOGS[name]?.lines ?? [];
    const uris = new Map<string, number>();
    for (const line of lines) {
      const { uri = '' } = parseLine(access, line) ?? {};
      uris.set(uri, (uris.get(uri) ?? 0) + 1);
    }
    const rows = await list(NGINX_LISTS.uris);
    expect(new Map(rows.map(({ values: [uri = ''], count }) => [uri, count]))).toEqual(uris);
  });

  it('narrows every count to what was clicked', async () => {
    const filters = [
      { dimension: 'status', op: 'is', value: '404' },
      { dimension: 'path', op: 'not', value: '/api/v1/items' },
      { dimension: 'referrer', op: 'is', value: '' },
    ] as const;
    const expected = combinedLines
      .map((line) => parseLine({ format: { kind: 'combined', appended: [] } }, line))
      .filter(
        (values) =>
          values?.status === '404' &&
          !values.uri?.startsWith('/api/v1/items') &&
          ['', '-'].includes(values.referrer ?? '')
      ).length;
    expect(await one(NGINX_SIGNALS.requests, { filters })).toBe(expected);
    const rows = await list(NGINX_LISTS.agents, { filters });
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(expected);
  });

  it('names the causes of errors', async () => {
    const causes = (await total(NGINX_ERROR_SIGNALS.errorCauses)).map(({ labels, value }) => ({
      ...causeOfLabels(labels),
      value,
    }));
    expect(causes).toMatchObject([{ id: 'fileMissing', level: 'error', value: 300 }]);
  });
});
