import { CONTAINER_SIGNALS as C } from '../signals/containers';
import { containerLabels } from '../signals/identity';
import type { Check } from './check';
import { at, count, share, valueOf } from './parameters';

const byContainer = { kind: 'containers', subject: 'container', source: 'metrics', joinOn: containerLabels } as const;

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
  needs: ['container_cpu_usage_seconds_total', 'container_spec_cpu_quota', 'container_spec_cpu_period'],
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
    count('periods', 'Periods at least', 'An idle container has few, and a share of few says nothing.', 100, [0, 9000]),
  ],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 900,
  needs: ['container_cpu_cfs_throttled_periods_total', 'container_cpu_cfs_periods_total'],
  value: (context) => at(C.cpuThrottled, context, '15m', '15m'),
  guard: (context) => `${at(C.cpuPeriods, context, '15m')} > ${valueOf(context, 'periods')}`,
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

/** Checks of containers’ processors. */
export const CONTAINER_CPU_CHECKS = { cpuNearQuota, cpuThrottled, cpuTakesHost };
