import { anyOf } from '../../../src/signals/promql';
import { DOCKER, type Conventions } from '../../../src/signals/conventions';
import { COMBINED } from '../../../src/signals/nginx/format';
import { pushLines, type TimedLine } from './pushLines';

/** The end of every world: 10 June 2025, noon. */
export const WORLD_END = 1_749_556_800;

const HOSTS = ['web-1', 'web-2'];
const CONTAINERS = ['edge', 'shop'];
const SPAN = 1800;

type Labels = Record<string, string>;

/** Two hosts with two containers each, well unless something else is asked for. All worlds live in one Prometheus and one Loki, each under a job of its own. */
export interface World {
  name: string;
  cadvisor?: string;
  /** Containers have no name. */
  nameless?: boolean;
  /** Metrics that are dropped. */
  without?: readonly string[];
  /** Seconds by which cAdvisor's own stamps are before the scrape. */
  stampedBefore?: number;
  labels?: Labels;
  cores?: number;
  scrapeSeconds?: number;
  memoryLimit?: number;
  /** Seconds by which the clock of the second host is ahead. */
  clockAhead?: number;
  /** How streams call the second host. */
  lokiName?: string;
  /** The second host's streams end so many seconds before the end, after hours in which they wrote all the time. */
  silentFor?: number;
  /** The second host writes once in so many seconds, the last time as long before the end. */
  rareLines?: number;
  /** Metrics that the second host alone does not export. */
  withoutOnSecond?: readonly string[];
  /** Every second line of the access log is none. */
  garbage?: boolean;
  noLogs?: boolean;
  /** Of each host one container had another life until two minutes before the end. */
  restarted?: boolean;
}

const requestLine = (second: number) =>
  `203.0.113.${second % 200} - - [10/Jun/2025:11:00:00 +0000] "GET /item/${second} HTTP/1.1" 200 512 "-" "curl/8.0"`;

/** The conventions that are right for a world. */
export function conventionsOfWorld({ name, scrapeSeconds = 15 }: World): Conventions {
  return {
    ...DOCKER,
    containers: { ...DOCKER.containers, matchers: [anyOf('job', [name])], scrapeSeconds },
    hosts: { ...DOCKER.hosts, matchers: [anyOf('job', [`${name}-node`])] },
    logs: { ...DOCKER.logs, matchers: [anyOf('world', [name])] },
    nginx: {
      access: {
        matchers: [anyOf('world', [name]), anyOf('container', ['edge'])],
        format: COMBINED,
        labels: {},
      },
    },
  };
}

const line = (name: string, labels: Labels, value: number, time: number) =>
  `${name}{${Object.entries(labels)
    .map(([label, text]) => `${label}=${JSON.stringify(text)}`)
    .join(',')}} ${value} ${time}`;

function* scrape(world: World, host: string, t: number): Generator<string> {
  const { name: job, cadvisor = 'v0.57.0', without = [], stampedBefore = 0, cores = 1, clockAhead = 0 } = world;
  const target = { job, instance: `${host}:8080` };
  const ahead = host === HOSTS[1] ? clockAhead : 0;
  const dropped = [...without, ...((host === HOSTS[1] && world.withoutOnSecond) || [])];
  yield line('up', target, 1, t);
  yield line('cadvisor_version_info', { ...target, cadvisorVersion: cadvisor }, 1, t);
  yield line('machine_memory_bytes', target, 8e9, t);
  yield line('machine_cpu_cores', target, 4, t);
  const lives = world.restarted && t <= WORLD_END - 120 ? [...CONTAINERS, 'shop'] : CONTAINERS;
  for (const [index, container] of lives.entries()) {
    const own = {
      ...target,
      id: `/docker/${String(index + 1).repeat(64)}`,
      image: 'shop:1',
      ...world.labels,
      ...(world.nameless ? {} : { name: container }),
    };
    const samples: Array<[string, Labels, number]> = [
      ['container_last_seen', own, t - stampedBefore],
      ['container_start_time_seconds', own, WORLD_END - 86400],
      ['container_memory_working_set_bytes', own, 1e8],
      ['container_spec_memory_limit_bytes', own, world.memoryLimit ?? 2e8],
      ['container_oom_events_total', own, 0],
      ['container_network_receive_bytes_total', { ...own, interface: 'eth0' }, t % 1000],
      ...Array.from({ length: cores }, (_, core): [string, Labels, number] => [
        'container_cpu_usage_seconds_total',
        { ...own, cpu: cores === 1 ? 'total' : `cpu${String(core).padStart(2, '0')}` },
        t % 1000,
      ]),
    ];
    for (const [metric, labels, value] of samples) {
      if (!dropped.includes(metric)) {
        yield line(metric, labels, value, t - stampedBefore);
      }
    }
  }
  const node = { job: `${job}-node`, instance: `${host}:9100` };
  yield line('up', node, 1, t);
  yield line('node_uname_info', { ...node, nodename: host }, 1, t);
  yield line('node_time_seconds', node, t + ahead, t);
}

/** What a Prometheus has scraped of these worlds in half an hour, as OpenMetrics. */
export function* scrapesOfWorlds(worlds: readonly World[]): Generator<string> {
  for (const world of worlds) {
    const step = world.scrapeSeconds ?? 15;
    for (let t = WORLD_END - SPAN; t <= WORLD_END; t += step) {
      for (const host of HOSTS) {
        yield* scrape(world, host, t);
      }
    }
  }
}

/** Pushes what the containers of these worlds have written within the last hours. Rejects with Loki's words. */
export async function pushWorlds(url: string, worlds: readonly World[]): Promise<void> {
  for (const world of worlds.filter(({ noLogs }) => !noLogs)) {
    for (const host of HOSTS) {
      const second = host === HOSTS[1];
      const end = WORLD_END - (second ? (world.silentFor ?? 0) : 0);
      for (const container of CONTAINERS) {
        const lines: TimedLine[] = [];
        const step = (second && world.rareLines) || 15;
        // Half a step before the end, so that the window of the last minutes is empty.
        const first =
          WORLD_END - Math.max(5400, 4 * step + step / 2, world.silentFor ? world.silentFor + 4.5 * 3600 : 0);
        for (let t = first; t < end; t += step) {
          const broken = world.garbage && (t / 15) % 2 === 0;
          lines.push([t * 1000, container === 'shop' ? 'level=info msg=done' : broken ? 'no request' : requestLine(t)]);
        }
        const stream = { world: world.name, host: (second && world.lokiName) || host, container };
        await pushLines(url, stream, lines);
      }
    }
  }
}
