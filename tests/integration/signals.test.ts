import type { Host } from '../../fleet/fleet';
import { isReachable } from '../../fleet/hostState';
import { restartsBetween } from '../../fleet/measures';
import { targets } from '../../fleet/target';
import { SIGNALS } from '../../src/signals/catalog';
import { CONTAINER_SIGNALS } from '../../src/signals/containers';
import { ENDPOINT_SIGNALS } from '../../src/signals/endpoints';
import { HOST_SIGNALS } from '../../src/signals/hosts';
import { containerLabels, containerOf, podLabels } from '../../src/signals/identity';
import { MONITORING_SIGNALS } from '../../src/signals/monitoring';
import { NETWORK_FAULT_SIGNALS } from '../../src/signals/networkFaults';
import { containerKey, type Scope } from '../../src/signals/scope';
import { SERVICE_HEALTH_SIGNALS } from '../../src/signals/serviceHealth';
import type { Signal } from '../../src/signals/signal';
import { askPrometheus, type Sample } from './support/ask';
import { conventionsOf } from './support/conventions';
import {
  disksOf,
  OF_CONTAINERS,
  OF_HOSTS,
  RANGE,
  WINDOW,
  type Expectation,
  type Expected,
} from './support/expectations';
import { END, fleetOf, prometheusOf } from './support/histories';
import { Scrapes, type Subject } from './support/scrapes';
import type { Server } from './support/servers';

const byMetrics = SIGNALS.filter(({ source }) => source === 'metrics');
const ofContainers = byMetrics.filter(({ subject }) => subject === 'container' || subject === 'pod');
// Under the host's one name instead of a label of its exporter's: compared by itself.
const ofHosts = byMetrics.filter(({ id, subject }) => subject === 'host' && id !== 'host.reachable');

/** What a style does not export at all, and why. Everything else must have data. */
const NOT_EXPORTED: Record<'docker' | 'kubernetes', Record<string, string>> = {
  docker: {},
  kubernetes: { 'container.health': 'the cAdvisor within the kubelet knows no health checks' },
};

/** One text for what a series is about. */
const keyOf = (names: readonly string[], labels: Readonly<Record<string, string>>) =>
  names.map((name) => labels[name] ?? '').join(' ');

/** Everything that is wrong with the answer to one signal, as sentences; none where it is right. */
function differences<Thing>(
  things: ReadonlyMap<string, Thing>,
  samples: readonly Sample[],
  names: readonly string[],
  { relative = 0, absolute = 0, rounded = false }: Expectation<Thing>,
  expected: (thing: Thing) => Expected
): string[] {
  const wrong: string[] = [];
  const said = new Map<string, number>();
  for (const { labels, value } of samples) {
    const key = keyOf(names, labels);
    const others = Object.keys(labels).filter((label) => !names.includes(label));
    if (others.length > 0) {
      wrong.push(`${key}: has the labels ${others.join(', ')} as well`);
    }
    if (said.has(key)) {
      wrong.push(`${key}: two series`);
    }
    if (!things.has(key)) {
      wrong.push(`${key}: is nothing that was there`);
    }
    said.set(key, rounded ? Math.round(value) : value);
  }
  for (const [key, thing] of things) {
    const truth = expected(thing);
    const value = said.get(key);
    if (truth === undefined) {
      continue;
    }
    if (truth === null ? value !== undefined : value === undefined) {
      wrong.push(`${key}: says ${value}, and the truth is ${truth}`);
    } else if (truth !== null && value !== undefined) {
      const allowed = Math.max(absolute, Math.abs(truth) * relative);
      if (!(Math.abs(value - truth) <= allowed)) {
        wrong.push(`${key}: says ${value}, and the truth is ${truth}`);
      }
    }
  }
  return wrong;
}

