/** @jest-environment node */
import { DOCKER, KUBERNETES, type Conventions } from './conventions';
import { containerCount, countBy, groupLabels, inventory, largest, sumBy, top, type GroupBy } from './inventory';
import type { SignalContext } from './signal';

const contextOf = (conventions: Conventions): SignalContext => ({ conventions, scope: {}, window: '5m', range: '1h' });
const docker = contextOf(DOCKER);
const PROJECT = 'container_label_com_docker_compose_project';
const SERVICE = 'container_label_com_docker_compose_service';
const ROWS = `topk by (instance, name) (1, max by (instance, name, image, ${PROJECT}, ${SERVICE}) (container_start_time_seconds{name!=""}))`;

describe('groupLabels', () => {
  const { project: _project, ...withoutProject } = DOCKER.containers;
  test.each<[string, Conventions, GroupBy, string[]]>([
    ['a host', DOCKER, 'host', ['instance']],
    ['a service is one of its project', DOCKER, 'service', [PROJECT, SERVICE]],
    ['and none without', { ...DOCKER, containers: withoutProject }, 'service', []],
    ['Docker has no namespaces', DOCKER, 'namespace', []],
    ['a namespace', KUBERNETES, 'namespace', ['namespace']],
    ['Kubernetes has no projects', KUBERNETES, 'project', []],
  ])('%s', (_why, conventions, group, labels) => expect(groupLabels(conventions, group)).toEqual(labels));
});

describe('inventory', () => {
  test('the youngest of the series of a container', () => expect(inventory(docker)).toBe(ROWS));

  test('containers are counted without listing them', () => {
    expect(containerCount(docker)).toBe('count(group by (instance, name) (container_start_time_seconds{name!=""}))');
  });

  test('the largest are joined by container', () => {
    expect(largest(docker, 'rows', 'a or b', 10.5)).toBe('rows and on (instance, name) topk(10, a or b)');
  });

  test.each([
    [0, 'topk(1, x)'],
    [7.9, 'topk(7, x)'],
  ])('the %d largest', (limit, text) => expect(top(limit, 'x')).toBe(text));
});

describe('groups', () => {
  test('by a label that the series has themselves', () => {
    expect(sumBy(docker, 'host', 'a or b')).toBe('sum by (instance) (a or b)');
  });

  test('by a label that only the inventory has', () => {
    expect(sumBy(docker, 'image', 'a or b')).toBe(
      `sum by (image) ((a or b) * on (instance, name) group_left (image) (${ROWS} ^ 0))`
    );
  });

  test('are counted', () => expect(countBy(docker, 'project')).toBe(`count by (${PROJECT}) (${ROWS})`));

  test('that the conventions cannot have are refused', () => {
    expect(() => countBy(docker, 'namespace')).toThrow(/no label for the namespace/);
    expect(() => sumBy(contextOf(KUBERNETES), 'service', 'x')).toThrow(/no label for the service/);
  });
});
