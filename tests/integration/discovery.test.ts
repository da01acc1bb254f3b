import { chooseSources } from '../../src/discovery/chooseSources';
import { coverageUnder } from '../../src/discovery/coverage';
import { detectConventions } from '../../src/discovery/detectConventions';
import { detectNginx } from '../../src/discovery/detectNginx';
import { findInstallation } from '../../src/discovery/installation';
import { parseSettings, settingsAt } from '../../src/grafana/settings';
import type { Conventions } from '../../src/signals/conventions';
import { accessLine } from './support/accessFormats';
import { writeBlocks } from './support/blocks';
import { connectBoth, connectPlaces, LOKI, PROMETHEUS, type Place } from './support/doctorRuntime';
import { once } from './support/histories';
import { pushLines, type TimedLine } from './support/pushLines';
import { startLoki, startPrometheus, type Server } from './support/servers';
import { WORLD_END } from './support/smallWorlds';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'));

type Labels = Record<string, string>;

/** Two containers on each of two hosts, as one way of installing things labels them. */
interface Setting {
  name: string;
  host: (n: number) => string;
  series: (host: string, container: string) => Labels;
  node?: (n: number) => { instance: string; nodename: string };
  stream: (n: number, container: string) => Labels;
  format: 'combined' | 'json' | 'none';
  /** What must be found, as far as it matters. */
  finds: {
    style?: Conventions['containers']['style'];
    host?: string;
    container?: string;
    project?: boolean;
    logs?: Partial<Record<string, unknown>>;
  };
  /** How many of the containers have logs under what was found. */
  covered: number;
}

const CONTAINERS = ['edge', 'shop'];
const docker = (host: string, name: string): Labels => ({ job: 'cadvisor', instance: host, name, image: 'shop:1' });
const compose = (host: string, name: string): Labels => ({
  ...docker(host, `shop-${name}-1`),
  container_label_com_docker_compose_project: 'shop',
  container_label_com_docker_compose_service: name,
});
const web = (n: number) => `web-${n}`;
const node = (n: number) => ({ instance: `${web(n)}:9100`, nodename: web(n) });
const addressed = (n: number) => `10.0.0.${n}:8080`;

const SETTINGS: readonly Setting[] = [
  {
    name: 'plain Docker, Vector with labels',
    host: (n) => `${web(n)}:8080`,
    series: docker,
    node,
    stream: (n, container) => ({ host: web(n), container }),
    format: 'combined',
    finds: {
      style: 'docker',
      host: 'instance',
      container: 'name',
      project: false,
      logs: { host: 'host', container: 'container' },
    },
    covered: 4,
  },
  {
    name: 'compose, Promtail with docker_sd',
    host: (n) => `${web(n)}:8080`,
    series: compose,
    node,
    // Promtail keeps Docker's slash unless told otherwise.
    stream: (n, name) => ({
      job: 'docker',
      instance: web(n),
      container: `/shop-${name}-1`,
      compose_project: 'shop',
      compose_service: name,
    }),
    format: 'json',
    finds: {
      style: 'docker',
      project: true,
      logs: { host: 'instance', container: 'container', project: 'compose_project', service: 'compose_service' },
    },
    covered: 4,
  },
  {
    name: 'compose, Docker’s logging driver',
    host: addressed,
    series: compose,
    node: (n) => ({ instance: `10.0.0.${n}:9100`, nodename: web(n) }),
    stream: (n, name) => ({
      host: web(n),
      container_name: `shop-${name}-1`,
      compose_project: 'shop',
      compose_service: name,
      source: 'stdout',
      filename: `/var/log/docker/${name}/json.log`,
    }),
    format: 'combined',
    finds: { style: 'docker', logs: { host: 'host', container: 'container_name' } },
    covered: 4,
  },
  {
    name: 'Docker, Alloy',
    host: (n) => `${web(n)}:8080`,
    series: docker,
    stream: (n, container) => ({ instance: web(n), container, service_name: container, job: 'loki.source.docker' }),
    format: 'json',
    finds: { style: 'docker', logs: { host: 'instance', container: 'container' } },
    covered: 4,
  },
  {
    name: 'Docker, Vector’s combined label',
    host: (n) => `${web(n)}.example.org:8080`,
    series: docker,
    node: (n) => ({ instance: `${web(n)}.example.org:9100`, nodename: web(n) }),
    stream: (n, container) => ({ containers: `${web(n)}/${container}` }),
    format: 'combined',
    finds: { style: 'docker', logs: { shape: 'combined', label: 'containers', template: '{host}/{container}' } },
    covered: 4,
  },
  {
    name: 'Kubernetes',
    host: (n) => web(n),
    series: (host, container) => ({
      job: 'kubelet',
      instance: `${host}:10250`,
      node: host,
      namespace: 'shop',
      pod: `${container}-7d4b9c6f5-x2x${host.slice(-1)}`,
      container,
      name: `k8s_${container}`,
      image: 'shop:1',
    }),
    node,
    stream: (n, container) => ({
      node_name: web(n),
      namespace: 'shop',
      pod: `${container}-7d4b9c6f5-x2x${n}`,
      container,
    }),
    format: 'json',
    finds: {
      style: 'kubernetes',
      host: 'node',
      container: 'container',
      logs: { host: 'node_name', namespace: 'namespace', pod: 'pod', container: 'container' },
    },
    covered: 4,
  },
  {
    name: 'data that fits nothing',
    host: (n) => web(n),
    series: (host, name) => ({ job: 'stats', machine: host, unit_of_work: name }),
    stream: (n, container) => ({ app: `${container}@${n}` }),
    format: 'none',
    finds: {},
    covered: 0,
  },
];

