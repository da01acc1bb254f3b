import {
  applications,
  codesOf,
  requestsOf,
  shareBelow,
  TIME_SPREAD,
  type Application,
  type Route,
} from './application';
import { workingSet } from './containerState';
import { integral } from './curve';
import { isReachable } from './hostState';
import type { Life } from './lifecycle';
import { Series, type Family, type FamilyType, type Labels } from './series';
import type { Exporter } from './target';

/** An application at one moment of one of its lives. */
interface State {
  life: Life;
  t: number;
}

type AppSeries = Series<State>;

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const SIZE_BOUNDS = [256, 1024, 4096, 16_384, 65_536];
/** Answers' median size in bytes, and its spread. */
const SIZE = { median: 2400, spread: 1.1 };
/** Quantiles with how many deviations they are from the median. */
const QUANTILES: ReadonlyArray<[quantile: string, deviations: number]> = [
  ['0.5', 0],
  ['0.9', 1.281552],
  ['0.99', 2.326348],
];
/** How long one item of the queue takes to be worked on, seconds. */
const WORK = { median: 0.4, spread: 0.8 };
const mean = ({ median, spread }: { median: number; spread: number }) => median * Math.exp(spread ** 2 / 2);

const make = (
  type: FamilyType,
  name: string,
  help: string,
  read: (state: State) => number,
  labels: Labels = [],
  part = ''
): AppSeries => new Series({ name, type, help }, labels, read, part);

/** A histogram whose observations are spread log-normally: what is below a bound is known without drawing a lot. */
function histogram(
  family: Omit<Family, 'type'>,
  labels: Labels,
  bounds: readonly number[],
  { median, spread }: { median: number; spread: number },
  count: (state: State) => number
): AppSeries[] {
  const one = (part: string, read: (state: State) => number, more: Labels = []) =>
    make('histogram', family.name, family.help, read, [...labels, ...more], part);
  return [
    ...bounds.map((bound) =>
      one('_bucket', (state) => Math.floor(count(state) * shareBelow(bound, median, spread)), [['le', String(bound)]])
    ),
    one('_bucket', (state) => Math.floor(count(state)), [['le', '+Inf']]),
    one('_sum', (state) => count(state) * mean({ median, spread })),
    one('_count', (state) => Math.floor(count(state))),
  ];
}

function routeSeries(application: Application, route: Route): AppSeries[] {
  const labels: Labels = [
    ['method', route.method],
    ['route', route.route],
  ];
  return codesOf(application, route).flatMap((code) => {
    const count = ({ life, t }: State) => requestsOf(application, route, code, life.from, t);
    const own: Labels = [...labels, ['code', code]];
    return [
      make('counter', 'http_requests_total', 'Requests that were answered.', (state) => Math.floor(count(state)), own),
      ...histogram(
        { name: 'http_request_duration_seconds', help: 'Time from a request to the end of its answer.' },
        own,
        BOUNDS,
        // What fails, fails early.
        { median: code.startsWith('5') ? route.medianSeconds * 0.1 : route.medianSeconds, spread: TIME_SPREAD },
        count
      ),
    ];
  });
}

