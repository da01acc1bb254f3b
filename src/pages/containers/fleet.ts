import { listOf } from '../../signals/urlList';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant, queryRange, type Series } from '../../grafana/prometheus';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import type { Conventions } from '../../signals/conventions';
import { exportedQuery } from '../../signals/exported';
import { hostOf } from '../../signals/hostNames';
import { containerOf, podLabels, type Labels } from '../../signals/identity';
import {
  containerCount,
  countBy,
  groupLabels,
  inventory,
  largest,
  sumBy,
  top,
  type GroupBy,
} from '../../signals/inventory';
import { durationText } from '../../signals/promql';
import { containerKey, type ContainerRef, type Scope } from '../../signals/scope';
import type { Signal, SignalContext } from '../../signals/signal';
import type { Column } from './columns';

/** More containers than this are not listed at once: the largest are, and the reader is told. */
export const MOST_ROWS = 2000;

/** Points of the lines in the table. */
const POINTS = 60;

/** One container of the fleet table. */
export interface Row {
  key: string;
  /** Where several locations are listed together; empty: the main one. */
  location?: string;
  container: ContainerRef;
  image: string;
  project: string;
  service: string;
  /** Unix seconds; absent for a container that is gone. */
  started?: number;
  /** Seconds since it was last seen, for a container that is gone. */
  gone?: number;
  /** What the table is sorted by, where that is a number. */
  sortValue?: number;
}

/** The rows of the fleet table. */
export interface Fleet {
  rows: Row[];
  /** Running containers in the scope, listed or not. */
  total: number;
}

export interface FleetQuestion {
  source: DataSourceChoice;
  context: SignalContext;
  /** Unix milliseconds. */
  time: number;
  /** The signal to sort by; without one the order is by name or age, which the inventory itself tells. */
  sortBy: Signal | undefined;
}

function rowOf(conventions: Conventions, labels: Labels): Row {
  const { image, project = '', service = '' } = conventions.containers;
  const container = containerOf(conventions, labels);
  return {
    key: containerKey(container),
    container,
    image: labels[image] ?? '',
    project: labels[project] ?? '',
    service: labels[service] ?? '',
  };
}

/** The key that finds the value of a container in the series of a signal: on Kubernetes, network is a pod's. */
function valueKey(signal: Signal, conventions: Conventions, container: ContainerRef): string {
  const perPod =
    signal.subject === 'pod' && podLabels(conventions).every((label) => label !== conventions.containers.name);
  return containerKey(perPod ? { ...container, name: '' } : container);
}

/**
 * Every container in the scope with what the table sorts by, and nothing else: two numbers each. Containers that went
 * away within the window are listed too. Rejects with a Problem.
 */
export async function loadFleet(
  { source, context, time, sortBy }: FleetQuestion,
  signal?: AbortSignal
): Promise<Fleet> {
  const { conventions } = context;
  const ask = (expr: string) => queryInstant(source, expr, time, signal);
  const [count] = await ask(containerCount(context));
  const total = count?.value ?? 0;
  const listsAll = total <= MOST_ROWS;
  const ranking = sortBy ?? C.memoryWorkingSet;
  const all = inventory(context);
  const [running, gone, values] = await Promise.all([
    ask(listsAll ? all : largest(context, all, ranking.query(context), MOST_ROWS)),
    // A roll-out on Kubernetes leaves as many gone containers as it makes new ones; listing them says nothing.
    conventions.containers.style === 'docker' ? ask(C.gone.query(context)) : [],
    sortBy ? ask(listsAll ? sortBy.query(context) : top(MOST_ROWS, sortBy.query(context))) : [],
  ]);
  const sortValues = new Map(
    values.map(({ labels, value }) => [containerKey(containerOf(conventions, labels)), value])
  );
  const rows = new Map<string, Row>();
  for (const { labels, value } of running) {
    const row = rowOf(conventions, labels);
    const sortValue = sortBy ? sortValues.get(valueKey(sortBy, conventions, row.container)) : undefined;
    rows.set(row.key, { ...row, started: value, ...(sortValue === undefined ? {} : { sortValue }) });
  }
  for (const { labels, value } of gone) {
    const row = rowOf(conventions, labels);
    const known = rows.get(row.key);
    // Its last series is still answered for five minutes: it stays described, but it is gone.
    rows.set(row.key, { ...(known ?? row), started: undefined, gone: value });
  }
  return { rows: [...rows.values()], total };
}

