import { USER_SHARE, type ContainerState } from '../../../fleet/containerState';
import { integral, type Curve } from '../../../fleet/curve';
import type { Host } from '../../../fleet/fleet';
import { hostState, isReachable, type HostState } from '../../../fleet/hostState';
import { cpuCoresBetween, oomKillsBetween, throttledShareBetween } from '../../../fleet/measures';
import type { Exporter, Scrapes, Subject } from './scrapes';

/** What a signal must say: a number, null where it must say nothing, undefined where the truth does not tell. */
export type Expected = number | null | undefined;

/** How a signal is compared with the truth. */
export interface Expectation<Thing> {
  /** What it must say of a thing at `t`, epoch seconds. */
  of: (scrapes: Scrapes, thing: Thing, t: number) => Expected;
  /** How far it may be off, as a share of the truth and in itself. Nothing unless told. */
  relative?: number;
  absolute?: number;
  /** Compared as a whole number: what Prometheus extrapolates is less than half. */
  rounded?: boolean;
}

/** Rates are asked over this window, events over this range. */
export const WINDOW = 300;
export const RANGE = 3600;

const onKubernetes = ({ fleet }: Scrapes) => fleet.options.style === 'kubernetes';

const gauge = (read: (state: ContainerState) => number): Expectation<Subject> => ({
  of: (scrapes, subject, t) => scrapes.gauge(subject, t, read),
});

/** A property of the container that is exported while it is, and not at all where it is 0. */
const property = (read: (subject: Subject) => number): Expectation<Subject> => ({
  of: (scrapes, subject, t) => {
    const value = read(subject);
    if (value === 0) {
      return null;
    }
    // kube-state-metrics is scraped even where the host cannot be; whether both sides are there is not told here.
    return scrapes.seen(subject, t).length > 0 ? value : null;
  },
});

/** A rate over the window. Where a life began or ended within it, what Prometheus extrapolates is not the truth. */
const rate = (
  between: (subject: Subject, from: number, to: number) => number | null,
  tolerance: Pick<Expectation<Subject>, 'relative' | 'absolute'> = { relative: 0.005 }
): Expectation<Subject> => ({
  of: (scrapes, subject, t) => {
    const window = scrapes.undisturbed(subject, t, WINDOW);
    return window ? between(subject, ...window) : scrapes.seen(subject, t).length > 0 ? undefined : null;
  },
  ...tolerance,
});

const ofCurve = (curve: (subject: Subject) => Curve, factor = 1) =>
  rate((subject, from, to) => (factor * integral(curve(subject), from, to)) / (to - from), {
    relative: 0.005,
    // Counters are written with six digits.
    absolute: 1e-7,
  });

const never = rate(() => 0);

const cores = ({ container }: Subject, from: number, to: number) => cpuCoresBetween(container, from, to);
const effectiveLimit = ({ container }: Subject) => container.memoryLimit || container.host.memoryBytes;

/** Only some hosts export the disks of containers. */
const withDisk = (expectation: Expectation<Subject>): Expectation<Subject> => ({
  ...expectation,
  of: (scrapes, subject, t) => (subject.container.host.containerDisk ? expectation.of(scrapes, subject, t) : null),
});

