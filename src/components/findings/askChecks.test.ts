import { checkById } from '../../checks/catalog';
import { parameterValues } from '../../checks/check';
import type { AskedCheck } from '../../checks/choices';
import { Problem } from '../../grafana/Problem';
import { queryInstant } from '../../grafana/prometheus';
import { DOCKER } from '../../signals/conventions';
import { EVERYTHING } from '../../signals/scope';
import { askMetricChecks } from './askChecks';
import { withinBudget } from './logPrice';

jest.mock('../../grafana/prometheus', () => ({ queryInstant: jest.fn() }));

const ask = jest.mocked(queryInstant);
const source = { uid: 'prom', name: 'Prometheus', type: 'prometheus', isDefault: true };
const where = { conventions: DOCKER, scope: EVERYTHING };

const asked = (id: string): AskedCheck => {
  const check = checkById(id);
  return { check, parameters: parameterValues(check) };
};

const CHECKS = ['oom-kill', 'unhealthy', 'host-memory-low'].map(asked);
const refusal = (kind: Problem['kind']) => new Problem(kind, 'No', 'because', 'Do something.');

beforeEach(() => ask.mockReset());

describe('askMetricChecks', () => {
  test('asks each family at once, and tells their answers apart', async () => {
    ask.mockImplementation(async (_source, expr) =>
      expr.includes('unhealthy')
        ? [
            { labels: { quayside_check: 'unhealthy', name: 'web' }, value: 0 },
            { labels: { quayside_check: 'oom-kill', name: 'db' }, value: 2 },
          ]
        : []
    );
    const answers = await askMetricChecks(source, where, CHECKS, 0);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(answers.map(({ asked: one, samples }) => [one.check.id, samples.map(({ value }) => value)])).toEqual([
      ['oom-kill', [2]],
      ['unhealthy', [0]],
      ['host-memory-low', []],
    ]);
  });

  test('a check at fault does not silence its family', async () => {
    ask.mockImplementation(async (_source, expr) => {
      if (expr.includes('container_oom_events_total')) {
        throw refusal('refused');
      }
      return [{ labels: { name: 'web' }, value: 0 }];
    });
    const answers = await askMetricChecks(source, where, CHECKS.slice(0, 2), 0);
    expect(answers.map(({ asked: one, samples, problem }) => [one.check.id, samples.length, problem?.kind])).toEqual([
      ['oom-kill', 0, 'refused'],
      ['unhealthy', 1, undefined],
    ]);
  });

  test.each(['unreachable', 'forbidden'] as const)('does not ask a server again that is %s', async (kind) => {
    ask.mockRejectedValue(refusal(kind));
    const answers = await askMetricChecks(source, where, CHECKS, 0);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(answers.map(({ problem }) => problem?.kind)).toEqual([kind, kind, kind]);
  });

  test('gives up when nobody waits any more', async () => {
    ask.mockRejectedValue(new DOMException('away', 'AbortError'));
    await expect(askMetricChecks(source, where, CHECKS, 0)).rejects.toThrow('away');
  });
});

describe('withinBudget', () => {
  const priced = [1, 5, 10, 100].map((bytes) => ({ asked: asked('oom-kill'), bytes }));

  test.each([
    [0, 0],
    [6, 2],
    [16, 3],
    [1000, 4],
    [Infinity, 4],
  ])('%d bytes buy %d of four checks', (budget, count) => {
    const { affordable, tooDear } = withinBudget(priced, budget);
    expect(affordable).toEqual(priced.slice(0, count));
    expect(tooDear).toEqual(priced.slice(count));
  });
});
