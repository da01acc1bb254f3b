/** @jest-environment ./tests/integration/support/domEnvironment.js */
import { dateTime, type DataFrame, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom, toArray } from 'rxjs';
import { subjectText } from '../../src/checks/subjectText';
import { loadFindings, loadLogFindings } from '../../src/components/findings/loadFindings';
import { loadLifecycle } from '../../src/components/loadLifecycle';
import { SignalsDataSource } from '../../src/datasource/SignalsDataSource';
import { SignalsVariables } from '../../src/datasource/choices';
import type { Choice, ChoiceQuery, ScopeTexts, SignalsJsonData, SignalsQuery } from '../../src/datasource/query';
import { eventsWindow, TABLE_WINDOW } from '../../src/signals/windows';
import { CONTAINER_SIGNALS as C } from '../../src/signals/containers';
import type { Conventions } from '../../src/signals/conventions';
import { writtenLogs } from '../../src/signals/nginx/logs';
import { EVERYTHING } from '../../src/signals/scope';
import { queryLines } from '../../src/grafana/loki';
import { queryInstant } from '../../src/grafana/prometheus';
import { containerOfText } from '../../src/signals/containerText';
import { logLines } from '../../src/signals/logs';
import { loadHosts } from '../../src/pages/overview/loadHosts';
import { columnsOf } from '../../src/pages/containers/columns';
import { loadCells, loadFleet } from '../../src/pages/containers/fleet';
import { bundledDashboards, plainDashboards } from '../../tools/dashboards';
import { askLines } from './support/ask';
import { conventionsOf } from './support/conventions';
import { END, lokiOf, prometheusOf } from './support/histories';
import type { Server } from './support/servers';
import { connectLoki, setAppSettings, setVariables } from './support/signalsRuntime';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/signalsRuntime'));

const RANGE = { from: (END - 3600) * 1000, to: END * 1000 };
const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
const LOKI = { uid: 'quayside-loki', name: 'Loki', type: 'loki', isDefault: false };
const conventions = conventionsOf('docker');

/** One of the fleet's containers that has everything a panel can show: limits, a quota, logs. */
const ONE = { host: 'web-1', container: 'web-1/shop-api', name: 'shop-api' };

/** What the dashboards of one thing are opened with; the others show everything. */
const CHOSEN: Record<string, Record<string, string | string[]>> = {
  'container.json': { host: ONE.host, container: ONE.container },
  'host.json': { host: ONE.host },
  'service.json': { project: 'shop', service: '*' },
};

let prometheus: Server;
let loki: Server;
const source = new SignalsDataSource({ uid: 'signals', jsonData: {} } as DataSourceInstanceSettings<SignalsJsonData>);

beforeAll(async () => {
  prometheus = await prometheusOf('docker');
  ({ server: loki } = await lokiOf({ logLabels: 'host-container' }));
  connectLoki(loki.url, prometheus.url);
  setAppSettings({
    prometheusUid: 'quayside-prometheus',
    lokiUid: 'quayside-loki',
    conventions,
    logBudgetMegabytes: 1e5,
  });
}, 600_000);
afterAll(() => Promise.all([prometheus?.stop(), loki?.stop()]));
beforeEach(() => setVariables({}));

async function ask(...targets: SignalsQuery[]): Promise<{ frames: DataFrame[]; errors: string[] }> {
  const [from, to] = [dateTime(RANGE.from), dateTime(RANGE.to)];
  const request = {
    requestId: 'test',
    targets,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    intervalMs: 15_000,
    maxDataPoints: 400,
  } as unknown as DataQueryRequest<SignalsQuery>;
  const responses = await lastValueFrom(source.query(request).pipe(toArray()));
  return {
    frames: responses.flatMap(({ data }) => data as DataFrame[]),
    errors: responses.flatMap(({ errors = [] }) => errors.map(({ message = '' }) => message)),
  };
}

interface Panel {
  title: string;
  targets: SignalsQuery[];
}