/** What every signal of containers and pods must say. */
export const OF_CONTAINERS: Readonly<Record<string, Expectation<Subject>>> = {
  'container.cpu.cores': rate(cores),
  'container.cpu.user': rate((subject, from, to) => cores(subject, from, to) * USER_SHARE),
  'container.cpu.system': rate((subject, from, to) => cores(subject, from, to) * (1 - USER_SHARE)),
  'container.cpu.quota': property(({ container }) => container.cpuQuota),
  'container.cpu.quota.ratio': rate((subject, from, to) => {
    const { cpuQuota } = subject.container;
    return cpuQuota > 0 ? cores(subject, from, to) / cpuQuota : null;
  }),
  'container.cpu.host.ratio': rate((subject, from, to) => cores(subject, from, to) / subject.container.host.cores),
  'container.cpu.throttled.ratio': rate(
    ({ container }, from, to) => throttledShareBetween(container, from, to),
    // Whole periods are counted.
    { absolute: 0.001 }
  ),
  'container.cpu.periods': {
    of: (scrapes, subject, t) => {
      if (subject.container.cpuQuota === 0) {
        return null;
      }
      return scrapes.undisturbed(subject, t, RANGE) ? RANGE * 10 : undefined;
    },
    relative: 0.005,
  },
  'container.memory.working_set': gauge((state) => state.workingSet),
  'container.memory.rss': gauge((state) => state.rss),
  'container.memory.cache': gauge((state) => state.cache),
  'container.memory.swap': gauge((state) => state.swap),
  'container.memory.limit': property(({ container }) => container.memoryLimit),
  'container.memory.effective_limit': {
    of: (scrapes, subject, t) => (scrapes.seen(subject, t).length > 0 ? effectiveLimit(subject) : null),
  },
  'container.memory.effective_limit.ratio': {
    of: (scrapes, subject, t) => scrapes.gauge(subject, t, (state) => state.workingSet / effectiveLimit(subject)),
    relative: 1e-9,
  },
  'container.memory.limit.ratio': {
    of: (scrapes, subject, t) => {
      const { memoryLimit } = subject.container;
      return memoryLimit > 0 ? scrapes.gauge(subject, t, (state) => state.workingSet / memoryLimit) : null;
    },
    relative: 1e-9,
  },
  'container.network.receive': ofCurve(({ container }) => container.load.receive),
  'container.network.transmit': ofCurve(({ container }) => container.load.transmit),
  'container.network.receive.errors': never,
  'container.network.transmit.errors': never,
  'container.network.receive.drops': never,
  'container.network.transmit.drops': never,
  'container.disk.read': withDisk(ofCurve(({ container }) => container.load.reads)),
  'container.disk.write': withDisk(ofCurve(({ container }) => container.load.writes)),
  'container.disk.usage': withDisk(gauge((state) => state.diskBytes)),
  'container.restarts': {
    of: (scrapes, subject, t) => {
      const { container, has } = subject;
      if (scrapes.seen(subject, t, RANGE).length === 0) {
        return null;
      }
      const starts = container.lifecycle.startsBetween(t - RANGE, t).filter(has).length;
      const before = container.lifecycle.at(t - RANGE);
      // Where it was down when the range began, nothing in the range says that its first start is not its very first.
      return before && has(before) ? starts : starts - 1;
    },
  },
  'container.oom_kills': {
    of: (scrapes, subject, t) =>
      scrapes.seen(subject, t, RANGE).length > 0 ? oomKillsBetween(subject.container, t - RANGE, t) : null,
    rounded: true,
  },
  'container.oom_events': gauge((state) => state.oomKills),
  'container.health': {
    of: (scrapes, subject, t) => (onKubernetes(scrapes) ? null : scrapes.gauge(subject, t, (state) => state.health)),
  },
  'container.start_time': gauge((state) => Math.floor(state.startedAt)),
  'container.gone': {
    of: (scrapes, subject, t) => {
      const lastSeen = Math.max(0, ...scrapes.seen(subject, t, RANGE).map(({ at }) => Math.floor(at)));
      // A host that is away says nothing about its containers.
      const answers = isReachable(subject.container.host, t);
      return lastSeen > 0 && answers && t - lastSeen > 90 ? t - lastSeen : null;
    },
  },
  // A standard fleet loses no packets.
  'container.network.faults': never,
  'container.network.faults.ratio': never,
  'container.pressure.cpu.waiting': ofCurve(({ container }) => container.load.cpuWaiting),
  'container.pressure.memory.stalled': ofCurve(({ container }) => container.load.memoryWaiting, 0.6),
  'container.pressure.memory.waiting': ofCurve(({ container }) => container.load.memoryWaiting),
  'container.pressure.io.stalled': ofCurve(({ container }) => container.load.ioWaiting, 0.5),
};

