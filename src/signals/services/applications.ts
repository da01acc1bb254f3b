import { containerLabels, containerMatchers } from '../identity';
import { anyOf, durationText, escapeRegex, select, type Matcher } from '../promql';
import { EVERYTHING } from '../scope';
import type { SignalContext } from '../signal';
import { at, seriesOf, serviceMatchers, type ServiceContext } from './serviceContext';

/** What a scrape job is about, by what only such programs expose. */
export type JobKind = 'application' | 'containers' | 'hosts' | 'monitoring' | 'exporter';

/** Metrics that tell what exposes them. An application that happens to have one of them has a name that misleads everybody. */
const TELLTALES: Readonly<Record<string, JobKind>> = {
  machine_cpu_cores: 'containers',
  cadvisor_version_info: 'containers',
  kubelet_node_name: 'containers',
  kube_node_info: 'containers',
  node_uname_info: 'hosts',
  windows_os_info: 'hosts',
  prometheus_build_info: 'monitoring',
  loki_build_info: 'monitoring',
  alertmanager_build_info: 'monitoring',
  grafana_build_info: 'monitoring',
  promtail_build_info: 'monitoring',
  alloy_build_info: 'monitoring',
  agent_build_info: 'monitoring',
  vector_build_info: 'monitoring',
  tempo_build_info: 'monitoring',
  mimir_build_info: 'monitoring',
  cortex_build_info: 'monitoring',
  thanos_build_info: 'monitoring',
  pushgateway_build_info: 'monitoring',
  otelcol_process_uptime: 'monitoring',
  probe_success: 'exporter',
  blackbox_exporter_build_info: 'exporter',
  nginx_exporter_build_info: 'exporter',
  nginxexporter_build_info: 'exporter',
  redis_exporter_build_info: 'exporter',
  postgres_exporter_build_info: 'exporter',
  mysqld_exporter_build_info: 'exporter',
  mongodb_exporter_build_info: 'exporter',
};

/** Usual names of jobs, for those of which nothing is exposed at the moment. */
const USUAL_NAMES: ReadonlyArray<[RegExp, JobKind]> = [
  [/^(cadvisor|kubelet|kube-state-metrics)\b/i, 'containers'],
  [/^(node|node[-_]exporter|windows[-_]exporter)\b/i, 'hosts'],
  [/^(prometheus|loki|alertmanager|grafana|promtail|alloy|vector|tempo|mimir|thanos|pushgateway)\b/i, 'monitoring'],
  [/exporter|^blackbox/i, 'exporter'],
];

/**
 * Labels by which the targets of one job say which application each of them is, the most telling first: a service of
 * Kubernetes or compose, what their own tools call an application.
 */
export const APPLICATION_LABELS = [
  'service',
  'app',
  'application',
  'service_name',
  'app_kubernetes_io_name',
  'k8s_app',
  'compose_service',
  'docker_compose_service',
  'com_docker_compose_service',
  'container_label_com_docker_compose_service',
] as const;

const BY_TARGET = ['job', 'instance', ...APPLICATION_LABELS].join(', ');

/** All targets: 1 where one answers, 0 where it does not. */
export const TARGETS = `max by (${BY_TARGET}) (up)`;

/** What every target has, answering or not: its series say which targets there were in a range. */
export const TARGET_SERIES = 'up';

/** Samples of the last scrape of each target: what it costs to list its metrics. */
export const SAMPLES_BY_TARGET = `sum by (${BY_TARGET}) (scrape_samples_scraped)`;

/** The targets that expose something which only a certain kind of program does. Names are looked up in the index: it is cheap. */
export function telltales(): string {
  return `group by (job, instance, __name__) (${select('', [anyOf('__name__', Object.keys(TELLTALES))])})`;
}

/** What a job, or one target of it, is about, from the telltale metrics that it has. */
export function jobKind(job: string, metrics: readonly string[]): JobKind {
  const [told] = metrics.flatMap((metric) => TELLTALES[metric] ?? []);
  return told ?? USUAL_NAMES.find(([name]) => name.test(job))?.[1] ?? 'application';
}

/**
 * When each instance of an application answered last, in Unix seconds, within `rangeSeconds` before the time of the query;
 * as exact as the step is short. One that answered between two steps only is not missed: all of each step is looked at.
 */
export function lastAnswers(context: ServiceContext, rangeSeconds: number, stepSeconds: number): string {
  const step = durationText(stepSeconds);
  const answers = `(max_over_time(${seriesOf(context, 'up')}[${step}]) == 1) * time()`;
  return `max by (instance) (max_over_time((${answers})[${durationText(rangeSeconds)}:${step}]))`;
}

/** The targets of one application, with all labels that they were given. */
export function targetsOf(context: ServiceContext): string {
  return at(context, seriesOf(context, 'up'));
}

/** The names of all metrics of an application, each with the number of its series. */
export function metricNames(context: ServiceContext): string {
  return `count by (__name__) (${at(context, targetSelector(context))})`;
}

/**
 * Which of its metrics are parts of histograms or summaries, by the labels `le` and `quantile`: for servers that keep no
 * metadata. The name is the label `metric`, and what it has is the label `kind`.
 */
export function partKinds(context: ServiceContext): string {
  const having = (label: string) => {
    const parts = select('', [...serviceMatchers(context), { label, op: '!=', value: '' }]);
    // `\x24` is `$`, which Grafana would take for a variable.
    const named = `label_replace(group by (__name__) (${at(context, parts)}), "metric", "\\x24{1}", "__name__", "(.+)")`;
    return `label_replace(group by (metric) (${named}), "kind", "${label}", "", "")`;
  };
  return `${having('le')} or ${having('quantile')}`;
}

/** Some metrics of an application, for asking which series they had. */
export function namedSelector(context: ServiceContext, names: readonly string[]): string {
  return select('', [...serviceMatchers(context), anyOf('__name__', names)]);
}

/** The application's targets, for asking what they say of their metrics. */
export function targetSelector(context: ServiceContext): string {
  return select('', serviceMatchers(context));
}

/** One metric of the application, for asking which labels it has. */
export function metricSelector(context: ServiceContext, metric: string): string {
  return seriesOf(context, metric);
}

/**
 * Running containers that may be behind an application: those whose name, or whose compose service, is one of `names`,
 * or that are in one of `pods`. One series for each, with its identity, project and service.
 */
export function containerCandidates(
  { conventions }: SignalContext,
  names: readonly string[],
  pods: readonly string[] = []
): string {
  const { containers: c } = conventions;
  const labels = [...containerLabels(conventions), c.project, c.service].filter((label) => label !== undefined);
  // The Docker API writes a slash before a container's name.
  const whole = `/?(?:${names.map(escapeRegex).join('|')})`;
  const conditions: Matcher[] = [
    ...(names.length > 0 ? [{ label: c.name, op: '=~' as const, value: whole }] : []),
    ...(names.length > 0 && c.service ? [anyOf(c.service, names)] : []),
    ...(pods.length > 0 && c.pod ? [anyOf(c.pod, pods)] : []),
  ];
  const base = containerMatchers(conventions, EVERYTHING);
  const any = conditions.map((condition) => select('container_start_time_seconds', [...base, condition]));
  return `group by (${labels.join(', ')}) (${any.join(' or ')})`;
}
