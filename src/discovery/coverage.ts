import type { DataSourceChoice } from '../grafana/dataSources';
import { streamVolumes } from '../grafana/lokiIndex';
import { queryInstant } from '../grafana/prometheus';
import type { Conventions } from '../signals/conventions';
import { everything, nodeTargets, oneOfContainers, oneOfHosts } from '../signals/doctor';
import { hostOf } from '../signals/hostNames';
import { containerOf, type Labels } from '../signals/identity';
import { inventory } from '../signals/inventory';
import { containerKey, EVERYTHING, type ContainerRef } from '../signals/scope';
import { containerOfStream, streamLabels, streamsOf } from '../signals/streams';

/** Logs are looked for so far back: a quiet container writes something within a day. Milliseconds. */
const LOOK_BACK = 24 * 3600_000;
/** Loki's own limit of what it lists of its index. */
const MOST_STREAMS = 5000;

/** How far metrics, logs and node exporter speak of the same hosts and containers, under some conventions. */
export interface Coverage {
  /** Containers that run now, by cAdvisor. */
  containers: ContainerRef[];
  /** Those among them that no stream of the last day belongs to; undefined where there is no Loki. */
  withoutLogs: ContainerRef[] | undefined;
  /** Containers that have logs of the last day, and no metrics now: gone, or called differently. */
  onlyLogs: ContainerRef[];
  /** The labels of one series of cAdvisor's, one of node exporter's and one stream, as they are. */
  example: { series: Labels | undefined; node: Labels | undefined; stream: Labels | undefined };
  /** Hosts by their one name, and which systems know them. */
  hosts: Array<{ host: string; containers: boolean; node: boolean; logs: boolean | undefined }>;
}

/** What a container is told apart by in metrics and streams alike: the pod counts where both say it. */
function keyUnder({ containers, logs }: Conventions): (ref: ContainerRef) => string {
  const pods = containers.pod !== undefined && logs.shape === 'labels' && logs.pod !== undefined;
  return (ref) => containerKey(pods ? ref : { host: ref.host, name: ref.name });
}

/** Asks for containers, hosts and streams as these conventions read them, at `time` (Unix milliseconds). Rejects with a Problem. */
export async function coverageUnder(
  { prometheus, loki }: { prometheus: DataSourceChoice | undefined; loki: DataSourceChoice | undefined },
  conventions: Conventions,
  time: number,
  signal?: AbortSignal
): Promise<Coverage> {
  const key = keyUnder(conventions);
  // Containers of several pods are so many containers, however little the streams tell of them.
  const distinct = (refs: readonly ContainerRef[]) => [
    ...new Map(refs.map((ref) => [containerKey(ref), ref])).values(),
  ];
  const ask = (expr: string) => (prometheus ? queryInstant(prometheus, expr, time, signal) : Promise.resolve([]));
  const streams = loki
    ? streamVolumes(
        loki,
        streamsOf(conventions, EVERYTHING),
        streamLabels(conventions),
        { from: time - LOOK_BACK, to: time },
        MOST_STREAMS,
        signal
      )
    : Promise.resolve([]);
  const [running, nodes, seen, node, logged] = await Promise.all([
    ask(inventory(everything(conventions))),
    ask(nodeTargets(conventions)),
    ask(oneOfContainers(conventions)),
    ask(oneOfHosts(conventions)),
    streams,
  ]);
  const containers = distinct(running.map(({ labels }) => containerOf(conventions, labels)));
  const logging = distinct(
    logged.flatMap(({ labels }) => {
      const found = containerOfStream(conventions, labels);
      return found ? [found] : [];
    })
  );
  const ofContainers = new Set(containers.map(({ host }) => host));
  const ofNodes = new Set(
    nodes.map(({ labels }) => hostOf(conventions, 'hosts', labels[conventions.hosts.host] ?? ''))
  );
  const ofLogs = new Set(logging.map(({ host }) => host));
  const inLogs = new Set(logging.map(key));
  const inMetrics = new Set(containers.map(key));
  return {
    containers,
    withoutLogs: loki ? containers.filter((ref) => !inLogs.has(key(ref))) : undefined,
    example: { series: seen[0]?.labels, node: node[0]?.labels, stream: logged[0]?.labels },
    onlyLogs: logging.filter((ref) => !inMetrics.has(key(ref))),
    hosts: [...new Set([...ofContainers, ...ofNodes, ...ofLogs])]
      .filter((host) => host !== '')
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map((host) => ({
        host,
        containers: ofContainers.has(host),
        node: ofNodes.has(host),
        logs: loki ? ofLogs.has(host) : undefined,
      })),
  };
}
