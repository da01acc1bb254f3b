import { CONTAINER_SIGNALS } from './containers';
import type { Conventions } from './conventions';
import { containerLabels, containerMatchers } from './identity';
import { containerCount } from './inventory';
import { quote, select, type Matcher } from './promql';
import { EVERYTHING } from './scope';
import { TABLE_WINDOW } from './windows';

/** An id as Docker makes it: what is a container, whatever it is called. */
const DOCKER_ID = '.*[0-9a-f]{64}.*';

/** Rates and sums of the whole installation, over the windows of tables. */
export const everything = (conventions: Conventions) => ({
  conventions,
  scope: EVERYTHING,
  window: TABLE_WINDOW,
  range: '1h',
});

const containers = (conventions: Conventions, metric: string) =>
  select(metric, containerMatchers(conventions, EVERYTHING));
const ofCadvisor = ({ containers: { matchers } }: Conventions, metric: string) => select(metric, matchers);
const identity = (conventions: Conventions) => containerLabels(conventions).join(', ');

/** What every series of a container has in common with all others of it: the one metric that discovery and doctor look at. */
export const seenSelector = (conventions: Conventions) => containers(conventions, 'container_last_seen');

/** cAdvisor's versions, by host. */
export function cadvisorVersions(conventions: Conventions): string {
  return `group by (${conventions.containers.host}, cadvisorVersion) (${ofCadvisor(conventions, 'cadvisor_version_info')})`;
}

/** Those of `metrics` that cAdvisor has any series of, by name and host. */
export function exportedMetrics(conventions: Conventions, metrics: readonly string[]): string {
  const { matchers, host } = conventions.containers;
  const names = { label: '__name__', op: '=~', value: metrics.join('|') } as const;
  return `group by (__name__, ${host}) (${select('', [names, ...matchers])})`;
}

/** Containers of Docker's that have no name, by host. A slice has no name either, and no id. */
export function namelessContainers(conventions: Conventions): string {
  const { matchers, host, name } = conventions.containers;
  const nameless = [
    ...matchers,
    { label: 'id', op: '=~', value: DOCKER_ID } as const,
    { label: name, op: '=', value: '' } as const,
  ];
  return `count by (${host}) (${select('container_last_seen', nameless)})`;
}

/**
 * How far cAdvisor's own time stamps are from the time of its scrape, by host, in seconds: 0 where Prometheus stamps the
 * samples itself. The median: a series that has just ended is far from the last scrape whoever stamped it.
 */
export function ownTimeStamps(conventions: Conventions): string {
  const stamps = `timestamp(${seenSelector(conventions)}) - on (job, instance) group_left () timestamp(${ofCadvisor(conventions, 'up')})`;
  return `quantile by (${conventions.containers.host}) (0.5, abs(${stamps}))`;
}

/** How many containers had more than one series of their start time at once within the last hour: an old life lingered. */
export function lingering(conventions: Conventions): string {
  const lives = `count by (${identity(conventions)}) (${containers(conventions, 'container_start_time_seconds')}) > 1`;
  return `count(max_over_time((${lives})[1h:1m]))`;
}

/** Series of CPU time of one life of the container that has most of them, where there is one for each core. */
export function seriesPerCore(conventions: Conventions): string {
  const perCore = select('container_cpu_usage_seconds_total', [
    ...containerMatchers(conventions, EVERYTHING),
    { label: 'cpu', op: '=~', value: 'cpu[0-9]+' },
  ]);
  const id = identity(conventions);
  return `max(count by (${id}) (group by (${id}, cpu) (${perCore})))`;
}

/** How many different values each of these labels has among containers, by the name of the label in `label`. */
export function labelSizes(conventions: Conventions, labels: readonly string[]): string {
  return labels
    .map((label) => {
      const having = select('container_last_seen', [
        ...containerMatchers(conventions, EVERYTHING),
        { label, op: '!=', value: '' },
      ]);
      return `label_replace(count(group by (${label}) (${having})), "label", ${quote(label)}, "", "")`;
    })
    .join(' or ');
}

