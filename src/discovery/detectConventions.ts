import type { DataSourceChoice } from '../grafana/dataSources';
import { isAbort } from '../grafana/fetchJson';
import { logLabels, logLabelValues } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import { queryInstant, type Sample } from '../grafana/prometheus';
import { DOCKER, KUBERNETES, type Conventions, type LogConventions } from '../signals/conventions';
import { PROBES, scrapesOf } from '../signals/probes';
import { anyOf, type Matcher } from '../signals/promql';
import { matchHosts, type HostSpellings } from './matchHosts';

/** What detection could read; a source that is missing or failed leaves its part at the usual. */
interface Sources {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
}

/** Conventions by what the data shows, and how far it shows any. */
export interface Detected {
  conventions: Conventions;
  /** True where containers' or machines' metrics are there. Otherwise that part is only assumed. */
  metrics: boolean;
  /** True where streams name containers. Otherwise that part is only assumed. */
  logs: boolean;
  /** What does not fit, or could not be asked, in words. */
  notes: readonly string[];
}

/** How Loki's streams name containers, and what names of hosts they hold. */
interface DetectedLogs {
  logs: LogConventions;
  hosts: string[];
  found: boolean;
  notes: string[];
}

/** Pairs of labels by which shippers name host and container, the most telling first. */
const LOG_LABEL_PAIRS: ReadonlyArray<{ container: string; hosts: readonly string[] }> = [
  { container: 'container', hosts: ['host', 'hostname', 'instance', 'node_name', 'node'] },
  { container: 'container_name', hosts: ['host', 'hostname', 'instance', 'node_name', 'node'] },
  { container: 'compose_service', hosts: ['host', 'hostname', 'instance'] },
];

/**
 * Labels that Vector's users put host and container together in, and the share of their values that must read so: a name of
 * its own may hold a slash too, so the label that is called like all others needs more of them.
 */
const COMBINED_LABELS: ReadonlyArray<{ label: string; most: number }> = [
  { label: 'containers', most: 0.5 },
  { label: 'container', most: 0.75 },
];

/** Labels of streams by which containers are known. */
export const STREAM_LABELS: readonly string[] = [
  ...COMBINED_LABELS.map(({ label }) => label),
  ...LOG_LABEL_PAIRS.map(({ container }) => container),
];

const COMBINED = /^[^/]+\/[^/]+/;

/** Values that are named where they do not fit; the rest is counted. */
const NAMED = 3;

const assumed = (logs: LogConventions, ...notes: string[]): DetectedLogs => ({ logs, hosts: [], found: false, notes });

function jobsOf(samples: readonly Sample[]): Matcher[] {
  const jobs = [...new Set(samples.map(({ labels }) => labels['job'] ?? ''))].filter((job) => job !== '');
  return jobs.length === 0 ? [] : [anyOf('job', jobs)];
}

async function detectLogs(loki: DataSourceChoice, signal?: AbortSignal): Promise<DetectedLogs> {
  const to = Date.now();
  const range = { from: to - 6 * 3600_000, to };
  const names = await logLabels(loki, range, signal);
  for (const { label, most } of COMBINED_LABELS.filter((one) => names.includes(one.label))) {
    const values = await logLabelValues(loki, label, range, signal);
    const fitting = values.filter((value) => COMBINED.test(value));
    if (fitting.length > values.length * most) {
      const odd = values.filter((value) => !COMBINED.test(value));
      const named = odd.slice(0, NAMED).join(', ') + (odd.length > NAMED ? ', …' : '');
      return {
        logs: { shape: 'combined', matchers: [], label, template: '{host}/{container}' },
        hosts: [...new Set(fitting.map((value) => value.split('/')[0] ?? ''))],
        found: true,
        notes:
          odd.length > 0
            ? [
                `${odd.length} of ${values.length} values of the label ${label} do not read “host/container”, and are on no page: ${named}`,
              ]
            : [],
      };
    }
  }
  const pair = LOG_LABEL_PAIRS.find(({ container }) => names.includes(container));
  if (!pair) {
    return assumed(DOCKER.logs);
  }
  const host = pair.hosts.find((candidate) => names.includes(candidate));
  const pods = names.includes('namespace') && names.includes('pod') ? { namespace: 'namespace', pod: 'pod' } : {};
  const hosts = host ? await logLabelValues(loki, host, range, signal) : [];
  // The compose names as Promtail's and the Docker driver's usual configurations call them.
  const compose = Object.fromEntries(
    (['project', 'service'] as const).flatMap((part) => {
      const name = `compose_${part}`;
      return names.includes(name) && name !== pair.container ? [[part, name]] : [];
    })
  );
  return {
    logs: { shape: 'labels', matchers: [], ...(host ? { host } : {}), container: pair.container, ...pods, ...compose },
    hosts,
    found: true,
    notes: [],
  };
}

