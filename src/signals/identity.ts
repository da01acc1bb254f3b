import type { Conventions } from './conventions';
import { hostMatchers, hostOf } from './hostNames';
import { anyOf, escapeRegex, type Matcher } from './promql';
import type { ContainerRef, Scope } from './scope';

/** Labels of a series or stream. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that make a container of cAdvisor's unique: host and name; on Kubernetes namespace and pod as well. */
export function containerLabels({ containers: c }: Conventions): string[] {
  return [c.host, c.namespace, c.pod, c.name].filter((label): label is string => label !== undefined);
}

/** The labels that make a pod unique; for plain Docker, where a container has its own network, those of a container. */
export function podLabels(conventions: Conventions): string[] {
  const { containers: c } = conventions;
  return c.style === 'docker' ? containerLabels(conventions) : containerLabels(conventions).filter((l) => l !== c.name);
}

/** The container that a series of cAdvisor's is about. The name is empty in series of a whole pod. */
export function containerOf(conventions: Conventions, labels: Labels): ContainerRef {
  const { containers: c } = conventions;
  const ref: ContainerRef = {
    host: hostOf(conventions, 'containers', labels[c.host] ?? ''),
    name: labels[c.name] ?? '',
  };
  if (c.namespace) {
    ref.namespace = labels[c.namespace] ?? '';
  }
  if (c.pod) {
    ref.pod = labels[c.pod] ?? '';
  }
  return ref;
}

function refMatchers(label: string | undefined, values: Array<string | undefined>): Matcher[] {
  const distinct = [...new Set(values.filter((value): value is string => value !== undefined))];
  return label && distinct.length > 0 ? [anyOf(label, distinct)] : [];
}

function choice(label: string | undefined, values: readonly string[] | undefined): Matcher[] {
  return label && values && values.length > 0 ? [anyOf(label, values)] : [];
}

/** The hosts of the scope: chosen containers say theirs themselves. */
function hostsOf({ hosts, containers = [] }: Scope): readonly string[] | undefined {
  return containers.length > 0 ? [...new Set(containers.map(({ host }) => host))] : hosts;
}

/** Matchers of the scope on cAdvisor's series that do not depend on the container: host, pod, namespace. */
function placeMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { containers: c } = conventions;
  const refs = scope.containers ?? [];
  return [
    ...cadvisorHostMatchers(conventions, scope),
    ...refMatchers(
      c.namespace,
      refs.map((ref) => ref.namespace)
    ),
    ...refMatchers(
      c.pod,
      refs.map((ref) => ref.pod)
    ),
    ...choice(c.namespace, scope.namespaces),
  ];
}

/**
 * Matchers of cAdvisor's series of containers in the scope. System slices and whole machines have no name; on
 * Kubernetes whole pods have none either, and the pause container is called POD.
 */
export function containerMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { containers: c } = conventions;
  const refs = scope.containers ?? [];
  const isContainer: Matcher[] = [{ label: c.name, op: '!=', value: '' }];
  if (c.style === 'kubernetes') {
    isContainer.push({ label: c.name, op: '!=', value: 'POD' });
  }
  const search: Matcher[] = scope.search
    ? [{ label: c.name, op: '=~', value: `(?i:.*${escapeRegex(scope.search)}.*)` }]
    : [];
  return [
    ...isContainer,
    ...placeMatchers(conventions, scope),
    ...refMatchers(
      c.name,
      refs.map(({ name }) => name)
    ),
    ...choice(c.project, scope.projects),
    ...choice(c.service, scope.services),
    ...choice(c.image, scope.images),
    ...search,
  ];
}

/** Matchers of cAdvisor's series of whole pods: network on Kubernetes. */
export function podMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { containers: c } = conventions;
  return [...(c.pod ? [{ label: c.pod, op: '!=' as const, value: '' }] : []), ...placeMatchers(conventions, scope)];
}

/** Matchers of kube-state-metrics' series of containers in the scope: they name no host by cAdvisor's label. */
export function kubeStateMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { containers: c } = conventions;
  const refs = scope.containers ?? [];
  return [
    { label: c.name, op: '!=', value: '' },
    ...refMatchers(
      c.namespace,
      refs.map((ref) => ref.namespace)
    ),
    ...refMatchers(
      c.pod,
      refs.map((ref) => ref.pod)
    ),
    ...refMatchers(
      c.name,
      refs.map(({ name }) => name)
    ),
    ...choice(c.namespace, scope.namespaces),
  ];
}

/** Matchers of cAdvisor's series of whole hosts: machine metrics and the root control group. */
export function cadvisorHostMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { containers: c } = conventions;
  return [...c.matchers, ...hostMatchers(conventions, 'containers', c.host, hostsOf(scope))];
}

/** Matchers of node exporter's series in the scope. */
export function nodeMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { hosts: h } = conventions;
  return [...h.matchers, ...hostMatchers(conventions, 'hosts', h.host, hostsOf(scope))];
}