/** The cells of the rows in view: values by signal and row; and by signal the hosts that do not export it. */
export interface Cells {
  /** The rows that were asked for: of others nothing is known yet. */
  rows: ReadonlySet<string>;
  values: ReadonlyMap<string, ReadonlyMap<string, number>>;
  notExported: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Tells of a host whether it exports what a signal needs. */
async function loadExporting(
  one: Signal,
  { source, context, time }: Omit<FleetQuestion, 'sortBy'>,
  signal?: AbortSignal
): Promise<(host: string) => boolean> {
  const { conventions } = context;
  const label = conventions.containers.host;
  const samples = await queryInstant(source, exportedQuery(one, context), time, signal);
  const hosts = new Set(samples.map(({ labels }) => hostOf(conventions, 'containers', labels[label] ?? '')));
  // Metrics that name no host are there for all of them.
  return (host) => hosts.has(host) || hosts.has('');
}

/** The values of some columns for some rows. Asked only for rows in view and columns shown. Rejects with a Problem. */
export async function loadCells(
  { source, context, time }: Omit<FleetQuestion, 'sortBy'>,
  rows: readonly Row[],
  columns: readonly Column[],
  signal?: AbortSignal
): Promise<Cells> {
  const scoped = { ...context, scope: { containers: rows.map(({ container }) => container) } };
  const signals = [...new Set([...columns.flatMap((column) => column.signals), C.health])];
  // Where the absence of a value is a fact, such as no quota, nobody asks for its reason.
  const explained = new Set(columns.filter(({ absent }) => !absent).map((column) => column.signals[0]));
  const notExported = new Map<string, ReadonlySet<string>>();
  const values = await Promise.all(
    signals.map(async (one): Promise<[string, Map<string, number>]> => {
      const samples = await queryInstant(source, one.query(scoped), time, signal);
      const found = new Map(
        samples.map(({ labels, value }) => [containerKey(containerOf(context.conventions, labels)), value])
      );
      const byRow = rows.flatMap(({ key, container }): Array<[string, number]> => {
        const value = found.get(valueKey(one, context.conventions, container));
        return value === undefined ? [] : [[key, value]];
      });
      const cells = new Map(byRow);
      const lacking = rows.filter(({ key, gone }) => gone === undefined && !cells.has(key));
      if (lacking.length > 0 && explained.has(one)) {
        const exporting = await loadExporting(one, { source, context: scoped, time }, signal);
        const hosts = lacking.map(({ container }) => container.host).filter((host) => !exporting(host));
        notExported.set(one.id, new Set(hosts));
      }
      return [one.id, cells];
    })
  );
  return { rows: new Set(rows.map(({ key }) => key)), values: new Map(values), notExported };
}

/** The lines of the drawn columns over a range (Unix milliseconds), by signal and row. Rejects with a Problem. */
export async function loadLines(
  source: DataSourceChoice,
  context: SignalContext,
  range: { from: number; to: number },
  rows: readonly Row[],
  columns: readonly Column[],
  signal?: AbortSignal
): Promise<Map<string, Map<string, Series>>> {
  const stepSeconds = Math.max(
    context.conventions.containers.scrapeSeconds,
    Math.ceil((range.to - range.from) / 1000 / POINTS)
  );
  const window = durationText(Math.max(stepSeconds, 4 * context.conventions.containers.scrapeSeconds));
  const scoped: SignalContext = { ...context, window, scope: { containers: rows.map(({ container }) => container) } };
  const lines = await Promise.all(
    columns
      .filter(({ drawn }) => drawn)
      .map(async ({ signals: [one] }): Promise<[string, Map<string, Series>]> => {
        const series = await queryRange(source, one.query(scoped), { ...range, stepSeconds }, signal);
        return [
          one.id,
          new Map(series.map((line) => [containerKey(containerOf(context.conventions, line.labels)), line])),
        ];
      })
  );
  return new Map(lines);
}

/** A group of containers, and what they use together. */
export interface GroupRow {
  key: string;
  /** The group's labels: one, or project and service. */
  parts: string[];
  containers: number;
  cpu?: number;
  memory?: number;
  restarts?: number;
}

/** Containers put together by one of their properties. Summed by Prometheus, so that only groups travel. Rejects with a Problem. */
export async function loadGroups(
  { source, context, time }: Omit<FleetQuestion, 'sortBy'>,
  group: GroupBy,
  signal?: AbortSignal
): Promise<GroupRow[]> {
  const labels = groupLabels(context.conventions, group);
  const ask = (expr: string) => queryInstant(source, expr, time, signal);
  const [counts, cpu, memory, restarts] = await Promise.all([
    ask(countBy(context, group)),
    ask(sumBy(context, group, C.cpuCores.query(context))),
    ask(sumBy(context, group, C.memoryWorkingSet.query(context))),
    ask(sumBy(context, group, C.restarts.query(context))),
  ]);
  const keyOf = (found: Labels) => labels.map((label) => found[label] ?? '').join('\u0000');
  const byKey = (samples: typeof counts) => new Map(samples.map(({ labels: found, value }) => [keyOf(found), value]));
  const [cpus, memories, restartCounts] = [cpu, memory, restarts].map(byKey);
  return counts.map(({ labels: found, value }) => {
    const key = keyOf(found);
    return {
      key,
      parts: labels.map((label) => found[label] ?? ''),
      containers: value,
      ...maybe('cpu', cpus?.get(key)),
      ...maybe('memory', memories?.get(key)),
      ...maybe('restarts', restartCounts?.get(key)),
    };
  });
}

function maybe<Key extends string>(key: Key, value: number | undefined): Partial<Record<Key, number>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, number>);
}

/** The scope that the page's filters make. */
export function scopeOf(filters: Record<'q' | 'host' | 'project' | 'service' | 'image' | 'namespace', string>): Scope {
  return {
    ...(filters.q ? { search: filters.q } : {}),
    hosts: listOf(filters.host),
    projects: listOf(filters.project),
    services: listOf(filters.service),
    images: listOf(filters.image),
    namespaces: listOf(filters.namespace),
  };
}