const panelsOf = (dashboard: unknown): Panel[] =>
  (dashboard as { panels: Array<{ type: string; title: string; targets?: SignalsQuery[] }> }).panels
    .filter(({ type, targets }) => type !== 'row' && targets && targets.length > 0)
    .map(({ title, targets = [] }) => ({ title, targets }));

/** What the fleet does not have, and why. */
const NOTHING: Record<string, string> = {
  'container.json Log lines by level A': 'no container of the fleet writes lines of the level critical',
};

const all = [...bundledDashboards()].flatMap(([file, dashboard]) =>
  panelsOf(dashboard).map((panel): [string, string, Panel] => [file, panel.title, panel])
);

describe('every panel of every bundled dashboard has data', () => {
  test.each(all)('%s: %s', async (file, title, { targets }) => {
    setVariables({ host: '*', project: '*', service: '*', virtualHost: '*', ...CHOSEN[file] });
    const { frames, errors } = await ask(...targets);
    expect(errors).toEqual([]);
    const empty = targets
      .map(({ refId }) => refId)
      .filter((refId) => !NOTHING[`${file} ${title} ${refId}`])
      .filter((refId) => !frames.some((frame) => frame.refId === refId && frame.length > 0));
    const reasons = frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text));
    expect(empty.length > 0 ? { empty, reasons } : {}).toEqual({});
  });
});

