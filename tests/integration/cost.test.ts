import { CHECKS } from '../../src/checks/catalog';
import { loadEvidence } from '../../src/components/findings/loadEvidence';
import { loadFindings } from '../../src/components/findings/loadFindings';
import { COLUMNS, columnsOf, USUAL_COLUMNS } from '../../src/pages/containers/columns';
import { loadCells, loadFleet, loadGroups, loadLines } from '../../src/pages/containers/fleet';
import { sortRows } from '../../src/pages/containers/sortRows';
import { loadHosts } from '../../src/pages/overview/loadHosts';
import { EVERYTHING } from '../../src/signals/scope';
import { eventsWindow } from '../../src/signals/windows';
import { conventionsOf } from './support/conventions';
import { connect, takeCosts } from './support/grafanaRuntime';
import { END } from './support/histories';
import { expectedOf } from './support/incidents';
import { largeFleet, NEVER_EXPORTED, prometheusOfLargeFleet, WRITTEN } from './support/largeFleet';
import type { Server } from './support/servers';
import { PROMETHEUS } from './support/sources';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

/** What pages may cost at a thousand containers over an hour. Counted, not timed: it holds on any machine. */
const BUDGET = { samples: 1_000_000, containersBytes: 1_000_000, overviewBytes: 300_000 };

/** Rows of one page of the table. */
const PAGE_SIZE = 25;

const conventions = conventionsOf('docker');
const range = { from: (END - 3600) * 1000, to: END * 1000 };
const context = { conventions, scope: EVERYTHING, window: '5m', range: eventsWindow(range) };
let prometheus: Server;

beforeAll(async () => {
  prometheus = await prometheusOfLargeFleet();
  connect({ prometheus: prometheus.url });
}, 600_000);
afterAll(() => prometheus?.stop());
beforeEach(() => {
  takeCosts();
});

/** The metrics in a query that are exported at all. What is not in the history would cost nothing here, and much elsewhere. */
function metricsOf(query: string): string[] {
  const names = query.match(/\b(?:container|machine|node|kube)_\w+/g) ?? [];
  return names.filter((name) => !name.startsWith('container_label_') && !NEVER_EXPORTED.has(name));
}

/** Sums what was asked since the last test, and says it, the dearest queries first. */
function total(page: string): { samples: number; bytes: number } {
  const costs = takeCosts();
  expect([...new Set(costs.flatMap(({ asked }) => metricsOf(asked)))].filter((name) => !WRITTEN.has(name))).toEqual([]);
  const samples = costs.reduce((sum, cost) => sum + cost.samples, 0);
  const bytes = costs.reduce((sum, cost) => sum + cost.bytes, 0);
  const dearest = [...costs].sort((a, b) => b.samples - a.samples).slice(0, 3);
  const lines = dearest.map((cost) => `  ${cost.samples} samples, ${cost.bytes} bytes: ${cost.asked.slice(0, 150)}`);
  process.stdout.write(`${page}: ${costs.length} queries, ${samples} samples, ${bytes} bytes\n${lines.join('\n')}\n`);
  return { samples, bytes };
}

async function containersPage(columnIds: string, sortId: string): Promise<void> {
  const columns = columnsOf(columnIds);
  const sortBy = COLUMNS.find(({ id }) => id === sortId)?.signals[0];
  const fleet = await loadFleet({ source: PROMETHEUS, context, time: range.to, sortBy });
  // A host of the fleet is away, so its hundred containers are not there.
  expect(fleet.total).toBeGreaterThanOrEqual(890);
  expect(fleet.rows.length).toBeGreaterThanOrEqual(fleet.total);
  const rows = sortRows(fleet.rows, sortId, 'desc').slice(0, PAGE_SIZE);
  const [cells, lines] = await Promise.all([
    loadCells({ source: PROMETHEUS, context, time: range.to }, rows, columns),
    loadLines(PROMETHEUS, context, range, rows, columns),
  ]);
  expect(cells.values.get('container.memory.working_set')?.size).toBe(PAGE_SIZE);
  expect(rows.filter(({ key }) => !lines.get('container.cpu.cores')?.has(key)).map(({ key }) => key)).toEqual([]);
}

it('the Containers page costs little as it opens', async () => {
  await containersPage(USUAL_COLUMNS, 'cpu');
  const { samples, bytes } = total('Containers');
  expect(samples).toBeLessThanOrEqual(BUDGET.samples);
  expect(bytes).toBeLessThanOrEqual(BUDGET.containersBytes);
});

it.each(COLUMNS.map(({ id }) => id))('the Containers page costs little with every column, sorted by %s', async (id) => {
  await containersPage(COLUMNS.map((column) => column.id).join(','), id);
  const { samples, bytes } = total(`Containers by ${id}`);
  expect(samples).toBeLessThanOrEqual(BUDGET.samples);
  expect(bytes).toBeLessThanOrEqual(BUDGET.containersBytes);
});

it.each(['host', 'project', 'service', 'image'] as const)('groups by %s cost little', async (group) => {
  const groups = await loadGroups({ source: PROMETHEUS, context, time: range.to }, group);
  expect(groups.length).toBeGreaterThan(1);
  const { samples, bytes } = total(`Groups by ${group}`);
  expect(samples).toBeLessThanOrEqual(BUDGET.samples);
  expect(bytes).toBeLessThanOrEqual(BUDGET.containersBytes);
});

it('the Overview with all its checks and their evidence costs little', async () => {
  const [hosts, { findings, failed }] = await Promise.all([
    loadHosts(PROMETHEUS, conventions, range.to),
    loadFindings(PROMETHEUS, conventions, EVERYTHING, range.to),
  ]);
  expect(hosts).toHaveLength(10);
  expect(failed).toEqual([]);
  // Evidence is asked for what was found: with nothing found this would prove nothing.
  const expected = expectedOf(
    largeFleet(),
    new Set(CHECKS.filter(({ source }) => source === 'metrics').map(({ id }) => id))
  )
    .filter(({ incident }) => incident.end === null)
    .map(({ check }) => check)
    // Applications are not written here, nor is any list given; a day before is not either.
    .filter((id) => !['service-errors', 'expected-container-missing', 'container-missing-since-before'].includes(id));
  expect(expected.length).toBeGreaterThan(10);
  expect([...new Set(findings.map(({ check }) => check.id))]).toEqual(expect.arrayContaining(expected));
  const evidence = await loadEvidence({ prometheus: PROMETHEUS }, conventions, findings, range.to);
  expect(evidence.series.size).toBeGreaterThan(5);
  const { samples, bytes } = total('Overview');
  expect(samples).toBeLessThanOrEqual(BUDGET.samples);
  expect(bytes).toBeLessThanOrEqual(BUDGET.overviewBytes);
});
