import { change, constant, during, wave, type Curve } from './curve';
import { LIMIT_SHARE, workingSet } from './containerState';
import type { Container, Fleet, Incident, IncidentKind } from './fleet';
import { Lifecycle, type Life } from './lifecycle';
import { Random } from './random';

const MINUTE = 60;
const HOUR = 3600;

/** What an incident says beside its kind and place. */
type Story = Pick<Incident, 'start' | 'end' | 'summary' | 'expects' | 'details'> & { tolerates?: string[] };

interface Place {
  fleet: Fleet;
  container: Container;
  end: number;
  /** Noise of this container's own. */
  around: (mean: number, swing: number) => Curve;
}

function firstLife(container: Container): Life {
  const [life] = container.lifecycle.between(0, Infinity);
  if (!life) {
    throw new Error(`${container.name} has no first life`);
  }
  return life;
}

/** Climbs to its limit, which it will meet in three hours; it goes on like that after the kill. */
function leak({ container, end, fleet }: Place): Story {
  const limit = container.memoryLimit;
  const ratioAtEnd = 0.74;
  const secondsToLimit = 3 * HOUR;
  const perSecond = ((LIMIT_SHARE - ratioAtEnd) * limit) / secondsToLimit;
  const { memory } = container.load;
  // Started when it had reached its usual memory: straight from there to the limit.
  const start = Math.round(end - (ratioAtEnd * limit - memory.base) / perSecond);
  memory.leak = { perSecond, from: start };
  memory.noise = wave({ mean: 1, swing: 0.01, origin: end, random: new Random(fleet.options.seed, 'leak') });
  const killedAt = end + secondsToLimit;
  const every = killedAt - start;
  container.lifecycle = new Lifecycle([{ ...firstLife(container), to: killedAt, ending: 'oom' }], {
    from: killedAt + 2,
    every,
    down: 2,
    ending: 'oom',
  });
  container.log.episodes.push({
    from: end - 2 * HOUR,
    to: killedAt,
    perMinute: 0.5,
    level: 'warn',
    message: 'GC overhead is high: {slow} ms in the last minute, old generation does not shrink',
  });
  const life = container.lifecycle.at(end);
  return {
    start,
    end: null,
    summary: `memory climbs by ${Math.round((perSecond * HOUR) / 2 ** 20)} MiB an hour and meets its limit in three hours`,
    expects: ['check-7'],
    details: {
      limitBytes: limit,
      ratioAtEnd: life ? workingSet(container, life, end) / limit : 0,
      bytesPerSecond: perSecond,
      secondsToLimit,
    },
  };
}

/** Climbs to its limit, is killed and started again, every 47 minutes; the last time four minutes before the end. */
function leakOom({ container, end }: Place): Story {
  const limit = container.memoryLimit;
  const every = 47 * MINUTE;
  const down = 2;
  const kills = 11;
  const lastKill = end - 4 * MINUTE;
  const firstKill = lastKill - (kills - 1) * every;
  const start = firstKill - (every - down);
  const { memory } = container.load;
  const perSecond = (limit * LIMIT_SHARE - memory.base) / (every - down);
  memory.leak = { perSecond, from: start };
  container.load.memoryWaiting = during(constant(0.02), start, Infinity);
  container.lifecycle = new Lifecycle([{ ...firstLife(container), to: firstKill, ending: 'oom' }], {
    from: firstKill + down,
    every,
    down,
    ending: 'oom',
  });
  return {
    start,
    end: null,
    summary: `leaks into its limit, is killed and started again every ${every / MINUTE} minutes`,
    expects: ['check-4', 'check-5', 'check-19'],
    // For minutes after a kill the old series is still there, near its limit.
    tolerates: ['check-6', 'check-7', 'check-29'],
    details: { limitBytes: limit, kills, lastKill, everySeconds: every, bytesPerSecond: perSecond },
  };
}

/** Lives at 94 % of its limit. */
function nearLimit({ container, end, around }: Place): Story {
  const limit = container.memoryLimit;
  const ratio = 0.94;
  container.load.memory = { ...container.load.memory, base: limit * ratio, noise: around(1, 0.004) };
  container.load.memoryWaiting = constant(0.03);
  return {
    start: firstLife(container).from,
    end: null,
    summary: 'uses 94 % of its memory limit all the time',
    expects: ['check-6'],
    details: { limitBytes: limit, ratio, minutesAtEnd: Math.floor((end - firstLife(container).from) / MINUTE) },
  };
}

/** Wants more CPU than its quota gives. */
function throttled({ container, end, around }: Place): Story {
  const start = end - 3 * HOUR;
  const cores = container.cpuQuota * 0.965;
  const throttledShare = 0.62;
  const { load } = container;
  load.cpu = change(load.cpu, start, around(cores, 0.01));
  load.throttled = change(load.throttled, start, around(throttledShare, 0.05));
  load.cpuWaiting = change(load.cpuWaiting, start, around(0.45, 0.1));
  container.log.episodes.push({
    from: start,
    to: Infinity,
    perMinute: 3,
    level: 'warn',
    message: 'rendering took {slow} ms, budget is 800 ms',
  });
  return {
    start,
    end: null,
    summary: `wants more than its ${container.cpuQuota} cores and is throttled in 62 % of the periods`,
    expects: ['check-8', 'check-9'],
    details: { quotaCores: container.cpuQuota, cores, throttledShare },
  };
}