describe('numbers are those of the pages', () => {
  const column = (frame: DataFrame | undefined, name: string) =>
    (frame?.fields.find((field) => field.name === name)?.values ?? []) as unknown[];

  test('the table of containers', async () => {
    const context = { conventions, scope: EVERYTHING, window: TABLE_WINDOW, range: eventsWindow(RANGE) };
    const question = { source: PROMETHEUS, context, time: RANGE.to };
    const { rows } = await loadFleet({ ...question, sortBy: undefined });
    const cells = await loadCells(question, rows, columnsOf('cpu,memory,restarts'));
    for (const signal of [C.cpuCores, C.memoryWorkingSet]) {
      const { frames } = await ask({ refId: 'A', signal: signal.id, form: 'table', top: 0 });
      const [frame] = frames;
      const hosts = column(frame, 'Host');
      const shown = column(frame, 'Container').map((name, index): [string, unknown] => [
        `${String(hosts[index])}/${String(name)}`,
        column(frame, signal.title)[index],
      ]);
      const ofPage = rows.flatMap(({ key, container: { host, name } }): Array<[string, unknown]> => {
        const value = cells.values.get(signal.id)?.get(key);
        return value === undefined ? [] : [[`${host}/${name}`, value]];
      });
      expect(ofPage.length).toBeGreaterThan(20);
      expect(new Map(shown.sort())).toEqual(new Map(ofPage.sort()));
    }
  });

  test('a series, at every one of its points', async () => {
    const { frames } = await ask({ refId: 'A', signal: C.memoryWorkingSet.id, scope: { containers: [ONE.container] } });
    expect(frames).toHaveLength(1);
    const [times, values] = frames[0]?.fields ?? [];
    const scope = { containers: [{ host: ONE.host, name: ONE.name }] };
    const context = { conventions, scope, window: TABLE_WINDOW, range: '1h' };
    const checked = [0, 100, (times?.values.length ?? 1) - 1];
    for (const index of checked) {
      const [sample] = await queryInstant(PROMETHEUS, C.memoryWorkingSet.query(context), times?.values[index]);
      expect(values?.values[index]).toBe(sample?.value);
    }
  });

  test('labels and names are the words of the house', async () => {
    const { frames } = await ask({ refId: 'A', signal: C.cpuCores.id, scope: { hosts: [ONE.host] }, top: 3 });
    expect(frames).toHaveLength(3);
    for (const frame of frames) {
      const [, value] = frame.fields;
      expect(Object.keys(value?.labels ?? {})).toEqual(['host', 'container']);
      expect(value?.labels?.['host']).toBe(ONE.host);
      expect(value?.config.displayNameFromDS).toBe(`${ONE.host}/${value?.labels?.['container']}`);
      expect(value?.config.unit).toBe('suffix: cores');
    }
  });

  test('lines of a service are those of its containers', async () => {
    const { frames } = await ask({ refId: 'A', show: 'lines', scope: { projects: ['shop'], services: ['api'] } });
    const [frame] = frames;
    const lines = column(frame, 'Line');
    expect(lines.length).toBeGreaterThan(10);
    const own = await askLines(loki.url, '{container=~".*shop-api.*"}', END - 3600, END);
    const texts = new Set(own);
    expect(lines.filter((line) => !texts.has(String(line)))).toEqual([]);
  });

  test('lines of several containers are theirs alone', async () => {
    // Both hosts run containers of both names: other pairs of them are not asked for.
    const containers = [`${ONE.host}/${ONE.name}`, 'app-1/shop-web'];
    const { frames } = await ask({ refId: 'A', show: 'lines', scope: { containers } });
    const labels = column(frames[0], 'labels') as Array<Record<string, string>>;
    const from = new Set(labels.map(({ host, container }) => `${host}/${container}`));
    expect([...from].filter((one) => !containers.includes(one))).toEqual([]);
    const context = { conventions, scope: { containers: refsOf(containers) }, window: '5m', range: '1h' };
    const page = await queryLines(LOKI, logLines(context), RANGE, 1000);
    expect(column(frames[0], 'Line')).toHaveLength(page.length);
  });

  test('a sum of several containers is of these alone', async () => {
    const { frames } = await ask({ refId: 'A', signal: C.memoryWorkingSet.id, form: 'table', top: 0 });
    const [hosts, names, values] = ['Host', 'Container', C.memoryWorkingSet.title].map((name) =>
      column(frames[0], name)
    );
    const all = new Map(hosts?.map((host, row) => [`${String(host)}/${String(names?.[row])}`, Number(values?.[row])]));
    const [chosen = [], crossed] = crossedPairs([...all.keys()]);
    // There are other pairs of their hosts and names, or this would prove nothing.
    expect(crossed).not.toEqual([]);
    for (const by of ['all', 'host'] as const) {
      const scope = { containers: chosen };
      const sums = await ask({ refId: 'A', signal: C.memoryWorkingSet.id, form: 'table', by, scope });
      const sum = (column(sums.frames[0], C.memoryWorkingSet.title) as number[]).reduce((total, one) => total + one, 0);
      expect(sum).toBe(chosen.reduce((total, one) => total + (all.get(one) ?? NaN), 0));
    }
  });

  test('hosts are those of the Overview', async () => {
    const hosts = (await loadHosts(PROMETHEUS, conventions, RANGE.to)).filter(({ cpu }) => cpu !== undefined);
    expect(hosts.length).toBeGreaterThan(1);
    const { frames } = await ask({ refId: 'A', signal: 'host.cpu.ratio', form: 'table', top: 0 });
    const values = column(frames[0], 'CPU');
    const shown = new Map(column(frames[0], 'Host').map((host, row) => [host, values[row]]));
    for (const [host, value] of shown) {
      expect(hosts.find((one) => one.host === host)?.cpu).toBe(value);
    }
    expect(shown.size).toBeGreaterThan(1);
  });

  test('findings are those of the Overview, of logs and of NGINX too', async () => {
    const known = await source.installations.withNginx(RANGE.to);
    const metrics = await loadFindings(PROMETHEUS, known, EVERYTHING, RANGE.to);
    const logs = await loadLogFindings(LOKI, known, EVERYTHING, RANGE.to, Infinity);
    const expected = [...metrics.findings, ...logs.findings].map(({ check, subject }) => [
      check.title,
      subjectText(subject),
    ]);
    const { frames, errors } = await ask({ refId: 'A', show: 'findings', form: 'table' });
    expect(errors).toEqual([]);
    const what = column(frames[0], 'What');
    const shown = column(frames[0], 'Finding').map((title, row) => [title, what[row]]);
    expect(shown.sort()).toEqual(expected.sort());
    expect(logs.findings.length).toBeGreaterThan(0);
    expect(frames[0]?.meta?.notices ?? []).toEqual([]);
  });

  test('events of one container are those of its page', async () => {
    const [one] = await crashing();
    const scope = { containers: [one] };
    const context = { conventions, scope, window: TABLE_WINDOW, range: eventsWindow(RANGE) };
    const events = await loadLifecycle(PROMETHEUS, context, RANGE);
    const { frames } = await ask({
      refId: 'A',
      show: 'events',
      scope: { containers: [`${one.host}/${one.name}`] },
    });
    expect(events.length).toBeGreaterThan(0);
    expect(column(frames[0], 'time')).toContain(events.find(({ kind }) => kind !== 'gone')?.time);
  });
});

