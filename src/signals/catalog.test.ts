/** @jest-environment node */
import fc from 'fast-check';
import { SIGNALS, signalById } from './catalog';
import { subqueryStep } from './containerQueries';
import { CONTAINER_SIGNALS as C } from './containers';
import { DOCKER, KUBERNETES, type Conventions } from './conventions';
import { exportedQuery } from './exported';
import { HOST_SIGNALS as H } from './hosts';
import { containerLabels, podLabels } from './identity';
import { containerCount, countBy, inventory, largest, sumBy } from './inventory';
import { lifecycleQueries } from './lifecycle';
import { logLines, logVolume } from './logs';
import { PROBES, scrapesOf } from './probes';
import { EVERYTHING, type Scope } from './scope';
import type { Signal, SignalContext } from './signal';
import { hostileName, TEMPLATE_PATTERN } from './test-support/hostile';
import { hostileScope } from './test-support/hostileScope';
import { INSTALLATIONS } from './test-support/installations';
import { parseQuery } from './test-support/queryParser';

const contextOf = (conventions: Conventions, scope: Scope = EVERYTHING): SignalContext => ({
  conventions,
  scope,
  window: '5m',
  range: '1h',
});

const language = ({ source }: Pick<Signal, 'source'>) => (source === 'metrics' ? 'promql' : 'logql');

function expectGoodQuery(which: 'promql' | 'logql', text: string) {
  const { errors, nodes } = parseQuery(which, text);
  expect({ text, errors }).toEqual({ text, errors: [] });
  expect(nodes).not.toContain('Without');
  expect(text).not.toMatch(TEMPLATE_PATTERN);
}

/** Signals by the conventions that can have them. */
const EVERY = INSTALLATIONS.flatMap(([name, conventions]) =>
  SIGNALS.filter(({ applies }) => applies?.(conventions) ?? true).map((signal) => ({
    name,
    id: signal.id,
    conventions,
    signal,
  }))
);

describe('every signal', () => {
  test.each(EVERY)('$id parses for $name', ({ conventions, signal }) => {
    expectGoodQuery(language(signal), signal.query(contextOf(conventions)));
  });

  test.each(EVERY)('$id parses for $name whatever is chosen', ({ conventions, signal }) => {
    fc.assert(
      fc.property(hostileScope, (scope) =>
        expectGoodQuery(language(signal), signal.query(contextOf(conventions, scope)))
      ),
      { numRuns: 25 }
    );
  });

  test('has an id of its own', () => {
    const ids = SIGNALS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    ids.forEach((id) => expect(signalById(id).id).toBe(id));
  });

  test('names the metrics that it asks', () => {
    for (const { id, source, needs, query } of SIGNALS.filter((signal) => signal.source === 'metrics')) {
      const texts = INSTALLATIONS.map(([, conventions]) => query(contextOf(conventions))).join(' ');
      expect({ id, source, unasked: needs.filter((metric) => !texts.includes(metric)) }).toEqual({
        id,
        source,
        unasked: [],
      });
    }
  });

  test('an unknown id is refused', () => expect(() => signalById('nonsense')).toThrow(/no signal "nonsense"/));
});

describe('signals of containers', () => {
  const ofContainers = Object.values(C).filter(({ source }) => source === 'metrics');

  test.each(ofContainers.map((signal) => ({ id: signal.id, signal })))(
    '$id never adds up two containers',
    ({ signal }) => {
      for (const conventions of [DOCKER, KUBERNETES]) {
        const host = conventions.containers.host;
        const by = signal.subject === 'pod' ? podLabels(conventions) : containerLabels(conventions);
        const kube = [conventions.containers.namespace, conventions.containers.pod, conventions.containers.name];
        const allowed = [by.join(', '), `${by.join(', ')}, device`, host, kube.filter(Boolean).join(', ')];
        const groups = [...signal.query(contextOf(conventions)).matchAll(/\bby \(([^)]*)\)/g)].map(
          ([, labels]) => labels
        );
        expect(groups.length).toBeGreaterThan(0);
        expect(groups.filter((labels) => !allowed.includes(labels ?? ''))).toEqual([]);
      }
    }
  );
});

const ID = 'instance, name';
const S = '{name!=""}';

