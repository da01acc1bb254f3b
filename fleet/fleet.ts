import type { Curve } from './curve';
import type { Lifecycle } from './lifecycle';
import type { FleetOptions } from './options';

/** A period in which a host cannot be reached. Its containers go on running. */
export interface Outage {
  /** Epoch seconds. */
  from: number;
  /** Epoch seconds; Infinity while it lasts. */
  to: number;
}

/** A file system as the node exporter sees it. */
export interface FileSystem {
  device: string;
  mountpoint: string;
  fstype: string;
  sizeBytes: number;
  readOnly: boolean;
  /** Bytes available to users. */
  avail: Curve;
  files: number;
  filesFree: number;
}

/** A machine that runs containers. Its three spellings differ on purpose, as they do in real installations. */
export interface Host {
  /** Short name, as in `web-1`. */
  id: string;
  index: number;
  /** `instance` of cAdvisor's (or the kubelet's) target. */
  cadvisorInstance: string;
  /** `instance` of the node exporter's target. */
  nodeInstance: string;
  /** `host` in Loki. */
  lokiHost: string;
  /** `nodename` of `node_uname_info`. */
  nodename: string;
  address: string;
  cores: number;
  memoryBytes: number;
  /** cAdvisor exports one CPU series per core, or one with `cpu="total"`. */
  perCore: boolean;
  /** Whether cAdvisor exports the disk of containers here. */
  containerDisk: boolean;
  bootAt: number;
  machineId: string;
  outages: Outage[];
  /** Periods in which the shipper sends no logs, though the host can be reached. */
  silences: Outage[];
  /** Packets a second that its network interface receives with an error. */
  faultyPackets: Curve;
  /** When the kernel killed something outside of all containers, epoch seconds. */
  oomKillsAt: number[];
  fileSystems: FileSystem[];
  /** Cores used by what is no container. */
  systemCpu: Curve;
  /** Bytes used by what is no container. */
  systemMemory: Curve;
  containers: Container[];
}

/** What a container's memory does over time. */
export interface MemoryShape {
  /** Bytes when warm. */
  base: number;
  /** Factor around 1. */
  noise: Curve;
  /** Bytes a second that are never given back, from a moment on; a restart gives back all. */
  leak: { perSecond: number; from: number } | null;
  /** Page cache beside the working set, bytes. */
  cache: number;
}

/** What a container asks of its host. */
export interface Load {
  /** Cores. */
  cpu: Curve;
  /** Share of the CPU periods in which it was throttled, 0 to 1. Without a quota it means nothing. */
  throttled: Curve;
  memory: MemoryShape;
  /** Bytes a second. */
  receive: Curve;
  transmit: Curve;
  /** Received packets a second that are dropped. */
  dropped: Curve;
  reads: Curve;
  writes: Curve;
  /** Share of the time in which some task waited for the resource, 0 to 1. */
  cpuWaiting: Curve;
  memoryWaiting: Curve;
  ioWaiting: Curve;
  /** Bytes on disk. */
  disk: Curve;
}

export type LogStyle = 'json' | 'logfmt' | 'java' | 'python' | 'text';
export type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Lines that a container writes while something is wrong with it. */
export interface LogEpisode {
  from: number;
  to: number;
  perMinute: number;
  level: Level;
  /** `{n}` stands for a number that differs from line to line, `{slow}` for many milliseconds. */
  message: string;
  /** Lines that follow in the same entry, as of an exception. */
  stack?: string;
}

export interface ContainerLog {
  style: LogStyle;
  perMinute: number;
  episodes: LogEpisode[];
}

/** A running container, identified by host and name, never by name alone. */
export interface Container {
  host: Host;
  name: string;
  project: string;
  service: string;
  /** Bytes; 0 when there is no limit. */
  memoryLimit: number;
  memoryReservation: number;
  /** Cores; 0 when there is no quota. */
  cpuQuota: number;
  cpuShares: number;
  interfaces: string[];
  restartPolicy: 'always' | 'no';
  healthCheck: boolean;
  /** Epoch seconds; null when its health check never fails. */
  unhealthyFrom: number | null;
  lifecycle: Lifecycle;
  load: Load;
  log: ContainerLog;
}

/** A client that reads everything. */
export interface Scraper {
  from: number;
  to: number;
  perMinute: number;
  client: string;
  agent: string;
  /** Share of its requests that are refused or not found. */
  refusedShare: number;
}

/** An NGINX container with what its clients do. */
export interface Edge {
  container: Container;
  index: number;
  format: 'combined' | 'json';
  /** Requests a second, without the scraper's. */
  rate: Curve;
  /** Requests under /api/ fail with 5xx from a moment on. */
  failing: { from: number; to: number; share: number } | null;
  /** One endpoint answers slowly from a moment on. */
  slow: { from: number; to: number; uri: string; medianSeconds: number; timeoutShare: number } | null;
  scraper: Scraper | null;
  /** Clients do not wait for the answer, by a share of them. */
  gaveUp: { from: number; to: number; share: number } | null;
  /** Few requests for one virtual host arrive any more. */
  dropped: { from: number; to: number; virtualHost: string; share: number } | null;
  /** The access log is written in another format. */
  reformatted: { from: number; to: number } | null;
}

export type IncidentKind =
  | 'leak'
  | 'leak-oom'
  | 'near-limit'
  | 'throttled'
  | 'cpu-hog'
  | 'crash-loop'
  | 'gone'
  | 'unhealthy'
  | 'deploy-5xx'
  | 'slow-endpoint'
  | 'scraper'
  | 'disk-fills'
  | 'host-away'
  | 'memory-stall'
  | 'host-memory'
  | 'host-cpu'
  | 'host-disk'
  | 'host-inodes'
  | 'host-oom'
  | 'network'
  | 'clients-give-up'
  | 'traffic-drop'
  | 'format-change'
  | 'shipper-stops'
  | 'probe-fails'
  | 'monitoring';

/** Something that went wrong, when, where, and what should notice. */
export interface Incident {
  id: string;
  kind: IncidentKind;
  /** Short name of the host. */
  host: string;
  container?: string;
  /** Epoch seconds. */
  start: number;
  /** Epoch seconds; null while it lasts at the end of the history. */
  end: number | null;
  summary: string;
  /** Checks that hold while it lasts, as `check-7`; those without a number by their id. */
  expects: string[];
  /** Checks that may hold as well, depending on their parameters. */
  tolerates: string[];
  details: Record<string, number>;
}

/** Hosts, containers and NGINX servers with a known past and future. */
export interface Fleet {
  options: FleetOptions;
  /** Start of the metric history, epoch seconds. */
  start: number;
  /** End of the history, epoch seconds. */
  end: number;
  hosts: Host[];
  containers: Container[];
  edges: Edge[];
  incidents: Incident[];
}