/** Everything that the application's own code counts. */
function ownSeries(application: Application): AppSeries[] {
  const { routes, queue, container } = application;
  const all = ({ life, t }: State) => routes.reduce((sum, { rate }) => sum + integral(rate, life.from, t), 0);
  const prefix = application.job.replace(/\W/g, '_');
  const worked = `${prefix}_job_duration_seconds`;
  const help = 'Time to work on one item of the queue, over the last ten minutes.';
  const jobs = (state: State) => all(state) * 0.2;
  const bytes = (direction: string, read: (state: State) => number) =>
    make('counter', `${prefix}_traffic_bytes_total`, 'Bytes over the network.', read, [['direction', direction]]);
  return [
    ...histogram({ name: `${prefix}_response_size_bytes`, help: 'Size of answers.' }, [], SIZE_BOUNDS, SIZE, all),
    ...QUANTILES.map(([quantile, deviations]) =>
      make('summary', worked, help, () => WORK.median * Math.exp(WORK.spread * deviations), [['quantile', quantile]])
    ),
    make('summary', worked, help, (state) => jobs(state) * mean(WORK), [], '_sum'),
    make('summary', worked, help, (state) => Math.floor(jobs(state)), [], '_count'),
    make('gauge', `${prefix}_queue_items`, 'Items that wait to be worked on.', ({ t }) => Math.round(queue.at(t))),
    bytes('in', ({ life, t }) => Math.floor(integral(container.load.receive, life.from, t))),
    bytes('out', ({ life, t }) => Math.floor(integral(container.load.transmit, life.from, t))),
    make('gauge', `${prefix}_build_info`, 'Version of the application; always 1.', () => 1, [
      ['version', application.failing ? '1.9.0' : '1.8.2'],
    ]),
  ];
}

function runtimeSeries({ runtime, container }: Application): AppSeries[] {
  const memory = ({ life, t }: State) => workingSet(container, life, t);
  if (runtime === 'jvm') {
    const heap = (area: string, share: number) =>
      make('gauge', 'jvm_memory_used_bytes', 'Memory that the JVM uses.', (s) => Math.round(memory(s) * share), [
        ['area', area],
      ]);
    return [
      heap('heap', 0.6),
      heap('nonheap', 0.2),
      make('gauge', 'jvm_threads_current', 'Threads.', () => 41),
      make(
        'counter',
        'jvm_gc_collection_seconds_sum',
        'Time in garbage collection.',
        ({ life, t }) => integral(container.load.cpu, life.from, t) * 0.02
      ),
    ];
  }
  return [
    make(
      'gauge',
      'nodejs_eventloop_lag_seconds',
      'Lag of the event loop in seconds.',
      ({ t }) => 0.002 * (1 + container.load.cpu.at(t))
    ),
    make('gauge', 'nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.', (state) =>
      Math.round(memory(state) * 0.5)
    ),
    make('gauge', 'nodejs_version_info', 'Node.js version info.', () => 1, [['version', 'v22.14.0']]),
  ];
}

function processSeries({ container }: Application): AppSeries[] {
  return [
    make('counter', 'process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', ({ life, t }) =>
      integral(container.load.cpu, life.from, t)
    ),
    make('gauge', 'process_resident_memory_bytes', 'Resident memory size in bytes.', ({ life, t }) =>
      workingSet(container, life, t)
    ),
    make(
      'gauge',
      'process_start_time_seconds',
      'Start time of the process since unix epoch in seconds.',
      (s) => s.life.from
    ),
    make('gauge', 'process_open_fds', 'Number of open file descriptors.', () => 38),
    make('gauge', 'process_max_fds', 'Maximum number of open file descriptors.', () => 1024),
  ];
}

/** What Prometheus scrapes of the fleet's applications. One that is down, or whose host is away, does not answer. */
export function applicationTargets(
  fleet: Parameters<typeof applications>[0]
): Array<Exporter & { isUp: (t: number) => boolean }> {
  return applications(fleet).map((application) => {
    const { job, instance, container, routes } = application;
    const series = [
      ...routes.flatMap((route) => routeSeries(application, route)),
      ...ownSeries(application),
      ...runtimeSeries(application),
      ...processSeries(application),
    ];
    return {
      job,
      instance,
      path: `/application/${container.host.id}/${container.name}/metrics`,
      // Replicas of one service are told apart by name, as whoever writes targets into a file would.
      labels: container.name === job ? [] : [['container_name', container.name]],
      isUp: (t) => isReachable(container.host, t) && container.lifecycle.at(t) !== null,
      collect(t, emit) {
        const life = container.lifecycle.at(t);
        if (life) {
          series.forEach((one) => emit(one, one.read({ life, t })));
        }
      },
    };
  });
}
