import type { DataSourceChoice } from '../grafana/dataSources';
import { queryRange, type Series } from '../grafana/prometheus';
import { lifecycleEvents, type LifecycleEvent } from '../insights/lifecycle';
import { containerOf } from '../signals/identity';
import { changedLifecycleQueries, lifecycleQueries } from '../signals/lifecycle';
import { containerKey, type ContainerRef } from '../signals/scope';
import type { SignalContext } from '../signals/signal';

/** Points of the lifecycle: restarts closer together than a point are one event. */
const POINTS = 240;

/** What happened to one container, in order. */
interface Life {
  container: ContainerRef;
  events: LifecycleEvent[];
}

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

async function load(
  source: DataSourceChoice,
  context: SignalContext,
  queries: ReturnType<typeof lifecycleQueries>,
  { from, to }: Range,
  signal?: AbortSignal
): Promise<Life[]> {
  const stepSeconds = Math.max(context.conventions.containers.scrapeSeconds, Math.ceil((to - from) / 1000 / POINTS));
  const ask = (expr: string) => queryRange(source, expr, { from, to, stepSeconds }, signal);
  const [starts, oomEvents, health] = await Promise.all([
    ask(queries.starts),
    ask(queries.oomEvents),
    ask(queries.health),
  ]);
  const found = new Map<string, { container: ContainerRef; starts: Series[]; oomEvents?: Series; health?: Series }>();
  const of = (series: Series) => {
    const container = containerOf(context.conventions, series.labels);
    const key = containerKey(container);
    const life = found.get(key) ?? { container, starts: [] };
    found.set(key, life);
    return life;
  };
  starts.forEach((series) => of(series).starts.push(series));
  oomEvents.forEach((series) => (of(series).oomEvents = series));
  health.forEach((series) => (of(series).health = series));
  const imageLabel = context.conventions.containers.image;
  return [...found.values()].map(({ container, ...history }) => ({
    container,
    events: lifecycleEvents({
      ...history,
      starts: history.starts.map(({ labels, times, values }) => ({ image: labels[imageLabel] ?? '', times, values })),
      from,
      to,
      stepMs: stepSeconds * 1000,
    }),
  }));
}

/** What happened to the one container in the context's scope within a range. Rejects with a Problem. */
export async function loadLifecycle(
  source: DataSourceChoice,
  context: SignalContext,
  range: Range,
  signal?: AbortSignal
): Promise<LifecycleEvent[]> {
  const lives = await load(source, context, lifecycleQueries(context), range, signal);
  return lives.flatMap(({ events }) => events);
}

/**
 * What happened to each container of the scope within a range: those that nothing happened to are left out by
 * Prometheus. Rejects with a Problem.
 */
export async function loadLives(
  source: DataSourceChoice,
  context: SignalContext,
  range: Range,
  signal?: AbortSignal
): Promise<Life[]> {
  const queries = changedLifecycleQueries(context, { from: range.from / 1000, to: range.to / 1000 });
  const lives = await load(source, context, queries, range, signal);
  return lives.filter(({ events }) => events.length > 0);
}
