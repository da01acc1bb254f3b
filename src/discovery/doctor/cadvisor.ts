import { prometheusConfig } from '../../grafana/serverStatus';
import { hostOf } from '../../signals/hostNames';
import {
  cadvisorVersions,
  exportedMetrics,
  lingering,
  namelessContainers,
  NEEDED_METRICS,
  ownTimeStamps,
} from '../../signals/doctor';
import { ask, askOne, counted, NotChecked, prometheusOf, type Ailment, type Patient } from './ailment';

/** Releases that brought what pages show; newest last. */
const SINCE: ReadonlyArray<{ version: readonly [number, number]; lacks: string }> = [
  { version: [0, 39], lacks: 'out-of-memory kills' },
  { version: [0, 52], lacks: 'pressure (container_pressure_*)' },
  {
    version: [0, 54],
    lacks: 'health (container_health_state), and names where Docker 29 keeps images in containerd’s store',
  },
  {
    version: [0, 57],
    lacks: 'the true start time: until then it is the time of creation, and restarts are counted too low',
  },
];

/** Hosts that are named of each metric; the rest is counted. */
const SHOWN_HOSTS = 10;

const COMPOSE_IMAGE = 'services:\n  cadvisor:\n    image: ghcr.io/google/cadvisor:v0.57.0';

function versionOf(text: string): readonly [number, number] | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

const before = (a: readonly [number, number], b: readonly [number, number]) =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

const hostNamed = ({ conventions }: Patient, labels: Readonly<Record<string, string>>) =>
  hostOf(conventions, 'containers', labels[conventions.containers.host] ?? '');

const old: Ailment = {
  id: 'cadvisor-old',
  title: 'cAdvisor is older than what the pages need',
  severity: 'warning',
  costs: 'What it does not export yet stays empty on the pages, and checks that need it never hold.',
  how: ({ conventions }) => cadvisorVersions(conventions),
  examine: async (patient) => {
    const { conventions } = patient;
    if (conventions.containers.style === 'kubernetes') {
      throw new NotChecked('on Kubernetes cAdvisor is a part of the kubelet, and comes with its release');
    }
    const versions = (await ask(patient, cadvisorVersions(conventions))).flatMap(({ labels }) => {
      const text = labels['cadvisorVersion'] ?? '';
      const version = versionOf(text);
      return version ? [{ host: hostNamed(patient, labels), text, version }] : [];
    });
    if (versions.length === 0) {
      throw new NotChecked('cadvisor_version_info is not exported by any scraped cAdvisor');
    }
    const outdated = versions.flatMap(({ host, text, version }) => {
      const lacks = SINCE.filter((one) => before(version, one.version)).map((one) => one.lacks);
      return lacks.length > 0 ? [`${host} has ${text}, without ${lacks.join('; ')}`] : [];
    });
    return outdated.length === 0
      ? { outcome: 'well', found: `${[...new Set(versions.map(({ text }) => text))].join(', ')} on every host` }
      : {
          outcome: 'ill',
          found: `A cAdvisor before 0.57 runs on ${outdated.length} of ${counted(versions.length, 'host')}.`,
          examples: outdated,
          remedies: [{ where: 'compose.yaml of those hosts', lines: COMPOSE_IMAGE }],
        };
  },
};

const shortList = (hosts: readonly string[]) =>
  hosts.slice(0, SHOWN_HOSTS).join(', ') +
  (hosts.length > SHOWN_HOSTS ? ` and ${hosts.length - SHOWN_HOSTS} more` : '');

const METRICS = [...new Set(NEEDED_METRICS.flatMap(({ anyOf }) => anyOf))];