const METRICS = ['container_last_seen', 'container_start_time_seconds', 'container_memory_working_set_bytes'];

function* scrapes({ name, host, series, node: nodeOf }: Setting): Generator<string> {
  const fits = name !== 'data that fits nothing';
  const line = (metric: string, labels: Labels, value: number, t: number) =>
    `${metric}{${Object.entries(labels)
      .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
      .join(',')}} ${value} ${t}`;
  for (let t = WORLD_END - 600; t <= WORLD_END; t += 15) {
    for (const n of [1, 2]) {
      for (const container of CONTAINERS) {
        const labels = series(host(n), container);
        for (const metric of fits ? METRICS : ['custom_memory_bytes']) {
          yield line(metric, labels, metric.endsWith('seconds') ? WORLD_END - 86400 : t, t);
        }
        if (fits && container === 'edge') {
          const { job = '', instance = '', node: nodeName } = labels;
          const target: Labels = { job, instance, ...(nodeName ? { node: nodeName } : {}) };
          yield line('up', { job, instance }, 1, t);
          yield line('machine_cpu_cores', target, 4, t);
          yield line('machine_memory_bytes', target, 8e9 + n, t);
        }
      }
      const machine = nodeOf?.(n);
      if (machine) {
        yield line('up', { job: 'node', instance: machine.instance }, 1, t);
        yield line('node_uname_info', { job: 'node', ...machine }, 1, t);
      }
      if (!fits) {
        yield line('up', { job: 'stats', instance: host(n) }, 1, t);
      }
    }
  }
}

async function pushLogs(url: string, { stream, format }: Setting): Promise<void> {
  for (const n of [1, 2]) {
    for (const container of CONTAINERS) {
      const lines = Array.from({ length: 60 }, (_, index): TimedLine => {
        const time = (WORLD_END - 600 + index * 10) * 1000;
        return [
          time,
          container === 'edge' && format !== 'none' ? accessLine(format, time, index) : `level=info n=${index}`,
        ];
      });
      await pushLines(url, stream(n, container), lines);
    }
  }
}

describe.each(SETTINGS)('$name', (setting) => {
  let prometheus: Server;
  let loki: Server;
  let now: jest.SpyInstance;

  beforeAll(async () => {
    const slug = setting.name.replace(/\W+/g, '-');
    const blocks = await once(slug, (directory) => writeBlocks(directory, [scrapes(setting)]));
    [prometheus, loki] = await Promise.all([startPrometheus(blocks, WORLD_END), startLoki()]);
    await pushLogs(loki.url, setting);
    connectBoth(prometheus.url, loki.url);
    // Detection asks about now; here, now is the end of the history.
    now = jest.spyOn(Date, 'now').mockReturnValue(WORLD_END * 1000);
  });
  afterAll(async () => {
    // Before anything that waits: time must pass again.
    now?.mockRestore();
    await loki?.stop();
    await prometheus?.stop();
  });

  it('is found out, and joins containers with their logs', async () => {
    const { finds, covered, format } = setting;
    const sources = { prometheus: PROMETHEUS, loki: LOKI };
    const { conventions: found, ...detected } = await detectConventions(sources);
    // What fits nothing is said to be assumed.
    expect([detected.metrics, detected.logs]).toEqual([Boolean(finds.style), Boolean(finds.style)]);
    const { containers, logs } = found;
    if (finds.style) {
      expect(containers.style).toBe(finds.style);
    }
    if (finds.host) {
      expect([containers.host, containers.name]).toEqual([finds.host, finds.container]);
    }
    if (finds.project !== undefined) {
      expect(containers.project !== undefined).toBe(finds.project);
    }
    expect(logs).toMatchObject(finds.logs ?? {});

    const coverage = await coverageUnder(sources, found, WORLD_END * 1000);
    // Nothing that fits: nothing is claimed, and the page asks.
    expect(coverage.containers).toHaveLength(finds.style ? 4 : 0);
    expect(coverage.containers.length - (coverage.withoutLogs?.length ?? 0)).toBe(covered);
    expect(coverage.onlyLogs).toEqual([]);
    if (finds.style) {
      expect(coverage.hosts.map(({ host }) => host)).toEqual(['web-1', 'web-2'].map((h) => expect.stringContaining(h)));
      expect(coverage.hosts.every((one) => one.containers && one.logs && one.node === Boolean(setting.node))).toBe(
        true
      );
      expect(Object.keys(coverage.example.series ?? {})).toContain(containers.name);
      expect(coverage.example.node?.['nodename'] !== undefined).toBe(setting.node !== undefined);
    }

    const [nginx] = await detectNginx(LOKI, logs, WORLD_END * 1000);
    expect(nginx?.conventions.access.format.kind ?? 'none').toBe(format);
  });
});