const refsOf = (texts: readonly string[]) => texts.flatMap((text) => containerOfText(text) ?? []);

/** Two containers of two hosts whose other pairs, host of one and name of the other, there are as well; and those. */
function crossedPairs(all: readonly string[]): [chosen: string[], crossed: string[]] {
  const there = new Set(all);
  for (const one of all) {
    for (const other of all) {
      const [[host, name], [otherHost, otherName]] = [one.split('/'), other.split('/')];
      const crossed = [`${host}/${otherName}`, `${otherHost}/${name}`].filter((pair) => there.has(pair));
      if (host !== otherHost && name !== otherName && crossed.length > 0) {
        return [[one, other], crossed];
      }
    }
  }
  return [[], []];
}

/** Containers that restarted within the range. */
async function crashing(): Promise<[{ host: string; name: string }]> {
  const { frames } = await ask({ refId: 'A', signal: C.restarts.id, form: 'table', top: 1 });
  const [host, name] = ['Host', 'Container'].map((title) =>
    String(frames[0]?.fields.find((field) => field.name === title)?.values[0])
  );
  return [{ host: host ?? '', name: name ?? '' }];
}

describe('what variables list', () => {
  const choices = async (choice: Choice, scope: ScopeTexts = {}) => {
    const request = {
      targets: [{ refId: 'choice', choice, scope }],
      range: { from: dateTime(RANGE.from), to: dateTime(RANGE.to) },
      scopedVars: {},
    } as unknown as DataQueryRequest<ChoiceQuery>;
    const { data, errors } = await lastValueFrom(new SignalsVariables(source).query(request));
    expect(errors ?? []).toEqual([]);
    const [frame] = data as DataFrame[];
    return [...(frame?.fields.find(({ name }) => name === 'value')?.values ?? [])] as string[];
  };

  test('is what the pages can be restricted to', async () => {
    const { rows } = await loadFleet({
      source: PROMETHEUS,
      context: { conventions, scope: EVERYTHING, window: TABLE_WINDOW, range: eventsWindow(RANGE) },
      time: RANGE.to,
      sortBy: undefined,
    });
    const running = rows.map(({ container: { host, name } }) => `${host}/${name}`);
    const listed = await choices('containers');
    expect(running.filter((one) => !listed.includes(one))).toEqual([]);
    const hosts = await choices('hosts');
    expect([...new Set(rows.map(({ container }) => container.host))].filter((one) => !hosts.includes(one))).toEqual([]);
    for (const choice of ['projects', 'services', 'images'] as const) {
      expect((await choices(choice)).length).toBeGreaterThan(1);
    }
    expect(await choices('namespaces')).toEqual([]);
  });

  test('is restricted by other variables', async () => {
    setVariables({ host: ONE.host });
    const listed = await choices('containers', { hosts: ['$host'] });
    expect(listed).toContain(ONE.container);
    expect(listed.filter((text) => !text.startsWith(`${ONE.host}/`))).toEqual([]);
    expect(await choices('services', { projects: ['shop'] })).toContain('api');
    expect(await choices('services', { projects: ['nobody'] })).toEqual([]);
  });

  test('virtual hosts are read from the access log', async () => {
    const listed = await choices('virtualHosts');
    expect(listed.length).toBeGreaterThan(0);
    expect(listed).toEqual([...listed].sort());
  });
});