const missing: Ailment = {
  id: 'metrics-missing',
  title: 'Metrics that pages need are not exported',
  severity: 'critical',
  costs: 'The pages say “not exported” in their place.',
  how: ({ conventions }) => exportedMetrics(conventions, METRICS),
  examine: async (patient) => {
    const found = await ask(patient, exportedMetrics(patient.conventions, METRICS));
    const names = new Set(found.map(({ labels }) => labels['__name__']));
    if (names.size === 0) {
      return {
        outcome: 'ill',
        found: 'None of cAdvisor’s metrics is there now, under these conventions.',
        remedies: [
          {
            where: 'prometheus.yml',
            lines:
              'scrape_configs:\n  - job_name: cadvisor\n    honor_timestamps: false\n    static_configs:\n      - targets: [HOST:8080]',
          },
        ],
      };
    }
    // A series of a whole cluster names no host: it is there for all of them.
    const has = (name: string, host: string) =>
      found.some(({ labels }) => labels['__name__'] === name && ['', host].includes(hostNamed(patient, labels)));
    const hosts = [...new Set(found.map(({ labels }) => hostNamed(patient, labels)))].filter((host) => host !== '');
    const lacking = NEEDED_METRICS.flatMap(({ anyOf, page }) => {
      const without = (hosts.length > 0 ? hosts : ['']).filter((host) => !anyOf.every((name) => has(name, host)));
      return without.length > 0 ? [{ names: anyOf, page, without, everywhere: without.length >= hosts.length }] : [];
    });
    const everywhere = lacking.filter((one) => one.everywhere).length;
    return lacking.length === 0
      ? { outcome: 'well', found: `All ${METRICS.length} metrics that no page can do without are there, on every host` }
      : {
          outcome: 'ill',
          found: `${everywhere} of ${NEEDED_METRICS.length} kinds of metrics are not exported by any host, and ${lacking.length - everywhere} not by every host.`,
          examples: lacking.map(
            ({ names: all, page, without, everywhere: nowhere }) =>
              `${all.join(', ')}: ${page}; not exported by ${nowhere ? 'any host' : shortList(without)}`
          ),
          remedies: [
            {
              where: 'prometheus.yml, cAdvisor’s job: let no metric_relabel_configs drop them',
              lines: 'metric_relabel_configs: []',
            },
            {
              where: 'arguments of cAdvisor: leave these on',
              lines: '--disable_metrics=percpu,sched,tcp,udp,hugetlb,referenced_memory',
            },
          ],
        };
  },
};

const nameless: Ailment = {
  id: 'names-missing',
  title: 'Containers have no name',
  severity: 'critical',
  costs: 'A container without a name is on no page and in no check.',
  how: ({ conventions }) => namelessContainers(conventions),
  examine: async (patient) => {
    const { conventions } = patient;
    if (conventions.containers.style === 'kubernetes') {
      throw new NotChecked('on Kubernetes the kubelet names its containers itself');
    }
    const found = await ask(patient, namelessContainers(conventions));
    return found.length === 0
      ? { outcome: 'well', found: 'Every container has its name' }
      : {
          outcome: 'ill',
          found: `Without a name: ${counted(
            found.reduce((sum, { value }) => sum + value, 0),
            'container'
          )} on ${counted(found.length, 'host')}.`,
          examples: found.map(({ labels, value }) => `${hostNamed(patient, labels)}: ${value}`),
          remedies: [
            { where: 'compose.yaml: cAdvisor 0.54 and later knows the image store of Docker 29', lines: COMPOSE_IMAGE },
            {
              where: 'compose.yaml: cAdvisor asks Docker for names, so it must reach its socket',
              lines:
                'services:\n  cadvisor:\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n      - /sys:/sys:ro\n      - /var/lib/docker:/var/lib/docker:ro',
            },
          ],
        };
  },
};

/** Further from the scrape than this, samples were stamped by cAdvisor itself. Seconds. */
const OWN_STAMP = 0.1;

const timestamps: Ailment = {
  id: 'timestamps-honored',
  title: 'Series of ended containers linger for five minutes',
  severity: 'info',
  costs:
    'cAdvisor stamps its samples, so Prometheus does not notice that a series has ended. After a restart both lives are there: dashboards that add them up show twice the memory. Quayside’s own queries do not.',
  how: ({ conventions }) => ownTimeStamps(conventions),
  examine: async (patient) => {
    const { conventions, signal } = patient;
    const stamped = (await ask(patient, ownTimeStamps(conventions))).filter(({ value }) => value > OWN_STAMP);
    if (stamped.length === 0) {
      return { outcome: 'well', found: 'Prometheus stamps the samples itself' };
    }
    const config = await prometheusConfig(prometheusOf(patient), signal);
    if (config && /track_timestamps_staleness: true/.test(config)) {
      return {
        outcome: 'well',
        found: 'cAdvisor stamps its samples, and Prometheus notices all the same when a series ends',
      };
    }
    const twice = (await askOne(patient, lingering(conventions))) ?? 0;
    return {
      outcome: 'ill',
      found: `${counted(stamped.length, 'host')} with time stamps of their own; ${counted(twice, 'container')} seen twice at once within the last hour.`,
      examples: stamped.map(
        ({ labels, value }) => `${hostNamed(patient, labels)}: ${value.toFixed(1)} s from the scrape`
      ),
      remedies: [
        { where: 'prometheus.yml', lines: 'scrape_configs:\n  - job_name: cadvisor\n    honor_timestamps: false' },
      ],
    };
  },
};

/** What may be wrong with what cAdvisor exports. */
export const CADVISOR_AILMENTS: readonly Ailment[] = [missing, nameless, old, timestamps];
