import { queryInstant, queryRange, type Sample } from '../../grafana/prometheus';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import { DOCKER, KUBERNETES, type Conventions } from '../../signals/conventions';
import { exportedQuery } from '../../signals/exported';
import { containerCount, countBy, inventory, sumBy } from '../../signals/inventory';
import { containerKey } from '../../signals/scope';
import type { SignalContext } from '../../signals/signal';
import { COLUMNS, columnsOf } from './columns';
import { loadCells, loadFleet, loadGroups, loadLines, MOST_ROWS, scopeOf } from './fleet';

jest.mock('../../grafana/prometheus', () => ({ queryInstant: jest.fn(), queryRange: jest.fn() }));

const source = { uid: 'p', name: 'p', type: 'prometheus', isDefault: true };
const contextOf = (conventions: Conventions): SignalContext => ({ conventions, scope: {}, window: '5m', range: '1h' });
const docker = contextOf(DOCKER);
const TIME = 1_700_000_000_000;

const sample = (value: number, labels: Record<string, string> = {}): Sample => ({ labels, value });
const on = (instance: string, name: string, more: Record<string, string> = {}) => ({ instance, name, ...more });

/** Answers by query; what is not named is answered with nothing. */
function answer(answers: ReadonlyArray<[string, Sample[]]>): string[] {
  const asked: string[] = [];
  const byQuery = new Map(answers);
  jest.mocked(queryInstant).mockImplementation((_source, expr) => {
    asked.push(expr);
    return Promise.resolve(byQuery.get(expr) ?? []);
  });
  return asked;
}

describe('scopeOf', () => {
  const none = { q: '', host: '', project: '', service: '', image: '', namespace: '' };
  test.each([
    [{}, { hosts: [], projects: [], services: [], images: [], namespaces: [] }],
    [{ q: 'a%b' }, { search: 'a%b', hosts: [], projects: [], services: [], images: [], namespaces: [] }],
    [
      { host: 'a,b%2Cc', image: 'r%2Fi%3A1', namespace: 'n', project: 'p', service: 's' },
      { hosts: ['a', 'b,c'], projects: ['p'], services: ['s'], images: ['r/i:1'], namespaces: ['n'] },
    ],
  ])('%j', (filters, scope) => expect(scopeOf({ ...none, ...filters })).toEqual(scope));
});

describe('columnsOf', () => {
  test.each([
    ['memory,cpu', ['cpu', 'memory']],
    ['cpu,unknown', ['cpu']],
    ['', []],
  ])('%s', (ids, columns) => expect(columnsOf(ids).map(({ id }) => id)).toEqual(columns));

  test('no id stands for two', () => expect(new Set(COLUMNS.map(({ id }) => id)).size).toBe(COLUMNS.length));
});

describe('loadFleet', () => {
  const running = [
    sample(100, on('a:8080', 'web', { image: 'w:1' })),
    sample(200, on('b:8080', 'web', { image: 'w:2' })),
    sample(300, on('a:8080', 'db')),
  ];

  test('keeps hosts apart, lists what is gone, and sorts by what was asked', async () => {
    answer([
      [containerCount(docker), [sample(3)]],
      [inventory(docker), running],
      [C.gone.query(docker), [sample(400, on('a:8080', 'db')), sample(500, on('a:8080', 'old'))]],
      [C.memoryWorkingSet.query(docker), [sample(7, on('a:8080', 'web')), sample(9, on('b:8080', 'web'))]],
    ]);
    const { rows, total } = await loadFleet({ source, context: docker, time: TIME, sortBy: C.memoryWorkingSet });
    expect(total).toBe(3);
    expect(
      rows.map(({ container: { host, name }, started, gone, sortValue, image }) => ({
        host,
        name,
        started,
        gone,
        sortValue,
        image,
      }))
    ).toEqual([
      { host: 'a', name: 'web', started: 100, gone: undefined, sortValue: 7, image: 'w:1' },
      { host: 'b', name: 'web', started: 200, gone: undefined, sortValue: 9, image: 'w:2' },
      { host: 'a', name: 'db', started: undefined, gone: 400, sortValue: undefined, image: '' },
      { host: 'a', name: 'old', started: undefined, gone: 500, sortValue: undefined, image: '' },
    ]);
  });

  test('asks for the largest only, where there are too many', async () => {
    const asked = answer([[containerCount(docker), [sample(MOST_ROWS + 1)]]]);
    await loadFleet({ source, context: docker, time: TIME, sortBy: C.cpuCores });
    expect(asked.filter((expr) => expr === inventory(docker) || expr === C.cpuCores.query(docker))).toEqual([]);
    expect(asked).toContain(`topk(${MOST_ROWS}, ${C.cpuCores.query(docker)})`);
  });

  test('finds a pod’s network for each of its containers', async () => {
    const context = contextOf(KUBERNETES);
    const pod = { node: 'n', namespace: 's', pod: 'p' };
    answer([
      [containerCount(context), [sample(2)]],
      [inventory(context), [sample(1, { ...pod, container: 'app' }), sample(1, { ...pod, container: 'side' })]],
      [C.networkReceive.query(context), [sample(42, pod)]],
    ]);
    const { rows } = await loadFleet({ source, context, time: TIME, sortBy: C.networkReceive });
    expect(rows.map(({ sortValue }) => sortValue)).toEqual([42, 42]);
  });
});

