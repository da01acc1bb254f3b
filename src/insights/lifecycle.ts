/** Something that happened to a container. Times are Unix milliseconds. */
export interface LifecycleEvent {
  time: number;
  kind: 'start' | 'image' | 'oom-kill' | 'unhealthy' | 'healthy' | 'gone';
  text: string;
}

interface History {
  times: readonly number[];
  values: readonly number[];
}

/** What the life of one container is read from. */
export interface LifecycleInput {
  /** Start times (Unix seconds) over time, one series for each image that it ran as. */
  starts: ReadonlyArray<History & { image: string }>;
  oomEvents?: History;
  health?: History;
  /** The range that was asked, and the distance of its points. */
  from: number;
  to: number;
  stepMs: number;
}

/** An old series is still answered for five minutes after its container is gone. */
const LOOKBACK_MS = 5 * 60_000;

function startEvents({ starts, from }: LifecycleInput): LifecycleEvent[] {
  const seen = new Map<number, string>();
  for (const { image, values } of starts) {
    for (const value of values) {
      seen.set(value * 1000, image);
    }
  }
  const ordered = [...seen].sort(([a], [b]) => a - b);
  return ordered.flatMap(([time, image], index): LifecycleEvent[] => {
    const before = ordered[index - 1]?.[1];
    if (time < from) {
      return [];
    }
    return before !== undefined && before !== image
      ? [{ time, kind: 'image', text: `Started with a new image: ${image}, before ${before}` }]
      : [{ time, kind: 'start', text: before === undefined ? 'Started' : 'Restarted' }];
  });
}

function steps(
  { times, values }: History,
  tell: (before: number, now: number) => Omit<LifecycleEvent, 'time'> | undefined
) {
  return values.flatMap((value, index): LifecycleEvent[] => {
    const before = values[index - 1];
    const told = before === undefined ? undefined : tell(before, value);
    return told ? [{ time: times[index] ?? NaN, ...told }] : [];
  });
}

/** What happened to a container within a range, in order. */
export function lifecycleEvents(input: LifecycleInput): LifecycleEvent[] {
  const { oomEvents, health, starts, to, stepMs } = input;
  const begun = startEvents(input);
  const kills = oomEvents
    ? steps(oomEvents, (before, now) =>
        now > before
          ? {
              kind: 'oom-kill',
              text:
                now - before === 1
                  ? 'Killed for want of memory'
                  : `${now - before} processes killed for want of memory`,
            }
          : undefined
      ).map((kill) => {
        // The counter is read a scrape after the fact; a start between two readings is what followed the kill.
        const next = begun.find(({ time }) => time <= kill.time && time > kill.time - 2 * stepMs);
        return next ? { ...kill, time: next.time - 1000 } : kill;
      })
    : [];
  const healths = health
    ? steps(health, (before, now) => {
        if (before === now || now < 0 || before < 0) {
          return undefined;
        }
        return now === 0
          ? { kind: 'unhealthy', text: 'Became unhealthy, or is starting' }
          : { kind: 'healthy', text: 'Became healthy' };
      })
    : [];
  const last = Math.max(...starts.map(({ times }) => times[times.length - 1] ?? -Infinity));
  // It is known to be gone once no series answers; it was last there a lookback earlier.
  const gone: LifecycleEvent[] =
    Number.isFinite(last) && to - last > 2 * stepMs
      ? [{ time: Math.max(input.from, last - LOOKBACK_MS), kind: 'gone', text: 'Not seen any more' }]
      : [];
  return [...begun, ...kills, ...healths, ...gone].sort((a, b) => a.time - b.time);
}