describe('two locations, each with a Prometheus and a Loki, at once', () => {
  const [main, oslo] = SETTINGS.slice(0, 2) as [Setting, Setting];
  const servers: Server[] = [];
  let now: jest.SpyInstance;

  beforeAll(async () => {
    const places: Place[] = [];
    for (const setting of [main, oslo]) {
      const slug = setting.name.replace(/\W+/g, '-');
      const blocks = await once(slug, (directory) => writeBlocks(directory, [scrapes(setting)]));
      const [prometheus, loki] = await Promise.all([startPrometheus(blocks, WORLD_END), startLoki()]);
      servers.push(prometheus, loki);
      await pushLogs(loki.url, setting);
      const at = setting === main ? 'main' : 'oslo';
      places.push({
        prometheus: prometheus.url,
        loki: loki.url,
        prometheusUid: `${at}-prometheus`,
        lokiUid: `${at}-loki`,
      });
    }
    // One that scrapes something else stands first, and is the default one.
    const empty = await startPrometheus(
      await once('no-containers', (directory) =>
        writeBlocks(directory, [[`up{job="other"} 1 ${WORLD_END - 60}`, `up{job="other"} 1 ${WORLD_END}`]])
      ),
      WORLD_END
    );
    const silent = await startLoki();
    servers.push(empty, silent);
    connectPlaces([
      { prometheus: empty.url, loki: silent.url, prometheusUid: 'empty-prometheus', lokiUid: 'empty-loki' },
      ...places,
    ]);
    now = jest.spyOn(Date, 'now').mockReturnValue(WORLD_END * 1000);
  });
  afterAll(async () => {
    now?.mockRestore();
    connectPlaces([]);
    await Promise.all(servers.map((server) => server.stop()));
  });

  const settings = parseSettings({
    locations: [
      { name: 'Oslo', prometheusUid: 'oslo-prometheus', lokiUid: 'oslo-loki' },
      { name: 'Bergen', prometheusUid: 'oslo-prometheus' },
    ],
  });

  it('are found out each by itself, though they are asked together', async () => {
    const [atMain, atOslo] = await Promise.all([
      findInstallation({ ...settingsAt(settings, ''), prometheusUid: 'main-prometheus', lokiUid: 'main-loki' }),
      findInstallation(settingsAt(settings, 'Oslo')),
    ]);
    expect([atMain, atOslo].map(({ from, problem }) => [from, problem])).toEqual(
      new Array(2).fill(['detected', undefined])
    );
    const hosts = [atMain, atOslo].map(({ conventions: { logs } }) => (logs.shape === 'labels' ? logs.host : ''));
    expect(hosts).toEqual(['host', 'instance']);
    const projects = [atMain, atOslo].map(({ conventions }) => conventions.containers.project !== undefined);
    expect(projects).toEqual([false, true]);
    for (const { prometheus, loki, conventions } of [atMain, atOslo]) {
      const { containers, withoutLogs } = await coverageUnder({ prometheus, loki }, conventions, WORLD_END * 1000);
      expect([containers.length, withoutLogs]).toEqual([4, []]);
    }
  });

  it('are not mixed: a location has only what it names', async () => {
    const { prometheus, loki, conventions } = await findInstallation(settingsAt(settings, 'Bergen'));
    expect(prometheus?.uid).toBe('oslo-prometheus');
    expect(loki).toBeUndefined();
    const { withoutLogs, onlyLogs } = await coverageUnder({ prometheus, loki }, conventions, WORLD_END * 1000);
    expect([withoutLogs, onlyLogs]).toEqual([undefined, []]);
  });

  it('choose, where none is named, a Prometheus and a Loki that have containers, not the default ones', async () => {
    const { prometheus, loki } = await chooseSources({});
    expect([prometheus.source?.uid, loki.source?.uid]).toEqual(['main-prometheus', 'main-loki']);
    expect(prometheus.why).toBe('It has metrics of containers, which empty-prometheus has not');
  });
});