/** Takes 84 % of its host's cores. */
function cpuHog({ container, end, around }: Place): Story {
  const start = end - 40 * MINUTE;
  const share = 0.84;
  const cores = container.host.cores * share;
  container.load.cpu = change(container.load.cpu, start, around(cores, 0.01));
  return {
    start,
    end: null,
    summary: `uses ${cores.toFixed(1)} of the ${container.host.cores} cores of ${container.host.id}`,
    expects: ['check-10'],
    tolerates: ['check-15'],
    details: { cores, hostCores: container.host.cores, share },
  };
}

/** Starts, panics after 40 s, waits and starts again, every minute. */
function crashLoop({ container, end }: Place): Story {
  const start = end - 2 * HOUR;
  const every = 60;
  container.lifecycle = new Lifecycle([{ ...firstLife(container), to: start, ending: 'crash' }], {
    from: start + 20,
    every,
    down: 20,
    ending: 'crash',
  });
  return {
    start,
    end: null,
    summary: 'panics 40 seconds after each start, and is started again every minute',
    expects: ['check-3'],
    tolerates: ['check-29'],
    details: { everySeconds: every, upSeconds: every - 20, restartsIn15Minutes: 15 },
  };
}

/** Stopped ten minutes before the end and did not come back, though its restart policy says so. */
function gone({ container, end }: Place): Story {
  const start = end - 10 * MINUTE;
  container.lifecycle = new Lifecycle([{ ...firstLife(container), to: start, ending: 'exit' }]);
  container.load.cpu = during(container.load.cpu, -Infinity, start);
  return {
    start,
    end: null,
    summary: 'stopped ten minutes before the end and did not come back',
    expects: ['check-2', 'check-32'],
    tolerates: ['check-24'],
    details: { secondsAtEnd: end - start },
  };
}

/** Its health check fails. */
function unhealthy({ container, end }: Place): Story {
  const start = end - 30 * MINUTE;
  container.unhealthyFrom = start;
  container.log.episodes.push({
    from: start,
    to: Infinity,
    perMinute: 2,
    level: 'error',
    message: 'health check failed: GET /healthz answered 503 after {n} ms: no connection to search:9200',
  });
  return {
    start,
    end: null,
    summary: 'its health check fails',
    expects: ['check-11'],
    tolerates: ['check-29'],
    details: { minutesAtEnd: 30 },
  };
}

/** A new image, with which a third of the API's requests fail. */
function deploy({ container, end, fleet }: Place): Story {
  const start = end - 35 * MINUTE;
  const before = firstLife(container);
  const image = before.image.replace(/:.*$/, ':1.9.0');
  container.lifecycle = new Lifecycle([
    { ...before, to: start - 4, ending: 'replaced' },
    { ...before, index: 1, from: start, generation: 1, image },
  ]);
  const failingShare = 0.32;
  const edge = fleet.edges.find((one) => one.container.host === container.host);
  if (edge) {
    edge.failing = { from: start, to: Infinity, share: failingShare };
  }
  container.log.episodes.push({
    from: start,
    to: Infinity,
    perMinute: 12,
    level: 'error',
    message: "TypeError: Cannot read properties of undefined (reading 'currency')",
    stack: [
      '    at formatPrice (/app/dist/cart/price.js:41:27)',
      '    at CartController.total (/app/dist/cart/controller.js:118:14)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    ].join('\n'),
  });
  return {
    start,
    end: null,
    summary: `deployed ${image}; since then ${failingShare * 100} % of the requests under /api/ fail`,
    expects: ['check-20', 'check-27', 'check-29', 'service-errors'],
    details: { failingShare },
  };
}

const STORIES: Partial<Record<IncidentKind, (place: Place) => Story>> = {
  leak,
  'leak-oom': leakOom,
  'near-limit': nearLimit,
  throttled,
  'cpu-hog': cpuHog,
  'crash-loop': crashLoop,
  gone,
  unhealthy,
  'deploy-5xx': deploy,
};

/** Makes an incident happen to a container: its load, its lives and its log change. */
export function containerIncidents(fleet: Fleet, kind: IncidentKind, container: Container): Incident {
  const tell = STORIES[kind];
  if (!tell) {
    throw new Error(`${kind} does not happen to a container`);
  }
  const random = new Random(fleet.options.seed, kind, container.name);
  const story = tell({
    fleet,
    container,
    end: fleet.end,
    around: (mean, swing) => wave({ mean, swing, origin: fleet.end, random }),
  });
  return {
    id: `${kind}-${container.host.id}-${container.name}`,
    kind,
    host: container.host.id,
    container: container.name,
    tolerates: [],
    ...story,
    summary: `${container.name} on ${container.host.id}: ${story.summary}`,
  };
}