describe('what cannot be asked says why', () => {
  test.each<[string, Partial<SignalsQuery>, string]>([
    ['a signal that is none', { signal: 'container.soul' }, 'There is no signal “container.soul”'],
    [
      'a text that names no container',
      { signal: 'container.cpu.cores', scope: { containers: ['edge'] } },
      'web-1/shop-api',
    ],
  ])('%s', async (_what, query, said) => {
    const { frames, errors } = await ask({ refId: 'A', ...query });
    expect(frames).toEqual([]);
    expect(errors.join()).toContain(said);
  });

  test('what cannot be had under these conventions is an empty panel that says so', async () => {
    const { frames, errors } = await ask({ refId: 'A', signal: 'host.cpu.ratio', by: 'image' });
    expect(errors).toEqual([]);
    expect(frames.map(({ length, meta }) => [length, meta?.notices?.[0]?.text])).toEqual([
      [0, expect.stringContaining('cannot be grouped by image')],
    ]);
  });

  test('one failed query does not silence the others', async () => {
    const { frames, errors } = await ask(
      { refId: 'A', signal: 'container.soul' },
      { refId: 'B', signal: 'container.cpu.cores', by: 'all' }
    );
    expect(errors).toHaveLength(1);
    expect(frames.map(({ refId }) => refId)).toEqual(['B']);
  });

  test('hostile names are values, not queries', async () => {
    const scope = { hosts: ['web-1"} or vector(1) #', '$__range'], containers: ['a/b"c\\d'] };
    const { frames, errors } = await ask({ refId: 'A', signal: 'container.cpu.cores', scope });
    expect(errors).toEqual([]);
    expect(frames.every(({ length }) => length === 0)).toBe(true);
  });
});

/** The same of the other container that the plain dashboards are tried with: they do not know that web-1 is called otherwise. */
const NOTHING_PLAIN: Record<string, string> = {
  ...NOTHING,
  'container.json Disk A': 'the cAdvisor of this host exports no input and output of single containers',
  'container.json Disk B': 'the same',
};

describe('every panel of the plain dashboards has data', () => {
  const panels = (known: Conventions) =>
    [...plainDashboards(known, true)].flatMap(([file, dashboard]) =>
      panelsOf(dashboard).flatMap(({ title, targets }) =>
        targets.map((target) => ({
          file,
          title,
          ...(target as unknown as { refId: string; expr: string; queryType?: string }),
        }))
      )
    );

  test('of those on metrics and logs', async () => {
    // Loki's estimate of a list is of one log; the fleet has several, of which this names virtual hosts.
    const both = await source.installations.withNginx(RANGE.to);
    const nginx = both.nginx && writtenLogs(both.nginx).find(({ access }) => access.format.kind === 'json');
    const oneLog: Conventions = { ...both, nginx };
    const empty: string[] = [];
    for (const { file, title, refId, expr, queryType } of panels(oneLog)) {
      const one = file.includes('container');
      const text = expr
        .replaceAll('${host}', one || file.includes('host') ? 'app-1' : '.+')
        .replaceAll('${container}', ONE.name)
        .replaceAll('${project}', file.includes('service') ? 'shop' : '.*')
        .replaceAll(/\$\{\w+\}/g, '.*')
        .replaceAll('$__rate_interval', '1m')
        .replaceAll('$__auto', '1m')
        .replaceAll('$__range', '1h');
      const nanos = (seconds: number) => `${seconds}000000000`;
      const asked: Record<string, string> =
        queryType === 'range'
          ? { query: text, start: nanos(END - 3600), end: nanos(END), step: '60s' }
          : { query: text, time: queryType === undefined ? String(END) : nanos(END) };
      const path = queryType === 'range' ? '/loki/api/v1/query_range' : '/loki/api/v1/query';
      const base = queryType === undefined ? `${prometheus.url}/api/v1/query` : `${loki.url}${path}`;
      const url = `${base}?${new URLSearchParams(asked)}`;
      const response = await fetch(url);
      const body = (await response.json().catch(() => ({}))) as { data?: { result?: unknown[] } };
      const expected = !NOTHING_PLAIN[`${file.replace('quayside-', '')} ${title} ${refId}`];
      if (!response.ok || (expected && !body.data?.result?.length)) {
        empty.push(`${file} ${title} ${refId}: ${response.status} ${text.slice(0, 300)}`);
      }
    }
    expect(empty).toEqual([]);
  });
});