describe.each(['docker', 'kubernetes'] as const)('signals of the %s fleet', (style) => {
  const conventions = conventionsOf(style);
  const fleet = fleetOf(style);
  const scrapes = new Scrapes(fleet);
  const leaky = fleet.incidents.find(({ kind }) => kind === 'leak-oom');
  const lastKill = leaky?.details['lastKill'] ?? NaN;
  /** The end, and a moment at which a container has just been killed and started again. */
  const moments = [
    { when: 'at the end', t: END },
    { when: 'just after a restart', t: lastKill + 75 },
  ];
  let prometheus: Server;

  beforeAll(async () => {
    prometheus = await prometheusOf(style);
  });
  afterAll(() => prometheus?.stop());

  const ask = (signal: Signal, t: number, scope: Scope = {}) =>
    askPrometheus(prometheus.url, signal.query({ conventions, scope, window: `${WINDOW}s`, range: `${RANGE}s` }), t);

  const labelsOf = ({ subject }: Signal) => (subject === 'pod' ? podLabels(conventions) : containerLabels(conventions));

  const subjectsAt = (signal: Signal, t: number): Map<string, Subject> => {
    const count = labelsOf(signal).length;
    return new Map(scrapes.subjects(t, RANGE).map((subject) => [subject.labels.slice(0, count).join(' '), subject]));
  };

  describe.each(moments)('$when', ({ t }) => {
    it.each(ofContainers.map((signal) => ({ id: signal.id, signal })))(
      '$id is what happened to each container',
      async ({ id, signal }) => {
        const expectation = OF_CONTAINERS[id];
        if (!expectation) {
          throw new Error(`${id} has no truth to be compared with: add it to support/expectations.ts`);
        }
        const samples = await ask(signal, t);
        expect(samples.length > 0).toBe(NOT_EXPORTED[style][id] === undefined);
        const wrong = differences(subjectsAt(signal, t), samples, labelsOf(signal), expectation, (subject) =>
          expectation.of(scrapes, subject, t)
        );
        expect(wrong).toEqual([]);
      }
    );

    it.each(ofHosts.map((signal) => ({ id: signal.id, signal })))(
      '$id is what happened to each host',
      async ({ id, signal }) => {
        const expectation = OF_HOSTS[id];
        if (!expectation) {
          throw new Error(`${id} has no truth to be compared with: add it to support/expectations.ts`);
        }
        const samples = await ask(signal, t);
        expect(samples).not.toEqual([]);
        // cAdvisor's signals carry cAdvisor's name of the host, node exporter's carry its own.
        const byNode = samples.some(({ labels }) =>
          fleet.hosts.some((host) => host.nodeInstance === labels['instance'])
        );
        const label = byNode ? conventions.hosts.host : conventions.containers.host;
        const raw = (host: Host) =>
          byNode ? host.nodeInstance : style === 'docker' ? host.cadvisorInstance : host.nodename;
        const hosts = new Map(fleet.hosts.map((host) => [raw(host), host]));
        const wrong = differences(hosts, samples, [label], expectation, (host) => expectation.of(scrapes, host, t));
        expect(wrong).toEqual([]);
      }
    );

    it('host.disk.free.ratio has each writable disk once, and nothing that is no disk', async () => {
      const signal = SIGNALS.find(({ id }) => id === 'host.disk.free.ratio');
      const samples = signal ? await ask(signal, t) : [];
      const names = ['instance', 'device', 'mountpoint', 'fstype'];
      const disks = new Map(
        fleet.hosts.flatMap((host) =>
          disksOf(host).map((disk) => [`${host.nodeInstance} ${disk.device} ${disk.mountpoint} ext4`, { host, disk }])
        )
      );
      const free: Expectation<{ host: Host; disk: ReturnType<typeof disksOf>[number] }> = {
        of: (_, { host, disk }) => {
          const at = scrapes.last(host, t, 'node');
          return at === undefined ? null : disk.avail.at(at) / disk.sizeBytes;
        },
        relative: 1e-6,
      };
      expect(differences(disks, samples, names, free, (disk) => free.of(scrapes, disk, t))).toEqual([]);
    });

    it('host.reachable knows every host by its one name', async () => {
      const samples = await ask(HOST_SIGNALS.reachable, t);
      const hosts = new Map(fleet.hosts.map((host) => [host.id, host]));
      const answers: Expectation<Host> = { of: (_, host, at) => (isReachable(host, at) ? 1 : 0) };
      const wrong = differences(hosts, samples, [conventions.hosts.host], answers, (host) =>
        answers.of(scrapes, host, t)
      );
      expect(wrong).toEqual([]);
    });

    it('host.disk.inodes.free.ratio has each writable disk once', async () => {
      const samples = await ask(HOST_SIGNALS.inodesFreeRatio, t);
      const disks = fleet.hosts.filter((host) => scrapes.last(host, t, 'node') !== undefined).flatMap(disksOf);
      expect(samples.map(({ value }) => value).sort()).toEqual(
        disks.map(({ files, filesFree }) => filesFree / files).sort()
      );
    });

    it('host.device.faults has each interface of each host, none of which has any', async () => {
      for (const signal of [NETWORK_FAULT_SIGNALS.deviceFaults, NETWORK_FAULT_SIGNALS.deviceFaultRatio]) {
        const samples = await ask(signal, t);
        expect(samples.map(({ labels, value }) => `${labels['device']} ${value}`)).toEqual(
          fleet.hosts.filter((host) => scrapes.between(host, t - WINDOW, t, 'node').length > 1).map(() => 'eth0 0')
        );
      }
    });

    it('target.up knows every target, and which do not answer', async () => {
      const signal = SIGNALS.find(({ id }) => id === 'target.up');
      const samples = signal ? await ask(signal, t) : [];
      const all = new Map(targets(fleet).map((target) => [`${target.job} ${target.instance}`, target]));
      const up: Expectation<(typeof all extends Map<string, infer Target> ? Target : never) & object> = {
        of: (_, target) => (target.isUp(t) ? 1 : 0),
      };
      expect(differences(all, samples, ['job', 'instance'], up, (target) => up.of(scrapes, target, t))).toEqual([]);
    });
  });

  it('every signal of metrics is compared with something', () => {
    const compared = new Set([...Object.keys(OF_CONTAINERS), ...Object.keys(OF_HOSTS)]);
    const known = [
      ...['host.disk.free.ratio', 'host.disk.inodes.free.ratio', 'host.reachable', 'target.up'],
      ...['host.device.faults', 'host.device.faults.ratio'],
    ];
    // What this fleet does not export is compared by the checks that watch it: promtool, and a fleet that has it.
    const elsewhere = [ENDPOINT_SIGNALS, SERVICE_HEALTH_SIGNALS, MONITORING_SIGNALS].flatMap((signals) =>
      Object.values(signals).map(({ id }) => id)
    );
    expect(
      byMetrics.map(({ id }) => id).filter((id) => !compared.has(id) && ![...known, ...elsewhere].includes(id))
    ).toEqual([]);
  });

  it('restarts agree with the count of what happened', async () => {
    // A minute and a half past the hour's mark of the crash loop: no container was down when the range began.
    const t = END - 30;
    const samples = await ask(CONTAINER_SIGNALS.restarts, t);
    const said = samples.reduce((sum, { value }) => sum + value, 0);
    const happened = fleet.containers.reduce((sum, container) => sum + restartsBetween(container, t - RANGE, t), 0);
    // On Kubernetes a deploy makes a pod of another name, which is no restart.
    const deploys = style === 'kubernetes' ? fleet.incidents.filter(({ kind }) => kind === 'deploy-5xx').length : 0;
    expect(happened).toBeGreaterThan(60);
    expect(said).toBe(happened - deploys);
  });

  it('a container that was restarted is not counted twice', async () => {
    const t = lastKill + 75;
    const container = fleet.containers.find(({ name, host }) => name === leaky?.container && host.id === leaky.host);
    const subject = scrapes.subjects(t, RANGE).find((one) => one.container === container);
    if (!container || !subject) {
      throw new Error('the fleet has no container that was just killed');
    }
    const scope = {
      containers: [containerOf(conventions, Object.fromEntries(zip(containerLabels(conventions), subject.labels)))],
    };
    const { memoryWorkingSet, memoryEffectiveRatio } = CONTAINER_SIGNALS;
    const selector = memoryWorkingSet
      .query({ conventions, scope, window: '5m', range: '1h' })
      .replace(/^max by \([^)]*\) /, '');
    const incarnations = await askPrometheus(prometheus.url, selector, t);
    const sum = incarnations.reduce((total, { value }) => total + value, 0);
    // Otherwise this would test nothing.
    expect(incarnations).toHaveLength(2);
    expect(sum).toBeGreaterThan(container.memoryLimit);

    const [memory, ...more] = await ask(memoryWorkingSet, t, scope);
    expect(more).toEqual([]);
    expect(memory?.value).toBe(Math.max(...incarnations.map(({ value }) => value)));
    const [share] = await ask(memoryEffectiveRatio, t, scope);
    expect(share?.value).toBeLessThanOrEqual(1);
  });

  it('containers of one name on several hosts stay apart', async () => {
    const samples = await ask(CONTAINER_SIGNALS.cpuCores, END);
    const edges = samples.filter(({ labels }) => labels[conventions.containers.name] === 'edge');
    expect(edges).toHaveLength(
      fleet.containers.filter(({ name, host }) => name === 'edge' && isReachable(host, END)).length
    );
    expect(new Set(edges.map(({ value }) => value)).size).toBe(edges.length);
    expect(edges.length).toBeGreaterThan(1);
  });

  it.each(ofContainers.map((signal) => ({ id: signal.id, signal })))(
    '$id of one container is the same number, and nobody else’s',
    async ({ signal }) => {
      const names = labelsOf(signal);
      const everything = await ask(signal, END);
      const some = everything.filter((_, index) => index % 7 === 0);
      for (const { labels, value } of some) {
        const scope = { containers: [containerOf(conventions, labels)] };
        const own = await ask(signal, END, withoutEmptyName(scope, signal));
        const expectedKey = keyOf(names, labels);
        const found = own.filter((sample) => keyOf(names, sample.labels) === expectedKey);
        expect(own).toHaveLength(1);
        expect(found[0]?.value).toBe(value);
      }
    }
  );

  it('a scope of a host is that host’s containers', async () => {
    const [host] = fleet.hosts;
    const id = host?.id ?? '';
    const all = await ask(CONTAINER_SIGNALS.memoryWorkingSet, END);
    const own = await ask(CONTAINER_SIGNALS.memoryWorkingSet, END, { hosts: [id] });
    const keys = (samples: readonly Sample[]) =>
      samples.map(({ labels }) => containerKey(containerOf(conventions, labels))).sort();
    expect(keys(own)).toEqual(keys(all.filter(({ labels }) => containerOf(conventions, labels).host === id)));
    expect(own.length).toBe(host?.containers.length);
  });
});

function zip(names: readonly string[], values: readonly string[]): Array<[string, string]> {
  return names.map((name, index) => [name, values[index] ?? '']);
}

/** A pod's series have no container: to ask for a pod is to name none. */
function withoutEmptyName(scope: { containers: Array<ReturnType<typeof containerOf>> }, { subject }: Signal): Scope {
  return subject === 'pod' && scope.containers[0]?.name === ''
    ? { containers: scope.containers.map((ref) => ({ ...ref, name: 'any' })) }
    : scope;
}
