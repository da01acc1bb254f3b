import type { ActiveAlert, AlertmanagerSource } from '../../grafana/alerting/alertmanagers';
import type { AlertInstance, RuleSource, RuleState } from '../../grafana/alerting/ruleStates';
import { compareAlerts, isSilenced, mergeAlerts } from './mergeAlerts';

const GRAFANA: RuleSource = { uid: 'grafana', name: 'Grafana', kind: 'grafana' };
const PROMETHEUS: RuleSource = { uid: 'prom', name: 'Prometheus', kind: 'prometheus' };
const ALERTMANAGER: AlertmanagerSource = { uid: 'am', name: 'Alertmanager' };

const instance = (labels: Record<string, string>, more: Partial<AlertInstance> = {}): AlertInstance => ({
  labels,
  annotations: {},
  state: 'firing',
  isFault: false,
  activeAt: 1000,
  value: undefined,
  ...more,
});
const rule = (source: RuleSource, name: string, alerts: AlertInstance[]): RuleState => ({
  ...{ source, name, group: 'g', folder: 'f', folderUid: '', uid: undefined, labels: {}, annotations: {} },
  ...{ health: 'ok', lastError: undefined, lastEvaluation: 1, isPaused: false, receiver: undefined },
  alerts,
  firing: alerts.length,
});
const held = (labels: Record<string, string>, more: Partial<ActiveAlert> = {}): ActiveAlert => ({
  ...{ labels, annotations: {}, startsAt: 2000, receivers: ['pager'], silencedBy: [], isInhibited: false },
  value: undefined,
  ...more,
});

describe('mergeAlerts', () => {
  test('one check of two evaluators and an Alertmanager is one alert', () => {
    const own = { quayside_check: 'oom-kill', instance: 'web-1', name: 'edge' };
    const merged = mergeAlerts(
      [
        rule(GRAFANA, 'The kernel killed a container', [
          instance(
            { ...own, alertname: 'The kernel killed a container', grafana_folder: 'Quayside' },
            { state: 'pending' }
          ),
        ]),
        rule(PROMETHEUS, 'OomKill', [
          instance({ ...own, alertname: 'OomKill', severity: 'warning' }, { activeAt: 500, value: 2 }),
        ]),
      ],
      [{ source: ALERTMANAGER, alerts: [held({ ...own, alertname: 'OomKill', severity: 'warning', cluster: 'eu' })] }]
    );
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({ checkId: 'oom-kill', state: 'firing', since: 500, value: 2 });
    expect(merged[0]?.tellers.map(({ name }) => name)).toEqual(['Grafana', 'Prometheus', 'Alertmanager']);
  });

  test.each([
    ['other subjects', { quayside_check: 'a', name: 'x' }, { quayside_check: 'a', name: 'y' }],
    ['other checks', { quayside_check: 'a', name: 'x' }, { quayside_check: 'b', name: 'x' }],
    ['rules of others with other names', { alertname: 'A', name: 'x' }, { alertname: 'B', name: 'x' }],
    // Of one source each alert is its own, even where the labels of one hold those of the other.
    ['one rule, with a label more', { alertname: 'A', name: 'x' }, { alertname: 'A', name: 'x', disk: 'sda' }],
  ])('%s are two', (_what, a, b) => {
    expect(mergeAlerts([rule(PROMETHEUS, 'R', [instance(a), instance(b)])], [])).toHaveLength(2);
  });

  test.each([
    ['the worse of two rules of one check', {}, 'critical', 'Critical'],
    ['the one that fires, where the worse one waits', { state: 'pending' as const }, 'warning', 'Warning'],
  ])('is %s, whichever is told of first', (_what, more, severity, title) => {
    const own = { quayside_check: 'memory-near-limit', name: 'edge' };
    const rules = [
      rule(GRAFANA, 'Warning', [instance({ ...own, severity: 'warning' }, { annotations: { quayside_choice: 'w' } })]),
      rule(PROMETHEUS, 'Critical', [
        instance({ ...own, severity: 'critical' }, { ...more, annotations: { quayside_choice: 'c' } }),
      ]),
    ];
    for (const told of [rules, [...rules].reverse()]) {
      const [merged, ...others] = mergeAlerts(told, []);
      expect(others).toEqual([]);
      expect(merged).toMatchObject({ state: 'firing', title, labels: { severity } });
      expect(merged?.annotations).toEqual({ quayside_choice: title[0]?.toLowerCase() });
    }
  });

  test('knows what is silenced everywhere that it is held', () => {
    const labels = { alertname: 'A', name: 'x' };
    const other: AlertmanagerSource = { uid: 'grafana', name: 'Grafana' };
    const of = (...silenced: boolean[]) =>
      mergeAlerts(
        [],
        silenced.map((is, index) => ({
          source: index === 0 ? ALERTMANAGER : other,
          alerts: [held(labels, { silencedBy: is ? ['s'] : [] })],
        }))
      ).map(isSilenced);
    expect(of(true)).toEqual([true]);
    expect(of(true, true)).toEqual([true]);
    expect(of(true, false)).toEqual([false]);
    expect(mergeAlerts([rule(PROMETHEUS, 'A', [instance(labels)])], []).map(isSilenced)).toEqual([false]);
  });

  test('ten thousand of them take no time worth speaking of', () => {
    const alerts = Array.from({ length: 10_000 }, (_, index) => ({ alertname: 'A', name: `container-${index}` }));
    const merged = mergeAlerts(
      [
        rule(
          PROMETHEUS,
          'A',
          alerts.map((labels) => instance(labels))
        ),
      ],
      [{ source: ALERTMANAGER, alerts: alerts.map((labels) => held({ ...labels, cluster: 'eu' })) }]
    );
    expect(merged).toHaveLength(10_000);
    expect(merged.every(({ tellers }) => tellers.length === 2)).toBe(true);
  });

  test('the worst and the latest come first, what is pending last', () => {
    const merged = mergeAlerts(
      [
        rule(PROMETHEUS, 'R', [
          instance({ alertname: 'pending', severity: 'critical' }, { state: 'pending' }),
          instance({ alertname: 'old', severity: 'warning' }, { activeAt: 1 }),
          instance({ alertname: 'new', severity: 'warning' }, { activeAt: 9 }),
          instance({ alertname: 'worst', severity: 'critical' }, { activeAt: 1 }),
          instance({ alertname: 'none' }, { activeAt: 9 }),
        ]),
      ],
      []
    );
    expect(merged.sort(compareAlerts).map(({ labels }) => labels['alertname'])).toEqual([
      'worst',
      'new',
      'old',
      'none',
      'pending',
    ]);
  });
});
