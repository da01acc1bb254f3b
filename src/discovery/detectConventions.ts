import type { DataSourceChoice } from '../grafana/dataSources';
import { logLabels, logLabelValues } from '../grafana/loki';
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

/** Pairs of labels by which shippers name host and container, the most telling first. */
const LOG_LABEL_PAIRS: ReadonlyArray<{ container: string; hosts: readonly string[] }> = [
  { container: 'container', hosts: ['host', 'hostname', 'instance', 'node_name', 'node'] },
  { container: 'container_name', hosts: ['host', 'hostname', 'instance', 'node_name', 'node'] },
  { container: 'compose_service', hosts: ['host', 'hostname', 'instance'] },
];

/** Labels that Vector's users put host and container together in. */
const COMBINED_LABELS = ['containers', 'container'];

function jobsOf(samples: readonly Sample[]): Matcher[] {
  const jobs = [...new Set(samples.map(({ labels }) => labels['job'] ?? ''))].filter((job) => job !== '');
  return jobs.length === 0 ? [] : [anyOf('job', jobs)];
}

async function detectLogs(loki: DataSourceChoice, signal?: AbortSignal): Promise<[LogConventions, string[]]> {
  const to = Date.now();
  const range = { from: to - 6 * 3600_000, to };
  const names = await logLabels(loki, range, signal);
  for (const label of COMBINED_LABELS) {
    if (!names.includes(label)) {
      continue;
    }
    const values = await logLabelValues(loki, label, range, signal);
    if (values.length > 0 && values.every((value) => /^[^/]+\/[^/]+/.test(value))) {
      const hosts = [...new Set(values.map((value) => value.split('/')[0] ?? ''))];
      return [{ shape: 'combined', matchers: [], label, template: '{host}/{container}' }, hosts];
    }
  }
  const pair = LOG_LABEL_PAIRS.find(({ container }) => names.includes(container));
  if (!pair) {
    return [DOCKER.logs, []];
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
  return [
    { shape: 'labels', matchers: [], ...(host ? { host } : {}), container: pair.container, ...pods, ...compose },
    hosts,
  ];
}

/**
 * How this installation labels its data, by asking its data sources a handful of cheap questions.
 * Rejects with a Problem where Prometheus cannot be asked; a Loki that cannot be asked leaves the usual.
 */
export async function detectConventions({ prometheus, loki }: Sources, signal?: AbortSignal): Promise<Conventions> {
  const logs = loki ? detectLogs(loki, signal).catch((): [LogConventions, string[]] => [DOCKER.logs, []]) : undefined;
  if (!prometheus) {
    return { ...DOCKER, logs: ((await logs) ?? [DOCKER.logs])[0] };
  }
  const ask = (expr: string) => queryInstant(prometheus, expr, Date.now(), signal);
  const [machines, docker, kubernetes, compose, limits, nodes, machineMemory, nodeMemory] = await Promise.all([
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
    return { ...DOCKER, logs: ((await logs) ?? [DOCKER.logs])[0] };
  }
  const isKubernetes = kubernetes.length > 0;
  const base = isKubernetes ? KUBERNETES : DOCKER;
  const found = isKubernetes ? kubernetes : docker;
  const jobs = jobsOf(found.length > 0 ? found : machines);
  const hasNode = machines.some(({ labels }) => labels['node']);
  const job = found[0]?.labels['job'];
  const scrapes = job ? (await ask(scrapesOf(job)))[0]?.value : undefined;
  const [logConventions, logHosts] = (await logs) ?? [base.logs, []];

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
    logs: logHosts,
  };
  const { project: _project, service: _service, ...withoutCompose } = base.containers;
  const hasCompose = isKubernetes || (compose[0]?.value ?? 0) > 0;
  return {
    containers: {
      ...(hasCompose ? base.containers : withoutCompose),
      matchers: jobs,
      host: hostLabel,
      limitsFrom: isKubernetes && limits.length === 0 ? 'kube-state-metrics' : 'cadvisor',
      scrapeSeconds:
        scrapes && scrapes > 1 ? Math.max(1, Math.round(600 / scrapes / 5) * 5) : base.containers.scrapeSeconds,
    },
    hosts: { matchers: jobsOf(nodes), host: 'instance' },
    logs: isKubernetes && !loki ? KUBERNETES.logs : logConventions,
    ...matchHosts(spellings),
  };
}
