import { of, throwError } from 'rxjs';
import type { BackendSrvRequest } from '@grafana/runtime';
import { GRAFANA_RULES, ruleStates, type RuleSource } from './ruleStates';

const mockFetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: (request: BackendSrvRequest) => mockFetch(request) as unknown }),
}));

const PROMETHEUS: RuleSource = { uid: 'prom', name: 'Prometheus', kind: 'prometheus' };

const answer = (...alerts: Array<Record<string, unknown>>) => ({
  data: {
    groups: [
      {
        ...{ name: 'g', file: 'Folder', folderUid: 'f', interval: 60 },
        rules: [
          {
            ...{ type: 'alerting', name: 'R', health: 'ok', lastEvaluation: '2026-01-01T00:00:00Z', state: 'firing' },
            alerts: alerts.map((alert) => ({
              labels: { a: 'b' },
              annotations: {},
              activeAt: null,
              value: '',
              ...alert,
            })),
          },
          { type: 'recording', name: 'x', health: 'ok' },
        ],
      },
    ],
  },
});

const told = (body: unknown) => mockFetch.mockReturnValueOnce(of({ data: body }));

describe('ruleStates', () => {
  test.each([
    ['firing', 'firing', false],
    ['Alerting', 'firing', false],
    ['Recovering', 'firing', false],
    ['Error', 'firing', true],
    ['NoData', 'firing', true],
    ['Alerting (NoData)', 'firing', true],
    ['Pending', 'pending', false],
    ['pending', 'pending', false],
  ])('%s is %s', async (state, expected, isFault) => {
    told(answer({ state }));
    const [rule] = await ruleStates(GRAFANA_RULES);
    expect(rule?.alerts).toEqual([expect.objectContaining({ state: expected, isFault })]);
  });

  test.each(['Normal', 'inactive', 'Normal (MissingSeries)'])('%s is no alert', async (state) => {
    told(answer({ state }));
    const rules = await ruleStates(GRAFANA_RULES);
    expect(rules.map(({ alerts }) => alerts)).toEqual([[]]);
  });

  test('a rule that was not evaluated yet has no time, whatever Go writes for it', async () => {
    const body = answer();
    const [rule] = body.data.groups[0]?.rules ?? [];
    Object.assign(rule ?? {}, { lastEvaluation: '0001-01-01T00:00:00Z' });
    told(body);
    expect((await ruleStates(GRAFANA_RULES))[0]?.lastEvaluation).toBeUndefined();
  });

  test('the value is Prometheus’ own; Grafana’s is the outcome of the comparison', async () => {
    told(answer({ state: 'firing', value: '9.4e-01' }));
    expect((await ruleStates(PROMETHEUS))[0]?.alerts[0]?.value).toBe(0.94);
    told(answer({ state: 'Alerting', value: '1e+00' }));
    expect((await ruleStates(GRAFANA_RULES))[0]?.alerts[0]?.value).toBeUndefined();
  });

  test('who may not is told which permission is missing', async () => {
    mockFetch.mockReturnValueOnce(
      throwError(() => ({ status: 403, statusText: 'Forbidden', data: { message: 'no' }, config: { url: '' } }))
    );
    await expect(ruleStates(PROMETHEUS)).rejects.toMatchObject({
      kind: 'forbidden',
      wayOut: expect.stringContaining('alert.rules.external:read') as string,
    });
  });

  test('an answer of another shape is said to be one', async () => {
    told({ data: { groups: [{ name: 1 }] } });
    await expect(ruleStates(GRAFANA_RULES)).rejects.toMatchObject({ kind: 'unexpected' });
  });
});
