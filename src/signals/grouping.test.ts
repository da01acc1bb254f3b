import { CONTAINER_SIGNALS as C } from './containers';
import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from './conventions';
import { combinesOf, groupedQuery, groupingsOf, houseLabels, topOverRange, type Grouping } from './grouping';
import { HOST_SIGNALS as H } from './hosts';
import { LOG_SIGNALS as L } from './logs';
import type { Signal, SignalContext } from './signal';
import { parseQuery } from './test-support/queryParser';

const vector: Conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
const contextOf = (conventions: Conventions): SignalContext => ({ conventions, scope: {}, window: '5m', range: '1h' });

test('sums are offered only for what can be added', () => {
  expect(combinesOf(C.cpuCores)[0]).toBe('sum');
  expect(combinesOf(C.memoryLimitRatio)).not.toContain('sum');
  expect(combinesOf(C.startTime)).not.toContain('sum');
});

test.each<[string, Signal, Conventions, Grouping[]]>([
  ['a container', C.cpuCores, DOCKER, ['host', 'project', 'service', 'image', 'all']],
  ['a container of Kubernetes', C.cpuCores, KUBERNETES, ['host', 'image', 'namespace', 'all']],
  ['a pod of Kubernetes', C.networkReceive, KUBERNETES, ['host', 'namespace', 'all']],
  ['a host', H.cpuRatio, DOCKER, ['all']],
  ['a disk', H.diskFreeRatio, DOCKER, ['host', 'all']],
  ['log lines', L.lines, DOCKER, ['host', 'all']],
  ['log lines with one label', L.lines, vector, ['host', 'all']],
])('what %s can be grouped by', (_what, signal, conventions, groups) =>
  expect(groupingsOf(signal, conventions)).toEqual(groups)
);

test('every grouping of every kind makes a query that its server reads', () => {
  const signals = [C.cpuCores, C.networkReceive, C.memoryLimitRatio, H.cpuRatio, H.diskFreeRatio, L.lines, L.problems];
  for (const conventions of [DOCKER, KUBERNETES, vector]) {
    for (const signal of signals) {
      for (const by of groupingsOf(signal, conventions)) {
        const query = groupedQuery(signal, contextOf(conventions), by);
        const { errors } = parseQuery(signal.source === 'logs' ? 'logql' : 'promql', query);
        expect({ query, errors }).toEqual({ query, errors: [] });
      }
    }
  }
});

test('a group that is none is refused', () => {
  expect(() => groupedQuery(H.cpuRatio, contextOf(DOCKER), 'image')).toThrow('cannot be grouped by image');
});

test('the largest are chosen once, at the end of the range', () => {
  const text = topOverRange('a', 3, '1h');
  expect(text).toBe('(a) and topk(3, avg_over_time((a)[1h:1m] @ end()))');
  expect(parseQuery('promql', text).errors).toEqual([]);
});

test.each<[string, Signal, Conventions, Record<string, string>, Grouping | undefined, Record<string, string>]>([
  ['a container', C.cpuCores, DOCKER, { instance: 'a:8080', name: 'x' }, undefined, { host: 'a', container: 'x' }],
  ['a host', C.cpuCores, DOCKER, { instance: 'a:8080' }, 'host', { host: 'a' }],
  [
    'a service',
    C.cpuCores,
    DOCKER,
    {
      container_label_com_docker_compose_project: 'p',
      container_label_com_docker_compose_service: 's',
    },
    'service',
    { project: 'p', service: 's' },
  ],
  [
    'a disk',
    H.diskFreeRatio,
    DOCKER,
    { instance: 'a:9100', mountpoint: '/', device: 'd' },
    undefined,
    { host: 'a', mountpoint: '/', device: 'd' },
  ],
  ['a stream', L.lines, vector, { containers: 'a/x' }, undefined, { host: 'a', container: 'x' }],
  ['streams of a host', L.lines, vector, { host: 'a' }, 'host', { host: 'a' }],
  ['everything', C.cpuCores, DOCKER, {}, 'all', {}],
])('labels of %s in words of the house', (_what, signal, conventions, labels, by, words) =>
  expect(houseLabels(signal, conventions, labels, by)).toEqual(words)
);

describe('several containers put together', () => {
  const containers = [
    { host: 'web-1', name: 'edge' },
    { host: 'app-1', name: 'db' },
  ];

  test.each<[string, Signal, Grouping]>([
    ['one number', C.cpuCores, 'all'],
    ['hosts', C.cpuCores, 'host'],
    ['services', C.memoryLimitRatio, 'service'],
    ['what pods have', C.networkReceive, 'all'],
  ])('are exactly these in %s, and no other pair of their hosts and names', (_what, signal, by) => {
    const query = groupedQuery(signal, { ...contextOf(DOCKER), scope: { containers } }, by);
    expect(parseQuery('promql', query).errors).toEqual([]);
    const one = (at: number) =>
      signal.query({ ...contextOf(DOCKER), scope: { containers: [containers[at] ?? { host: '', name: '' }] } });
    expect(query).toContain(`(${one(0)}) or (${one(1)})`);
  });

  test('are told apart by the lines’ own streams in the logs', () => {
    const query = groupedQuery(L.lines, { ...contextOf(DOCKER), scope: { containers } }, 'all');
    expect(query).toContain(
      '| (host=~"web-1(?::[0-9]+)?" and container=~"/?edge") or (host=~"app-1(?::[0-9]+)?" and container=~"/?db")'
    );
    expect(parseQuery('logql', query).errors).toEqual([]);
  });
});