/** Why Loki told nothing, as a note: metrics are read all the same. Rejects only when it is aborted. */
function notAsked(error: unknown): DetectedLogs {
  if (isAbort(error)) {
    throw error;
  }
  const why = error instanceof Problem ? `${error.title}. ${error.detail}` : String(error);
  return assumed(DOCKER.logs, `Loki could not be asked for its labels: ${why}`);
}

/**
 * How this installation labels its data, by asking its data sources a handful of cheap questions.
 * Rejects with a Problem where Prometheus cannot be asked; a Loki that cannot be asked leaves the usual.
 */
export async function detectConventions({ prometheus, loki }: Sources, signal?: AbortSignal): Promise<Detected> {
  const logs = loki ? detectLogs(loki, signal).catch(notAsked) : Promise.resolve(assumed(DOCKER.logs));
  const ofLogsOnly = async (): Promise<Detected> => {
    const { logs: own, found, notes } = await logs;
    return { conventions: { ...DOCKER, logs: own }, metrics: false, logs: found, notes };
  };
  if (!prometheus) {
    return ofLogsOnly();
  }
  const ask = (expr: string) => queryInstant(prometheus, expr, Date.now(), signal);
  const [ofLogs, machines, docker, kubernetes, compose, limits, nodes, machineMemory, nodeMemory] = await Promise.all([
    // Together with the others: what nobody waits for any more would fail unseen.
    logs,
    ask(PROBES.machines),
    ask(PROBES.dockerContainers),
    ask(PROBES.kubernetesContainers),
    ask(PROBES.composeContainers),
    ask(PROBES.cadvisorLimits),
    ask(PROBES.nodes),
    ask(PROBES.machineMemory),
    ask(PROBES.nodeMemory),
  ]);
  if (machines.length === 0 && docker.length === 0 && kubernetes.length === 0) {
    // Nothing is there now; it may be at another time, so nothing is concluded from it.
    return ofLogsOnly();
  }
  const isKubernetes = kubernetes.length > 0;
  const base = isKubernetes ? KUBERNETES : DOCKER;
  const series = isKubernetes ? kubernetes : docker;
  const jobs = jobsOf(series.length > 0 ? series : machines);
  const hasNode = machines.some(({ labels }) => labels['node']);
  const job = series[0]?.labels['job'];
  const scrapes = job ? (await ask(scrapesOf(job)))[0]?.value : undefined;
  const hostLabel = isKubernetes && hasNode ? 'node' : 'instance';
  const spellings: HostSpellings = {
    containers: [...new Set(machines.map(({ labels }) => labels[hostLabel] ?? ''))]
      .filter((name) => name !== '')
      .map((raw) => ({ raw, memory: machineMemory.find(({ labels }) => labels[hostLabel] === raw)?.value })),
    hosts: nodes.map(({ labels: { instance = '', nodename = '' } }) => ({
      instance,
      nodename,
      memory: nodeMemory.find(({ labels }) => labels['instance'] === instance)?.value,
    })),
    logs: ofLogs.hosts,
  };
  const { project: _project, service: _service, ...withoutCompose } = base.containers;
  const hasCompose = isKubernetes || (compose[0]?.value ?? 0) > 0;
  const conventions: Conventions = {
    containers: {
      ...(hasCompose ? base.containers : withoutCompose),
      matchers: jobs,
      host: hostLabel,
      limitsFrom: isKubernetes && limits.length === 0 ? 'kube-state-metrics' : 'cadvisor',
      scrapeSeconds:
        scrapes && scrapes > 1 ? Math.max(1, Math.round(600 / scrapes / 5) * 5) : base.containers.scrapeSeconds,
    },
    hosts: { matchers: jobsOf(nodes), host: 'instance' },
    logs: isKubernetes && !loki ? KUBERNETES.logs : ofLogs.logs,
    ...matchHosts(spellings),
  };
  return { conventions, metrics: true, logs: ofLogs.found, notes: ofLogs.notes };
}