/** Series of one metric of containers: what any label multiplies. */
export const seriesOfContainers = (conventions: Conventions) => `count(${seenSelector(conventions)})`;

/** Scrapes of a job's targets within ten minutes, by job: cAdvisor's and node exporter's. */
export function scrapesByJob({ containers: c, hosts }: Conventions): string {
  const texts = new Set([select('up', c.matchers), select('up', hosts.matchers)]);
  return `max by (job) (count_over_time(${[...texts].map((text) => `${text}[10m]`).join(') or count_over_time(')}))`;
}

/** How many containers there are, and how many have a limit of memory of their own. */
export const limitCounts = (conventions: Conventions) => ({
  all: containerCount(everything(conventions)),
  limited: `count(${CONTAINER_SIGNALS.memoryLimit.query(everything(conventions))})`,
});

/** At most `most` containers without a limit of memory. */
export function withoutLimit(conventions: Conventions, most: number): string {
  const id = identity(conventions);
  const running = `group by (${id}) (${containers(conventions, 'container_start_time_seconds')})`;
  return `topk(${most}, ${running} unless on (${id}) (${CONTAINER_SIGNALS.memoryLimit.query(everything(conventions))}))`;
}

/** Seconds by which the clock of each host is ahead of the one that Prometheus scrapes by; behind it: below 0. */
export function clockDifference({ hosts }: Conventions): string {
  const time = select('node_time_seconds', hosts.matchers);
  return `max by (${hosts.host}) (${time} - timestamp(${time}))`;
}

/**
 * Seconds by which cAdvisor claims to have seen a container after it was scraped, by host: only a clock that is ahead makes
 * that. Slow clocks stay unseen this way.
 */
export function seenInFuture(conventions: Conventions): string {
  const seen = seenSelector(conventions);
  return `max by (${conventions.containers.host}) (${seen} - timestamp(${seen}))`;
}

/** One series of a container, and one of node exporter, with all of their labels: what data looks like as it is. */
export const oneOfContainers = (conventions: Conventions) => `topk(1, ${seenSelector(conventions)})`;
export const oneOfHosts = ({ hosts }: Conventions) => `topk(1, ${select('node_uname_info', hosts.matchers)})`;

/** Metrics that only an exporter of NGINX's has: of stub_status, of the VTS module, and of NGINX Plus. */
const NGINX_EXPORTED = 'nginx_connections_active|nginx_up|nginx_vts_server_requests_total|nginxplus_up';

/** The jobs that export NGINX's own counters, with the metric that tells. */
export const nginxExporters = () =>
  `count by (job, __name__) (${select('', [{ label: '__name__', op: '=~', value: NGINX_EXPORTED }])})`;

/** The metric of a job, or of a part of it, that has most series, those of its run time aside. */
export function largestMetric(job: string, where: readonly Matcher[]): string {
  const own = {
    label: '__name__',
    op: '!~',
    value: '(?:up|scrape_.+|go_.+|process_.+|nodejs_.+|jvm_.+|python_.+)',
  } as const;
  return `topk(1, count by (__name__) (${select('', [{ label: 'job', op: '=', value: job }, ...where, own])}))`;
}

/** node exporter's hosts, by their own label. */
export function nodeTargets({ hosts }: Conventions): string {
  return `group by (${hosts.host}) (${select('node_uname_info', hosts.matchers)})`;
}

/** Metrics that pages cannot do without, and what is missing on a page where one is. */
export const NEEDED_METRICS: ReadonlyArray<{ anyOf: readonly string[]; page: string }> = [
  { anyOf: ['container_cpu_usage_seconds_total'], page: 'CPU of containers' },
  { anyOf: ['container_memory_working_set_bytes'], page: 'memory of containers' },
  { anyOf: ['container_start_time_seconds'], page: 'the list of containers, restarts' },
  { anyOf: ['container_last_seen'], page: 'containers that are gone' },
  { anyOf: ['container_oom_events_total'], page: 'out-of-memory kills' },
  { anyOf: ['container_network_receive_bytes_total'], page: 'network of containers' },
];