describe('loadCells', () => {
  const container = { host: 'a', name: 'web' };
  const rows = [{ key: containerKey(container), container, image: '', project: '', service: '' }];
  const scoped = { ...docker, scope: { containers: [container] } };

  const other = { host: 'b', name: 'web' };
  const two = [...rows, { key: containerKey(other), container: other, image: '', project: '', service: '' }];

  test('tells "not exported" from "no value for this one", host by host', async () => {
    const scope = { containers: [container, other] };
    const both = { ...docker, scope };
    answer([
      [C.memoryWorkingSet.query(both), [sample(5, on('a:8080', 'web')), sample(6, on('b:8080', 'web'))]],
      [exportedQuery(C.diskUsage, both), [sample(1, { instance: 'a:8080' })]],
    ]);
    const { values, notExported } = await loadCells(
      { source, context: docker, time: TIME },
      two,
      columnsOf('memory,disk,read,quota')
    );
    expect([...(values.get(C.memoryWorkingSet.id)?.values() ?? [])]).toEqual([5, 6]);
    expect(values.get(C.diskUsage.id)?.size).toBe(0);
    expect([...(notExported.get(C.diskUsage.id) ?? [])]).toEqual(['b']);
    expect([...(notExported.get(C.diskRead.id) ?? [])]).toEqual(['a', 'b']);
    expect(notExported.has(C.memoryWorkingSet.id)).toBe(false);
    // No quota is a fact, not a gap.
    expect(notExported.has(C.cpuQuotaRatio.id)).toBe(false);
  });

  test('asks only for columns that are shown, and their health', async () => {
    const asked = answer([]);
    await loadCells({ source, context: docker, time: TIME }, rows, columnsOf('cpu'));
    expect(asked).toEqual(expect.arrayContaining([C.cpuCores.query(scoped), C.health.query(scoped)]));
    expect(asked.some((expr) => expr.includes('network') || expr.includes('memory'))).toBe(false);
  });
});

describe('loadLines', () => {
  test('draws the drawn columns only, in steps that a cell can show', async () => {
    jest.mocked(queryRange).mockResolvedValue([{ labels: on('a:8080', 'web'), times: [1, 2], values: [3, 4] }]);
    const container = { host: 'a', name: 'web' };
    const row = { key: containerKey(container), container, image: '', project: '', service: '' };
    const lines = await loadLines(
      source,
      docker,
      { from: TIME - 3_600_000, to: TIME },
      [row],
      columnsOf('cpu,restarts')
    );
    expect([...lines.keys()]).toEqual([C.cpuCores.id]);
    expect(lines.get(C.cpuCores.id)?.get(row.key)?.values).toEqual([3, 4]);
    const [, expr, range] = jest.mocked(queryRange).mock.calls[0] ?? [];
    expect(range?.stepSeconds).toBe(60);
    expect(expr).toContain('[1m]');
  });
});

describe('loadGroups', () => {
  test('a service is one of its project', async () => {
    const labels = (project: string) => ({
      container_label_com_docker_compose_project: project,
      container_label_com_docker_compose_service: 'web',
    });
    answer([
      [countBy(docker, 'service'), [sample(2, labels('shop')), sample(1, labels('blog'))]],
      [sumBy(docker, 'service', C.cpuCores.query(docker)), [sample(0.5, labels('shop'))]],
    ]);
    expect(await loadGroups({ source, context: docker, time: TIME }, 'service')).toEqual([
      { key: 'shop\u0000web', parts: ['shop', 'web'], containers: 2, cpu: 0.5 },
      { key: 'blog\u0000web', parts: ['blog', 'web'], containers: 1 },
    ]);
  });
});