/** Queries for plain Docker, over everything. */
const EXACT: ReadonlyArray<[why: string, signal: Signal, text: string]> = [
  [
    'cores are added up, user and system together',
    C.cpuCores,
    `sum by (${ID}) (rate(container_cpu_usage_seconds_total${S}[5m]))`,
  ],
  [
    'the series of before a restart does not count twice',
    C.memoryWorkingSet,
    `max by (${ID}) (container_memory_working_set_bytes${S})`,
  ],
  ['no limit is not a limit of 0', C.memoryLimit, `max by (${ID}) (container_spec_memory_limit_bytes${S}) > 0`],
  [
    'a share of the own limit',
    C.memoryLimitRatio,
    `max by (${ID}) (container_memory_working_set_bytes${S}) / on (${ID}) (max by (${ID}) (container_spec_memory_limit_bytes${S}) > 0)`,
  ],
  [
    'cores of the quota, where there is one',
    C.cpuQuota,
    `max by (${ID}) (container_spec_cpu_quota${S} / container_spec_cpu_period${S}) > 0`,
  ],
  [
    'a restart changes a label, so changes() alone sees nothing',
    C.restarts,
    `sum by (${ID}) (changes(container_start_time_seconds${S}[1h])) + (count by (${ID}) (last_over_time(container_start_time_seconds${S}[1h])) - 1)`,
  ],
  [
    'kills are counted over the restarts that they cause',
    C.oomKills,
    `round(increase(max by (${ID}) (container_oom_events_total${S})[1h:30s]))`,
  ],
  [
    'throttled periods over those in which it wanted to run',
    C.cpuThrottled,
    `sum by (${ID}) (rate(container_cpu_cfs_throttled_periods_total${S}[5m])) / (sum by (${ID}) (rate(container_cpu_cfs_periods_total${S}[5m])) > 0)`,
  ],
  [
    'pressure is a rate of seconds',
    C.pressureCpuWaiting,
    `sum by (${ID}) (rate(container_pressure_cpu_waiting_seconds_total${S}[5m]))`,
  ],
  [
    'CPU of the host leaves idle, waiting and stolen time out',
    H.cpuRatio,
    '1 - sum by (instance) (rate(node_cpu_seconds_total{mode=~"idle|iowait|steal"}[5m])) / count by (instance) (node_cpu_seconds_total{mode="idle"})',
  ],
  [
    'containers are counted by host and name',
    H.containers,
    `count by (instance) (group by (${ID}) (container_start_time_seconds${S}))`,
  ],
  ['all targets are looked at', H.targetUp, 'min by (job, instance) (up)'],
];

describe('exact queries', () => {
  test.each(EXACT.map(([why, signal, text]) => ({ why, id: signal.id, signal, text })))(
    '$id: $why',
    ({ signal, text }) => {
      expect(signal.query(contextOf(DOCKER))).toBe(text);
    }
  );

  test('a container on one host is asked for by both, and by any port of the host', () => {
    const scope = { containers: [{ host: 'web-1', name: 'edge' }] };
    expect(C.memoryRss.query(contextOf(DOCKER, scope))).toBe(
      `max by (${ID}) (container_memory_rss{name!="", instance=~"web-1(?::[0-9]+)?", name="edge"})`
    );
  });

  test('on Kubernetes a container is one of its pod, and the pause container is none', () => {
    const scope = { containers: [{ host: 'node-1', name: 'app', namespace: 'shop', pod: 'app-1' }] };
    expect(C.memoryRss.query(contextOf(KUBERNETES, scope))).toBe(
      'max by (node, namespace, pod, container) (container_memory_rss{container!="", container!="POD", node=~"node-1(?::[0-9]+)?", namespace="shop", pod="app-1", container="app"})'
    );
  });

  test('on Kubernetes the network is the pod’s', () => {
    expect(C.networkReceive.query(contextOf(KUBERNETES))).toBe(
      'sum by (node, namespace, pod) (rate(container_network_receive_bytes_total{pod!=""}[5m]))'
    );
  });

  test('on Kubernetes limits come from kube-state-metrics, by its own labels', () => {
    expect(C.memoryLimit.query(contextOf(KUBERNETES))).toBe(
      'max by (node, namespace, pod, container) (container_memory_working_set_bytes{container!="", container!="POD"}) * 0' +
        ' + on (namespace, pod, container) group_left () max by (namespace, pod, container)' +
        ' (kube_pod_container_resource_limits{container!="", resource="memory"})'
    );
  });
});

describe('subqueryStep', () => {
  test.each([
    ['5m', '30s'],
    ['1h', '30s'],
    ['6h', '90s'],
    ['1d', '6m'],
    ['7d', '42m'],
  ])('%s in steps of %s', (range, step) => expect(subqueryStep(range)).toBe(step));
});

describe('what pages put together from signals', () => {
  test.each(INSTALLATIONS)('parses for %s, whatever is chosen', (_name, conventions) => {
    fc.assert(
      fc.property(hostileScope, hostileName, (scope, text) => {
        const context = contextOf(conventions, scope);
        const groups = (['host', 'image'] as const).flatMap((group) => [
          countBy(context, group),
          sumBy(context, group, C.restarts.query(context)),
          sumBy(context, group, C.diskRead.query(context)),
        ]);
        const promql = [
          inventory(context),
          containerCount(context),
          largest(context, inventory(context), C.diskRead.query(context), 100),
          exportedQuery(C.diskRead, context),
          scrapesOf(text),
          ...groups,
          ...Object.values(lifecycleQueries(context)),
        ];
        promql.forEach((query) => expectGoodQuery('promql', query));
        const { all, problems } = logVolume(context);
        [all, problems, logLines(context), logLines(context, text)].forEach((query) => expectGoodQuery('logql', query));
      }),
      { numRuns: 40 }
    );
  });

  test.each(Object.entries(PROBES))('the probe %s parses', (_name, query) => expectGoodQuery('promql', query));
});
