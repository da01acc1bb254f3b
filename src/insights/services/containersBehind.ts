import type { Conventions } from '../../signals/conventions';
import { hostOf } from '../../signals/hostNames';
import type { Labels } from '../../signals/identity';
import { containerKey, type ContainerRef } from '../../signals/scope';

/** A container that may be behind an application. */
export interface Candidate {
  container: ContainerRef;
  service?: string;
}

/** A container that is behind an application, and how that is known. */
export interface ContainerBehind {
  container: ContainerRef;
  /** The instance, as its target is called. */
  instance: string;
  /** `label`: the target says so; `address`: it is called like the container; `job`: the application is, on the target's host. */
  how: 'label' | 'address' | 'job';
  /** Containers of several hosts are called like it, and the target does not say on which of them it runs. */
  oneOfSeveral?: true;
}

/** Labels by which service discovery says which container, or compose service, a target is. */
const NAMING = [
  'container',
  'container_name',
  'name',
  'service',
  'compose_service',
  'container_label_com_docker_compose_service',
  'docker_compose_service',
];

/** Labels by which a target says on which host it runs, where its address does not. */
const HOST_LABELS = ['host', 'hostname', 'host_name', 'node', 'nodename', 'node_name', 'machine'];

const address = (instance: string) => instance.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '');
const isNoName = (text: string) => text === '' || text === 'localhost' || /^[\d.]+$/.test(text);
const bare = (name: string) => name.replace(/^\//, '');

/**
 * What a target's container, or its compose service, may be called: what to ask the inventory for.
 * @param application how the application is called
 */
export function namesOf(application: string, targets: readonly Labels[]): { names: string[]; pods: string[] } {
  const names = targets.flatMap((labels) => [
    ...NAMING.flatMap((label) => labels[label] ?? []).map(bare),
    address(labels['instance'] ?? ''),
  ]);
  return {
    names: [...new Set([...names, application])].filter((name) => !isNoName(name)),
    pods: [...new Set(targets.flatMap((labels) => labels['pod'] ?? []))],
  };
}

/** Whether `container` is called `name`, or is a replica of the service of that name. */
const isCalled =
  (name: string) =>
  ({ container, service }: Candidate) =>
    bare(container.name) === name || service === name;

/** The host that a target names by a label of its own; nothing where none does. */
function saidHosts(conventions: Conventions, labels: Labels): string[] | undefined {
  const label = [conventions.containers.host, ...HOST_LABELS].find((one) => one !== 'instance' && labels[one]);
  const raw = label === undefined ? undefined : labels[label];
  return raw === undefined
    ? undefined
    : (['containers', 'hosts', 'logs'] as const).map((system) => hostOf(conventions, system, raw));
}

/** The hosts that targets name by a label of their own, whichever system calls them so; none where they name none. */
export function hostsSaidBy(conventions: Conventions, targets: readonly Labels[]): string[] {
  return [...new Set(targets.flatMap((labels) => saidHosts(conventions, labels) ?? []))];
}

/**
 * The containers behind an application's targets: by what a target's labels say, by its address where that is a
 * container's name or service, or by its host where the application is called like a container there; never those of
 * another host than the target names. Nothing is guessed from an IP address.
 * @param application how the application is called
 */
export function containersBehind(
  conventions: Conventions,
  application: string,
  targets: readonly Labels[],
  candidates: readonly Candidate[]
): ContainerBehind[] {
  const found = targets.flatMap((labels): ContainerBehind[] => {
    const instance = labels['instance'] ?? '';
    const said = saidHosts(conventions, labels);
    const where = said ?? [hostOf(conventions, 'containers', instance), hostOf(conventions, 'hosts', instance)];
    const onHost = candidates.filter(({ container }) => where.includes(container.host));
    // Whose address is that of no host may run on any, unless it says on which.
    const anywhere = said || onHost.length > 0 ? onHost : candidates;
    const behind = (how: ContainerBehind['how'], some: readonly Candidate[]) => {
      const unsure = new Set(some.map(({ container }) => container.host)).size > 1;
      return some.map(({ container }): ContainerBehind => ({
        container,
        instance,
        how,
        ...(unsure ? { oneOfSeveral: true } : {}),
      }));
    };
    if (labels['pod']) {
      const inPod = candidates.filter(
        ({ container }) =>
          container.pod === labels['pod'] &&
          (!labels['namespace'] || container.namespace === labels['namespace']) &&
          (!labels['container'] || container.name === labels['container'])
      );
      return behind('label', inPod);
    }
    for (const label of NAMING) {
      const name = bare(labels[label] ?? '');
      const called = name === '' ? [] : anywhere.filter(isCalled(name));
      if (called.length > 0) {
        return behind('label', called);
      }
    }
    const byAddress = (said ? onHost : candidates).filter(isCalled(address(instance)));
    return byAddress.length > 0 ? behind('address', byAddress) : behind('job', onHost.filter(isCalled(application)));
  });
  const once = new Map(found.map((one) => [`${containerKey(one.container)}\u0000${one.instance}`, one]));
  return [...once.values()];
}
