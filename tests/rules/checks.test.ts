import { CHECKS, checksFor } from '../../src/checks/catalog';
import { conventionsOf } from '../integration/support/conventions';
import { BUDGET_CASES } from './cases/budget';
import { CPU_CASES } from './cases/cpu';
import { EDGE_CASES } from './cases/edges';
import { HEALTH_CASES } from './cases/health';
import { HOST_CASES } from './cases/hosts';
import { LIFECYCLE_CASES } from './cases/lifecycle';
import { MEMORY_CASES } from './cases/memory';
import { MONITORING_CASES } from './cases/monitoring';
import { failures, promtool, ruleFile } from './support';

const CASES = [
  ...LIFECYCLE_CASES,
  ...MEMORY_CASES,
  ...CPU_CASES,
  ...HEALTH_CASES,
  ...HOST_CASES,
  ...MONITORING_CASES,
  ...BUDGET_CASES,
  ...EDGE_CASES,
];

it.each(CASES.map((one) => ({ ...one, one })))('$check $name', async ({ one }) => {
  expect(await failures(one)).toBe('');
});

it('every check of metrics has cases in which it fires, and in which it must not', () => {
  const moments = (id: string) =>
    CASES.filter(({ check }) => check === id).flatMap(({ fires = [], holds = [] }) => [...fires, ...holds]);
  for (const { id } of CHECKS.filter(({ source }) => source === 'metrics')) {
    expect({ id, fires: moments(id).some(({ labels }) => labels.length > 0) }).toEqual({ id, fires: true });
    expect({ id, rests: moments(id).some(({ labels }) => labels.length === 0) }).toEqual({ id, rests: true });
  }
});

it.each(['docker', 'docker-combined-logs', 'kubernetes'] as const)(
  'promtool takes the rules of the %s conventions',
  async (name) => {
    const conventions = conventionsOf(name);
    const ids = checksFor(conventions)
      .filter(({ source }) => source === 'metrics')
      .map(({ id }) => id);
    const { output } = await promtool(['check', 'rules', 'rules.yaml'], { 'rules.yaml': ruleFile(ids, conventions) });
    expect(output).toContain(`SUCCESS: ${ids.length} rules found`);
  }
);
