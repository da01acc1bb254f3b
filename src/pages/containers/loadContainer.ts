import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryInstant } from '../../grafana/prometheus';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import { containerCount, inventory } from '../../signals/inventory';
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
