import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant, queryRange } from '../../grafana/prometheus';
import { lifecycleEvents, type LifecycleEvent } from '../../insights/lifecycle';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import { containerCount, inventory } from '../../signals/inventory';
import { lifecycleQueries } from '../../signals/lifecycle';
import type { Signal, SignalContext } from '../../signals/signal';

/** What is known of one container besides its time series. */
export interface ContainerFacts {
  image?: string;
  project?: string;
  service?: string;
  /** Unix seconds. */
  started?: number;
  /** Seconds since it was last seen. */
  gone?: number;
  health?: number;
  /** Bytes; absent without a limit of its own. */
  memoryLimit?: number;
  /** Cores; absent without a quota. */
  cpuQuota?: number;
  restarts?: number;
  /** Prometheus knows of no container at all: then this one’s absence says nothing about it. */
  nobody?: boolean;
}

/** The facts of the one container in the context's scope, at `time` (Unix milliseconds). Rejects with a Problem. */
export async function loadFacts(
  source: DataSourceChoice,
  context: SignalContext,
  time: number,
  signal?: AbortSignal
): Promise<ContainerFacts> {
  const ask = (expr: string) => queryInstant(source, expr, time, signal);
  const one = async (wanted: Signal) => (await ask(wanted.query(context)))[0]?.value;
  const [running, gone, health, memoryLimit, cpuQuota, restarts] = await Promise.all([
    ask(inventory(context)),
    one(C.gone),
    one(C.health),
    one(C.memoryLimit),
    one(C.cpuQuota),
    one(C.restarts),
  ]);
  const [found] = running;
  const nobody = !found && gone === undefined && (await ask(containerCount({ ...context, scope: {} }))).length === 0;
  const { image, project = '', service = '' } = context.conventions.containers;
  return {
    ...(found ? { image: found.labels[image], project: found.labels[project], service: found.labels[service] } : {}),
    ...(found && gone === undefined ? { started: found.value } : {}),
    gone,
    health,
    memoryLimit,
    cpuQuota,
    restarts,
    nobody,
  };
}

/** Points of the lifecycle: restarts closer together than a point are one event. */
const POINTS = 240;

/** What happened to the one container in the context's scope within a range (Unix milliseconds). Rejects with a Problem. */
export async function loadLifecycle(
  source: DataSourceChoice,
  context: SignalContext,
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<LifecycleEvent[]> {
  const stepSeconds = Math.max(
    context.conventions.containers.scrapeSeconds,
    Math.ceil((range.to - range.from) / 1000 / POINTS)
  );
  const queries = lifecycleQueries(context);
  const ask = (expr: string) => queryRange(source, expr, { ...range, stepSeconds }, signal);
  const [starts, oomEvents, health] = await Promise.all([
    ask(queries.starts),
    ask(queries.oomEvents),
    ask(queries.health),
  ]);
  const imageLabel = context.conventions.containers.image;
  return lifecycleEvents({
    starts: starts.map(({ labels, times, values }) => ({ image: labels[imageLabel] ?? '', times, values })),
    ...(oomEvents[0] ? { oomEvents: oomEvents[0] } : {}),
    ...(health[0] ? { health: health[0] } : {}),
    ...range,
    stepMs: stepSeconds * 1000,
  });
}
