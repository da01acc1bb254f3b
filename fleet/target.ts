import { applicationTargets } from './applicationTarget';
import type { Fleet, Host } from './fleet';
import { cadvisorTarget } from './cadvisorTarget';
import { hostState, isReachable } from './hostState';
import { kubeletTarget } from './kubeletTarget';
import { monitoringTargets } from './monitoringTargets';
import { kubeStateTarget } from './kubeStateTarget';
import { nodeSeries } from './nodeFamilies';
import { hash32 } from './random';
import type { Family, Labels } from './series';

/** A series as those who write samples see it. */
export interface SampleSeries {
  readonly family: Family;
  readonly name: string;
  readonly labels: Labels;
  historyPrefix(target: Labels): string;
}

export type Emit = (series: SampleSeries, value: number) => void;

/** Something that Prometheus scrapes. */
export interface Target {
  job: string;
  instance: string;
  /** Where the live exporter serves it. */
  path: string;
  /** All labels of the target, job and instance among them. */
  labels: Labels;
  /** Scrapes happen this long before each tick, seconds: targets are not scraped all at once. */
  offset: number;
  isUp(t: number): boolean;
  /** All samples at `t`, epoch seconds. Nothing of a target that is down. */
  collect(t: number, emit: Emit): void;
}

/** The parts of a target that depend on what is exported. */
export type Exporter = Pick<Target, 'job' | 'instance' | 'path' | 'collect'> & { labels?: Labels };

function nodeTarget(host: Host): Exporter {
  const series = nodeSeries(host);
  return {
    job: 'node',
    instance: host.nodeInstance,
    path: `/node/${host.id}/metrics`,
    collect(t, emit) {
      const state = hostState(host, t);
      for (const one of series) {
        emit(one, one.read(state));
      }
    },
  };
}

function target(fleet: Fleet, exporter: Exporter, isUp: (t: number) => boolean): Target {
  const { job, instance, path, labels = [], collect } = exporter;
  return {
    job,
    instance,
    path,
    labels: [['instance', instance], ['job', job], ...labels],
    // At most three seconds: the history ends where live scrapes take over.
    offset: (200 + (hash32(fleet.options.seed, job, instance) % 2800)) / 1000,
    isUp,
    collect(t, emit) {
      if (isUp(t)) {
        collect(t, emit);
      }
    },
  };
}

/** Everything that Prometheus scrapes of a fleet. */
export function targets(fleet: Fleet): Target[] {
  const kubernetes = fleet.options.style === 'kubernetes';
  const perHost = fleet.hosts.flatMap((host) => {
    const isUp = (t: number) => isReachable(host, t);
    const containers = kubernetes ? kubeletTarget(host) : cadvisorTarget(host);
    return [target(fleet, containers, isUp), target(fleet, nodeTarget(host), isUp)];
  });
  const applications = applicationTargets(fleet).map(({ isUp, ...exporter }) => target(fleet, exporter, isUp));
  const monitoring = fleet.options.monitoring ? monitoringTargets(fleet) : [];
  const all = [...perHost, ...applications, ...monitoring.map((exporter) => target(fleet, exporter, () => true))];
  return kubernetes ? [...all, target(fleet, kubeStateTarget(fleet), () => true)] : all;
}

/** When a target was last scraped at or before `t` within the history, epoch seconds; null when it was away. */
export function lastScrape(one: Target, end: number, stepSeconds: number, t: number): number | null {
  const behind = Math.max(0, Math.ceil((end - one.offset - t) / stepSeconds));
  const at = end - one.offset - behind * stepSeconds;
  return one.isUp(at) ? at : null;
}
