import { CONTAINER_SIGNALS as C } from '../signals/containers';
import { HOST_SIGNALS as H } from '../signals/hosts';
import { containerLabels, containerMatchers } from '../signals/identity';
import { durationText, select } from '../signals/promql';
import type { Signal } from '../signals/signal';
import type { Check, CheckContext, Parameter } from './check';

/** Checks look at rates over five minutes: long enough for a scrape a minute, short enough to end soon after the fault. */
const WINDOW = '5m';

const at = (signal: Signal, { conventions, scope }: CheckContext, range = '10m', window = WINDOW) =>
  signal.query({ conventions, scope, window, range });

const minutes = (context: CheckContext, id: string) => durationText((context.parameters[id] ?? 0) * 60);

const windowMinutes = (usual: number, min: number, max: number): Parameter => ({
  id: 'window',
  title: 'Window in minutes',
  description: 'How far back it looks.',
  unit: 'count',
  default: usual,
  min,
  max,
});

const share = (id: string, title: string, description: string, usual: number): Parameter => ({
  id,
  title,
  description,
  unit: 'ratio',
  default: usual,
  min: 0.01,
  max: 1,
});

const byContainer = { kind: 'containers', subject: 'container', source: 'metrics', joinOn: containerLabels } as const;

const targetDown: Check = {
  id: 'target-down',
  kind: 'monitoring',
  title: 'A target does not answer',
  severity: 'critical',
  subject: 'target',
  source: 'metrics',
  meaning:
    'Prometheus cannot scrape it. Either the whole host is away, or monitoring is blind there: nothing else about it is known from then on.',
  firstSteps: [
    'Reach the host: does it answer at all?',
    'On the host, look whether cAdvisor or the exporter runs and listens on its port.',
    'Open Prometheus’ page of targets: it shows the error of the last scrape.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 180,
  needs: ['up'],
  joinOn: () => ['job', 'instance'],
  value: (context) => {
    // A job that has no target left has no `up` either: only known jobs can be missed.
    const missing = [context.conventions.containers.matchers, context.conventions.hosts.matchers]
      .filter((matchers) => matchers.length > 0 && !context.scope.hosts?.length && !context.scope.containers?.length)
      .map((matchers) => ` or absent(${select('up', matchers)}) * 0`);
    return at(H.targetUp, context) + missing.join('');
  },
  evidenceSeconds: 3600,
};

const containerGone: Check = {
  ...byContainer,
  id: 'container-gone',
  title: 'A container is gone',
  severity: 'warning',
  meaning:
    'It ran, its host still reports, and it is not there any more. What it served is down, unless another replica does.',
  firstSteps: [
    'Read its last log lines.',
    'docker ps -a on the host shows its exit code, and docker inspect why it ended.',
    'If it was removed on purpose this ends by itself when the window is over.',
  ],
  parameters: [
    {
      id: 'missing',
      title: 'Seconds not seen',
      description: 'How long it has to be away.',
      unit: 'seconds',
      default: 180,
      min: 90,
      max: 3600,
    },
    windowMinutes(60, 10, 1440),
    {
      id: 'age',
      title: 'Seconds it ran before',
      description: 'A container that ran for less is taken for a job that has done its work.',
      unit: 'seconds',
      default: 600,
      min: 0,
      max: 86400,
    },
  ],
  threshold: 'missing',
  compare: '>',
  unit: 'seconds',
  forSeconds: 0,
  needs: ['container_last_seen', 'up'],
  // On Kubernetes every roll-out looks like this: there, missing replicas are what counts.
  applies: ({ containers }) => containers.style === 'docker',
  value: (context) => at(C.gone, context, minutes(context, 'window')),
  guard: (context) => {
    const { conventions, scope, parameters } = context;
    const over = `[${minutes(context, 'window')}:2m]`;
    const by = `max by (${containerLabels(conventions).join(', ')})`;
    const of = (metric: string) =>
      `${by} (last_over_time(${select(metric, containerMatchers(conventions, scope))}${over}))`;
    return `${of('container_last_seen')} - ${of('container_start_time_seconds')} >= ${parameters['age'] ?? 0}`;
  },
  evidenceSeconds: 7200,
};

const restartLoop: Check = {
  ...byContainer,
  id: 'restart-loop',
  title: 'A container restarts again and again',
  severity: 'warning',
  meaning: 'It starts, fails and is started again, so it serves nobody for long. A re-creation counts as well.',
  firstSteps: [
    'Read its log just before each restart: the last lines say why.',
    'Compare with its last deploy: has the image changed?',
    'Look at its memory before each restart: at its limit the kernel kills it.',
  ],
  parameters: [
    {
      id: 'restarts',
      title: 'Restarts',
      description: 'How many within the window.',
      unit: 'count',
      default: 3,
      min: 1,
      max: 100,
    },
    windowMinutes(15, 5, 120),
  ],
  threshold: 'restarts',
  compare: '>=',
  unit: 'count',
  forSeconds: 0,
  needs: ['container_start_time_seconds'],
  value: (context) => at(C.restarts, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
};

const oomKill: Check = {
  ...byContainer,
  id: 'oom-kill',
  title: 'The kernel killed a container for want of memory',
  severity: 'warning',
  meaning: 'A process of the container needed more memory than its limit allows. What it was doing is lost.',
  firstSteps: [
    'Look at its memory before the kill: a slow climb is a leak, a jump is one big request.',
    'Raise the limit if the need is real; otherwise find what grew.',
  ],
  parameters: [windowMinutes(10, 5, 1440)],
  threshold: { constant: 0 },
  compare: '>',
  unit: 'count',
  forSeconds: 0,
  needs: ['container_oom_events_total'],
  value: (context) => at(C.oomKills, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
};

const probableOom: Check = {
  ...byContainer,
  id: 'oom-restart',
  title: 'A container restarted at its memory limit',
  severity: 'critical',
  meaning:
    'It restarted just after its memory was close to its limit: most likely it was killed for that, seen or not by the counter of kills.',
  firstSteps: [
    'docker inspect shows OOMKilled and the exit code 137.',
    'Look at its memory before the restart: scrapes miss the peak, so it went higher than the line shows.',
  ],
  parameters: [share('share', 'Share of the limit', 'How close to the limit it was.', 0.9), windowMinutes(15, 5, 120)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 0,
  needs: ['container_memory_working_set_bytes', 'container_spec_memory_limit_bytes', 'container_start_time_seconds'],
  value: (context) => {
    const { conventions, scope } = context;
    const id = containerLabels(conventions).join(', ');
    const workingSet = select('container_memory_working_set_bytes', containerMatchers(conventions, scope));
    const peak = `max by (${id}) (max_over_time(${workingSet}[${minutes(context, 'window')}]))`;
    return `${peak} / on (${id}) (${at(C.memoryLimit, context)})`;
  },
  guard: (context) => `${at(C.restarts, context, '10m')} >= 1`,
  evidenceSeconds: 3600,
};

const memoryNearLimit: Check = {
  ...byContainer,
  id: 'memory-near-limit',
  title: 'A container is close to its memory limit',
  severity: 'warning',
  meaning: 'A little more and the kernel kills it. Containers without a limit of their own are left out.',
  firstSteps: [
    'See whether it climbs or stays: climbing is a leak.',
    'Raise the limit, or find what holds the memory.',
  ],
  parameters: [share('share', 'Share of the limit', 'Working set over the limit.', 0.9)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 300,
  needs: ['container_memory_working_set_bytes', 'container_spec_memory_limit_bytes'],
  value: (context) => at(C.memoryLimitRatio, context),
  evidenceSeconds: 3600,
};

/** One sample in five minutes is plenty for a line through six hours, and a twentieth of what the plain range reads. */
const TREND = '[6h:5m]';

const memoryWillReachLimit: Check = {
  ...byContainer,
  id: 'memory-will-reach-limit',
  title: 'A container’s memory is going to reach its limit',
  severity: 'warning',
  meaning:
    'Its memory has grown in a line for hours. If it goes on, the kernel will kill the container at the time shown.',
  firstSteps: [
    'Restart it at a quiet moment: that buys as long as it took to get here.',
    'Compare with its last deploy: did the climb begin there?',
  ],
  parameters: [
    {
      id: 'hours',
      title: 'Hours ahead',
      description: 'How far the line is drawn on.',
      unit: 'count',
      default: 4,
      min: 1,
      max: 48,
    },
    share('share', 'Share of the limit now', 'Below this a climb is not worth waking for.', 0.5),
  ],
  threshold: { constant: 1 },
  compare: '>',
  unit: 'ratio',
  forSeconds: 1800,
  needs: ['container_memory_working_set_bytes', 'container_spec_memory_limit_bytes'],
  value: (context) => {
    const id = containerLabels(context.conventions).join(', ');
    const ahead = (context.parameters['hours'] ?? 0) * 3600;
    return `predict_linear(${at(C.memoryWorkingSet, context)}${TREND}, ${ahead}) / on (${id}) (${at(C.memoryLimit, context)})`;
  },
  guard: (context) => {
    const id = containerLabels(context.conventions).join(', ');
    // Thirty samples of the trend are two and a half hours: it must have been there by then.
    const workingSet = select(
      'container_memory_working_set_bytes',
      containerMatchers(context.conventions, context.scope)
    );
    const old = `max by (${id}) (${workingSet} offset 150m)`;
    return `${at(C.memoryLimitRatio, context)} > ${context.parameters['share'] ?? 0} and on (${id}) ${old}`;
  },
  evidence: (context) => at(C.memoryLimitRatio, context),
  evidenceSeconds: 21600,
};

const cpuNearQuota: Check = {
  ...byContainer,
  id: 'cpu-near-quota',
  title: 'A container uses nearly all of its CPU quota',
  severity: 'warning',
  meaning: 'It cannot go faster, and answers later the more it has to do.',
  firstSteps: ['See how much it is throttled.', 'Raise its quota, or share its work among more replicas.'],
  parameters: [share('share', 'Share of the quota', 'CPU used over the quota.', 0.9)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 600,
  needs: ['container_cpu_usage_seconds_total', 'container_spec_cpu_quota'],
  value: (context) => at(C.cpuQuotaRatio, context),
  evidenceSeconds: 3600,
};

const cpuThrottled: Check = {
  ...byContainer,
  id: 'cpu-throttled',
  title: 'A container is throttled',
  severity: 'info',
  meaning:
    'Its CPU quota stops it in many scheduling periods, which shows as latency even where its average use looks low.',
  firstSteps: ['Raise the quota, or remove it: shares keep neighbours fair without stopping anybody.'],
  parameters: [
    share('share', 'Share of periods', 'Throttled periods over all.', 0.25),
    {
      id: 'periods',
      title: 'Periods at least',
      description: 'An idle container has few, and a share of few says nothing.',
      unit: 'count',
      default: 100,
      min: 0,
      max: 9000,
    },
  ],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 900,
  needs: ['container_cpu_cfs_throttled_periods_total', 'container_cpu_cfs_periods_total'],
  value: (context) => at(C.cpuThrottled, context, '15m', '15m'),
  guard: (context) => `${at(C.cpuPeriods, context, '15m')} > ${context.parameters['periods'] ?? 0}`,
  evidenceSeconds: 3600,
};

const cpuTakesHost: Check = {
  ...byContainer,
  id: 'cpu-takes-host',
  title: 'One container takes the host’s CPU',
  severity: 'warning',
  meaning: 'It uses so many of the host’s cores that its neighbours get too few.',
  firstSteps: [
    'See whether its neighbours suffer: throttling, latency, CPU pressure of the host.',
    'Give it a quota, or move it.',
  ],
  parameters: [share('share', 'Share of the host', 'Cores used over all cores of the host.', 0.8)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 900,
  needs: ['container_cpu_usage_seconds_total', 'machine_cpu_cores'],
  value: (context) => at(C.cpuHostRatio, context),
  evidenceSeconds: 3600,
};

/** Checks of containers and of what watches them. */
export const CONTAINER_CHECKS: readonly Check[] = [
  targetDown,
  containerGone,
  restartLoop,
  oomKill,
  probableOom,
  memoryNearLimit,
  memoryWillReachLimit,
  cpuNearQuota,
  cpuThrottled,
  cpuTakesHost,
];
