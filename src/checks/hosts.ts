import type { Conventions } from '../signals/conventions';
import { HOST_SIGNALS as H } from '../signals/hosts';
import { nodeMatchers } from '../signals/identity';
import { select } from '../signals/promql';
import type { Check } from './check';
import { at, count, minutes, share, valueOf, windowMinutes } from './parameters';
import { subjectLabels } from './subject';

const ofHost = {
  kind: 'hosts',
  subject: 'host',
  source: 'metrics',
  joinOn: ({ hosts }: Conventions) => [hosts.host],
} as const;

const ofFileSystem = {
  kind: 'hosts',
  subject: 'file system',
  source: 'metrics',
  joinOn: (conventions: Conventions) => subjectLabels(conventions, { subject: 'file system', source: 'metrics' }),
} as const;

const hostDown: Check = {
  ...ofHost,
  id: 'host-down',
  title: 'A host is down',
  severity: 'critical',
  meaning:
    'None of its targets answers any more, so it is most likely not one exporter but the host, or the way to it. Everything that runs there is away, or nobody can reach it.',
  firstSteps: [
    'Reach the host by another way: its console, its provider’s page.',
    'Do other hosts at the same location answer? If not, it is the network.',
    'If it answers by SSH, look whether the exporters run, and whether a firewall is in between.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 180,
  needs: ['up'],
  value: (context) => at(H.reachable, context),
  evidenceSeconds: 3600,
};

const memoryLow: Check = {
  ...ofHost,
  id: 'host-memory-low',
  title: 'A host is short of memory',
  severity: 'warning',
  meaning:
    'Little memory is left that new work can have. Without it the host swaps, and the kernel kills what it likes.',
  firstSteps: [
    'See which of its containers holds the most, and which of them has no limit.',
    'Give limits to those that have none, or move one of them.',
  ],
  parameters: [share('share', 'Share available', 'Memory available to new work, over all of the host’s.', 0.1)],
  threshold: 'share',
  compare: '<',
  unit: 'ratio',
  forSeconds: 300,
  needs: ['node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'],
  value: (context) => `1 - (${at(H.memoryRatio, context)})`,
  evidenceSeconds: 7200,
};

const cpuSaturated: Check = {
  ...ofHost,
  id: 'host-cpu-saturated',
  title: 'A host’s CPU is saturated',
  severity: 'warning',
  meaning: 'Nearly all of its processor time is used, for long: what runs there waits for its turn, and answers late.',
  firstSteps: [
    'See which of its containers uses the most, and since when.',
    'Give that one a quota, or move it.',
    'Where all of them use a fair part, the host is too small.',
  ],
  parameters: [share('share', 'Share of CPU', 'Processor time in use, over all cores.', 0.9)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 900,
  needs: ['node_cpu_seconds_total'],
  value: (context) => at(H.cpuRatio, context),
  evidenceSeconds: 7200,
};

const diskLow: Check = {
  ...ofFileSystem,
  id: 'host-disk-low',
  title: 'A disk is nearly full',
  severity: 'warning',
  meaning: 'What writes there will fail soon: databases stop, logs are lost, images cannot be pulled.',
  firstSteps: [
    'docker system df shows what images, volumes and build caches take.',
    'Look for a log that nobody rotates: docker’s json-file driver keeps all of it unless told otherwise.',
    'See how fast it fills: that is the time you have.',
  ],
  parameters: [share('share', 'Share free', 'Space free for users, over the size.', 0.1)],
  threshold: 'share',
  compare: '<',
  unit: 'ratio',
  forSeconds: 600,
  needs: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
  value: (context) => at(H.diskFreeRatio, context),
  evidenceSeconds: 21600,
};

/** One sample in five minutes is plenty for a line through six hours. */
const TREND = '[6h:5m]';

const diskWillBeFull: Check = {
  ...ofFileSystem,
  id: 'host-disk-will-be-full',
  title: 'A disk is going to be full',
  severity: 'warning',
  meaning: 'It has filled in a line for hours. If it goes on, there is no room left at the time shown.',
  firstSteps: [
    'Find what grows: du -x --max-depth=2 on the mount point, twice, some minutes apart.',
    'Stop or rotate what grows before you delete anything.',
  ],
  parameters: [
    count('hours', 'Hours ahead', 'How far the line is drawn on.', 24, [1, 720]),
    share('free', 'Share free at most', 'With more room than this left, a line proves nothing.', 0.3),
  ],
  threshold: { constant: 1 },
  compare: '>',
  unit: 'ratio',
  forSeconds: 3600,
  needs: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
  value: (context) =>
    `predict_linear((1 - (${at(H.diskFreeRatio, context)}))${TREND}, ${valueOf(context, 'hours') * 3600})`,
  guard: (context) => {
    const { conventions, scope } = context;
    // Thirty samples of the trend are two and a half hours: it must have been there by then.
    const size = select('node_filesystem_size_bytes', nodeMatchers(conventions, scope));
    return `(${at(H.diskFreeRatio, context)}) < ${valueOf(context, 'free')} and on (${ofFileSystem.joinOn(conventions).join(', ')}) (${size} offset 150m)`;
  },
  evidence: (context) => `1 - (${at(H.diskFreeRatio, context)})`,
  evidenceSeconds: 21600,
};

const inodesLow: Check = {
  ...ofFileSystem,
  id: 'host-inodes-low',
  title: 'A disk is running out of inodes',
  severity: 'warning',
  meaning: 'There is room, but for no more files: whoever makes one is told that the disk is full.',
  firstSteps: [
    'Find the folder with the most files: du --inodes -x --max-depth=3 on the mount point.',
    'Sessions, caches and mail queues are the usual ones: delete the old files.',
  ],
  parameters: [share('share', 'Share free', 'Free inodes, over all.', 0.1)],
  threshold: 'share',
  compare: '<',
  unit: 'ratio',
  forSeconds: 600,
  needs: ['node_filesystem_files_free', 'node_filesystem_files'],
  value: (context) => at(H.inodesFreeRatio, context),
  evidenceSeconds: 21600,
};

const hostOom: Check = {
  ...ofHost,
  id: 'host-oom-kill',
  title: 'The kernel of a host killed for want of memory',
  severity: 'warning',
  meaning:
    'A process of the host was killed, in a container or outside of all. Where no container is named as well, it was outside, or its counter died with its container.',
  firstSteps: [
    'dmesg on the host names the process, and whether its own limit or the host’s memory was the reason.',
    'See which containers restarted at that time.',
  ],
  parameters: [windowMinutes(10, 5, 1440)],
  threshold: { constant: 0 },
  compare: '>',
  unit: 'count',
  forSeconds: 0,
  needs: ['node_vmstat_oom_kill'],
  value: (context) => at(H.oomKills, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
};

/** Checks of hosts. */
export const HOST_CHECKS = {
  hostDown,
  memoryLow,
  cpuSaturated,
  diskLow,
  diskWillBeFull,
  inodesLow,
  hostOom,
};