const stateOf = (
  exporter: Exporter,
  read: (state: HostState, host: Host) => number,
  relative = 1e-6
): Expectation<Host> => ({
  of: (scrapes, host, t) => {
    const at = scrapes.last(host, t, exporter);
    return at === undefined ? null : read(hostState(host, at), host);
  },
  relative,
});

/** How fast a counter of the host's grew, in some unit. */
const growth = (
  exporter: Exporter,
  read: (state: HostState, host: Host) => number,
  relative = 0.005
): Expectation<Host> => ({
  of: (scrapes, host, t) => {
    const window = scrapes.window(host, t, WINDOW, exporter);
    if (!window) {
      return scrapes.last(host, t, exporter) === undefined ? null : undefined;
    }
    const [from, to] = window;
    return (read(hostState(host, to), host) - read(hostState(host, from), host)) / (to - from);
  },
  relative,
  absolute: 1e-7,
});

const constant = (read: (host: Host) => number): Expectation<Host> => stateOf('cadvisor', (_, host) => read(host));

/** Of busy time one percent is stolen by other machines, which is no work of this one. */
const WORK_SHARE = 0.99;

/** Disks that count: neither kept in memory nor read-only by nature. */
export function disksOf(host: Host) {
  return host.fileSystems.filter(({ fstype, readOnly }) => fstype === 'ext4' && !readOnly);
}

/** What every signal of hosts must say. */
export const OF_HOSTS: Readonly<Record<string, Expectation<Host>>> = {
  'host.up': { of: (_, host, t) => (isReachable(host, t) ? 1 : 0) },
  'host.containers': {
    of: (scrapes, host, t) => {
      const running = scrapes.subjects(t, RANGE).filter(({ container }) => container.host === host);
      return running.filter((subject) => scrapes.seen(subject, t).length > 0).length || null;
    },
  },
  'host.cores': constant(({ cores: count }) => count),
  'host.memory.total': constant(({ memoryBytes }) => memoryBytes),
  'host.cadvisor.cpu.ratio': growth('cadvisor', (state, host) => state.busyCpuSeconds / host.cores),
  'host.cadvisor.memory.ratio': stateOf('cadvisor', (state, host) => state.usedMemory / host.memoryBytes),
  'host.cpu.ratio': growth('node', (state, host) => (WORK_SHARE * state.busyCpuSeconds) / host.cores),
  'host.load': stateOf('node', (state, host) => (state.busyCores * 1.05) / host.cores, 0.01),
  'host.memory.ratio': stateOf('node', (state, host) => (state.usedMemory + state.buffers) / host.memoryBytes),
  'host.memory.available': stateOf('node', (state, host) => host.memoryBytes - state.usedMemory - state.buffers),
  'host.disk.used.ratio': stateOf('node', ({ t }, host) =>
    Math.max(...disksOf(host).map(({ avail, sizeBytes }) => 1 - avail.at(t) / sizeBytes))
  ),
  'host.network.receive.bytes': growth('node', (state) => state.receivedBytes),
  'host.network.transmit.bytes': growth('node', (state) => state.transmittedBytes),
  'host.network.receive.errs': growth('node', () => 0),
  'host.network.transmit.errs': growth('node', () => 0),
  'host.network.receive.drop': growth('node', () => 0),
  'host.network.transmit.drop': growth('node', () => 0),
  // The second disk has nine tenths of the traffic, and 60 MB a second keep it busy.
  'host.disk.busy': growth('node', (state) => ((state.readBytes + state.writtenBytes) * 0.9) / 60e6),
  'host.pressure.cpu': growth('node', (state) => state.cpuWaiting),
  'host.pressure.memory': growth('node', (state) => state.memoryWaiting * 0.5),
  'host.pressure.io': growth('node', (state) => state.ioWaiting * 0.5),
  'host.oom_kills': {
    of: (scrapes, host, t) =>
      scrapes.between(host, t - RANGE, t, 'node').length > 1
        ? host.containers.reduce((sum, container) => sum + oomKillsBetween(container, t - RANGE, t), 0)
        : null,
    rounded: true,
  },
};
