import type { Conventions } from './conventions';
import type { Scope } from './scope';

/** What a signal is measured of; its labels name one of these. */
export type Subject =
  | 'container'
  | 'pod'
  | 'host'
  | 'file system'
  /** A network interface of a host. */
  | 'device'
  | 'target'
  /** What a prober asks: an address that users know. */
  | 'endpoint'
  /** What is scraped under one job: an application with all its instances. */
  | 'service'
  /** One running instance of a program, such as Prometheus itself, by job and instance. */
  | 'program'
  | 'virtual host'
  /** A server behind NGINX, by its address. */
  | 'upstream'
  /** What a host, or a container, writes to its logs. */
  | 'log'
  | 'fleet';

/** Units by their meaning; `components/units` says how Grafana writes each. */
export const UNITS = [
  'cores',
  'ratio',
  'bytes',
  'bytes per second',
  'packets per second',
  'requests per second',
  'lines per second',
  'seconds',
  'seconds per second',
  /** Of whatever is counted: a rate whose unit nobody says. */
  'per second',
  'milliseconds',
  'microseconds',
  'nanoseconds',
  'percent',
  'celsius',
  'unix seconds',
  'count',
  'state',
  'load',
] as const;

export type Unit = (typeof UNITS)[number];

/** Everything that the text of a query depends on. */
export interface SignalContext {
  conventions: Conventions;
  scope: Scope;
  /** The window of rates: a duration, or `$__rate_interval` in panels. */
  window: string;
  /** The window in which events (restarts, OOM kills) are counted: a duration such as `1h`. */
  range: string;
}

/** A measurable quantity with a unit and a query. Written once; pages, dashboards, rules and docs read it. */
export interface Signal {
  id: string;
  title: string;
  description: string;
  unit: Unit;
  source: 'metrics' | 'logs';
  subject: Subject;
  /**
   * The metrics without which it has no value. Where none of them is exported the signal is "not exported", which
   * is never the same as 0.
   */
  needs: readonly string[];
  /** What brings a missing metric: said where the signal is not exported. */
  remedy?: string;
  /** True where the conventions can have it at all. Absent: always. */
  applies?: (conventions: Conventions) => boolean;
  /** The query: one series for each subject, labelled by the conventions' identity labels of that subject. */
  query: (context: SignalContext) => string;
}
