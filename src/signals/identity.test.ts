/** @jest-environment node */
import { DOCKER, KUBERNETES, type Conventions } from './conventions';
import {
  cadvisorHostMatchers,
  containerLabels,
  containerMatchers,
  containerOf,
  kubeStateMatchers,
  nodeMatchers,
  podLabels,
  podMatchers,
  type Labels,
} from './identity';
import { braces, type Matcher } from './promql';
import { containerKey, type Scope } from './scope';

describe('the labels that make unique', () => {
  test.each<[string, Conventions, string[], string[]]>([
    ['Docker', DOCKER, ['instance', 'name'], ['instance', 'name']],
    ['Kubernetes', KUBERNETES, ['node', 'namespace', 'pod', 'container'], ['node', 'namespace', 'pod']],
  ])('%s', (_name, conventions, container, pod) => {
    expect(containerLabels(conventions)).toEqual(container);
    expect(podLabels(conventions)).toEqual(pod);
  });
});

describe('containerOf', () => {
  test('the same name on two hosts is two containers', () => {
    const keys = ['web-1:8080', 'web-2:8080'].map((instance) =>
      containerKey(containerOf(DOCKER, { instance, name: 'edge' }))
    );
    expect(new Set(keys).size).toBe(2);
  });

  test('the host’s port does not matter', () => {
    const keys = ['web-1:8080', 'web-1:8081', 'web-1'].map((instance) =>
      containerKey(containerOf(DOCKER, { instance, name: 'edge' }))
    );
    expect(new Set(keys).size).toBe(1);
  });

  test.each<[string, Conventions, Labels, ReturnType<typeof containerOf>]>([
    ['Docker', DOCKER, { instance: 'web-1:8080', name: 'edge', pod: 'x' }, { host: 'web-1', name: 'edge' }],
    ['nothing known', DOCKER, {}, { host: '', name: '' }],
    [
      'Kubernetes',
      KUBERNETES,
      { node: 'n1', namespace: 'shop', pod: 'app-1', container: 'app' },
      { host: 'n1', namespace: 'shop', pod: 'app-1', name: 'app' },
    ],
    [
      'a whole pod',
      KUBERNETES,
      { node: 'n1', namespace: 'shop', pod: 'app-1' },
      { host: 'n1', namespace: 'shop', pod: 'app-1', name: '' },
    ],
  ])('%s', (_name, conventions, labels, ref) => expect(containerOf(conventions, labels)).toEqual(ref));
});

describe('containerKey', () => {
  test('parts cannot run into each other', () => {
    const keys = [
      { host: 'a', name: 'b' },
      { host: 'ab', name: '' },
      { host: '', name: 'ab' },
      { host: 'a', name: '', pod: 'b' },
      { host: 'a', name: '', namespace: 'b' },
    ].map(containerKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

const JOBS: Conventions = {
  ...DOCKER,
  containers: { ...DOCKER.containers, matchers: [{ label: 'job', op: '=', value: 'cadvisor' }] },
  hosts: { ...DOCKER.hosts, matchers: [{ label: 'job', op: '=', value: 'node' }] },
};

const REF = { host: 'n1', name: 'app', namespace: 'shop', pod: 'app-1' };

type MatchersOf = (conventions: Conventions, scope: Scope) => Matcher[];

describe('matchers', () => {
  test.each<[string, MatchersOf, Conventions, Scope, string]>([
    ['system slices have no name', containerMatchers, DOCKER, {}, '{name!=""}'],
    ['nor is the pause container one', containerMatchers, KUBERNETES, {}, '{container!="", container!="POD"}'],
    ['the jobs of cAdvisor', containerMatchers, JOBS, {}, '{name!="", job="cadvisor"}'],
    ['a host by any port', containerMatchers, DOCKER, { hosts: ['a'] }, '{name!="", instance=~"a(?::[0-9]+)?"}'],
    [
      'what compose says',
      containerMatchers,
      DOCKER,
      { projects: ['shop'], services: ['web', 'api'], images: ['i:1'] },
      '{name!="", container_label_com_docker_compose_project="shop", container_label_com_docker_compose_service=~"web|api", image="i:1"}',
    ],
    [
      'Kubernetes has no compose labels',
      containerMatchers,
      KUBERNETES,
      { projects: ['shop'] },
      '{container!="", container!="POD"}',
    ],
    [
      'a namespace',
      containerMatchers,
      KUBERNETES,
      { namespaces: ['a'] },
      '{container!="", container!="POD", namespace="a"}',
    ],
    ['Docker has no namespaces', containerMatchers, DOCKER, { namespaces: ['a'] }, '{name!=""}'],
    [
      'part of a name, in any case',
      containerMatchers,
      DOCKER,
      { search: 'a.b' },
      String.raw`{name!="", name=~"(?i:.*a\\.b.*)"}`,
    ],
    [
      'two containers',
      containerMatchers,
      DOCKER,
      {
        containers: [
          { host: 'a', name: 'x' },
          { host: 'b', name: 'x' },
        ],
      },
      '{name!="", instance=~"a(?::[0-9]+)?|b(?::[0-9]+)?", name="x"}',
    ],
    [
      'chosen containers say their hosts themselves',
      containerMatchers,
      DOCKER,
      { hosts: ['other'], containers: [{ host: 'a', name: 'x' }] },
      '{name!="", instance=~"a(?::[0-9]+)?", name="x"}',
    ],
    [
      'the pod of a container',
      podMatchers,
      KUBERNETES,
      { containers: [REF] },
      '{pod!="", node=~"n1(?::[0-9]+)?", namespace="shop", pod="app-1"}',
    ],
    [
      'kube-state-metrics knows no host',
      kubeStateMatchers,
      KUBERNETES,
      { containers: [REF], hosts: ['n1'] },
      '{container!="", namespace="shop", pod="app-1", container="app"}',
    ],
    [
      'the machine of a container',
      cadvisorHostMatchers,
      JOBS,
      { containers: [{ host: 'a', name: 'x' }] },
      '{job="cadvisor", instance=~"a(?::[0-9]+)?"}',
    ],
    ['node exporter of a host', nodeMatchers, JOBS, { hosts: ['a'] }, '{job="node", instance=~"a(?::[0-9]+)?"}'],
    [
      'node exporter of a container’s host',
      nodeMatchers,
      JOBS,
      { containers: [{ host: 'a', name: 'x' }] },
      '{job="node", instance=~"a(?::[0-9]+)?"}',
    ],
  ])('%s', (_why, matchers, conventions, scope, text) => expect(braces(matchers(conventions, scope))).toBe(text));
});
