import { CONTAINER_SIGNALS as C } from '../signals/containers';
import { containerLabels, containerMatchers } from '../signals/identity';
import { select } from '../signals/promql';
import type { Check } from './check';
import { at, count, minutes, share, SPARSE, valueOf, windowMinutes } from './parameters';

const byContainer = { kind: 'containers', subject: 'container', source: 'metrics', joinOn: containerLabels } as const;

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
    count('hours', 'Hours ahead', 'How far the line is drawn on.', 4, [1, 48]),
    share('share', 'Share of the limit now', 'Below this a climb is not worth waking for.', 0.5),
  ],
  threshold: { constant: 1 },
  compare: '>',
  unit: 'ratio',
  forSeconds: 1800,
  needs: ['container_memory_working_set_bytes', 'container_spec_memory_limit_bytes'],
  value: (context) => {
    const id = containerLabels(context.conventions).join(', ');
    const ahead = valueOf(context, 'hours') * 3600;
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
    return `${at(C.memoryLimitRatio, context)} > ${valueOf(context, 'share')} and on (${id}) ${old}`;
  },
  evidence: (context) => at(C.memoryLimitRatio, context),
  evidenceSeconds: 21600,
};

const memoryStalled: Check = {
  ...byContainer,
  id: 'memory-stalled',
  title: 'A container is stalled on memory',
  severity: 'warning',
  meaning:
    'All of its tasks wait for memory for much of the time: the kernel frees and reads back the same pages. It does nearly nothing, though it is not killed.',
  firstSteps: [
    'Look at its memory and its limit: it is most likely at the limit, with its file cache gone.',
    'Raise the limit, or find what holds the memory.',
    'Where the limit is far, look at the memory of its host.',
  ],
  parameters: [share('share', 'Share of the time', 'Time in which all tasks waited for memory.', 0.1)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 600,
  needs: ['container_pressure_memory_stalled_seconds_total'],
  value: (context) => at(C.pressureMemoryStalled, context, '10m', SPARSE),
  evidenceSeconds: 7200,
};

/** Checks of containers’ memory. */
export const CONTAINER_MEMORY_CHECKS = {
  oomKill,
  probableOom,
  memoryNearLimit,
  memoryWillReachLimit,
  memoryStalled,
};
