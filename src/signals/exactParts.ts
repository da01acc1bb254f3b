import type { ContainerRef, Scope } from './scope';

/** Containers that are every pair of these hosts, namespaces, pods and names. */
interface Part {
  hosts: Set<string>;
  namespaces: Set<string | undefined>;
  pods: Set<string | undefined>;
  names: Set<string>;
}

const keyOf = (...sets: Array<ReadonlySet<string | undefined>>) =>
  JSON.stringify(sets.map((set) => [...set].map((value) => value ?? null).sort()));

/** Parts that differ in nothing but one set are one part with all values of that set. */
function merged(parts: readonly Part[], along: keyof Part): Part[] {
  const others = (['hosts', 'namespaces', 'pods', 'names'] as const).filter((name) => name !== along);
  const found = new Map<string, Part>();
  for (const part of parts) {
    const key = keyOf(...others.map((name) => part[name]));
    const same = found.get(key);
    if (same) {
      part[along].forEach((value) => (same[along] as Set<string | undefined>).add(value));
    } else {
      found.set(key, part);
    }
  }
  return [...found.values()];
}

const refsOf = ({ hosts, namespaces, pods, names }: Part): ContainerRef[] =>
  [...hosts].flatMap((host) =>
    [...namespaces].flatMap((namespace) =>
      [...pods].flatMap((pod) =>
        [...names].map((name): ContainerRef => ({
          host,
          name,
          ...(namespace === undefined ? {} : { namespace }),
          ...(pod === undefined ? {} : { pod }),
        }))
      )
    )
  );

/**
 * The containers of a scope as scopes that each hold every pair of their hosts and names: matchers on each label let through
 * these containers and no others. One part, the scope itself, where that is so already.
 */
export function exactParts(scope: Scope): Scope[] {
  const { containers = [] } = scope;
  if (containers.length < 2) {
    return [scope];
  }
  const single = containers.map(({ host, namespace, pod, name }): Part => ({
    hosts: new Set([host]),
    namespaces: new Set([namespace]),
    pods: new Set([pod]),
    names: new Set([name]),
  }));
  // Names first: a host, or a pod, usually runs several.
  const parts = (['names', 'pods', 'namespaces', 'hosts'] as const).reduce(merged, single);
  return parts.length === 1 ? [scope] : parts.map((part) => ({ ...scope, containers: refsOf(part) }));
}
