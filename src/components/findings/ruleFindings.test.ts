/** @jest-environment node */
import { checkById } from '../../checks/catalog';
import { parameterValues } from '../../checks/check';
import { alertRuleOf } from '../../checks/rules/alertRule';
import type { ChosenCheck } from '../../checks/rules/chosen';
import { renderTexts } from '../../checks/rules/ruleText';
import type { ActiveAlert } from '../../grafana/alerting/alertmanagers';
import type { RuleState } from '../../grafana/alerting/ruleStates';
import { DOCKER } from '../../signals/conventions';
import { findingsOfRules, withAsked } from './ruleFindings';
import { withHeld } from './withHeld';

const NOW = 1_700_000_000_000;
const LABELS = { quayside_check: 'oom-kill', instance: 'web-1:8080', name: 'edge' };

/** What Prometheus tells of the rule of a check. */
function told(chosen: Partial<ChosenCheck>): Pick<RuleState, 'labels' | 'annotations'> {
  const made = alertRuleOf(
    { check: checkById('oom-kill'), parameters: {}, ...chosen },
    { conventions: DOCKER, grafanaUrl: 'http://g' }
  );
  return { labels: renderTexts(made.labels, 'prometheus'), annotations: renderTexts(made.annotations, 'prometheus') };
}

const rule = (more: Partial<RuleState> = {}): RuleState => ({
  source: { uid: 'grafana', name: 'Grafana', kind: 'grafana' },
  name: 'Kill',
  group: 'quayside',
  folder: 'Quayside',
  folderUid: 'quayside-alerts',
  uid: 'x',
  ...told({}),
  health: 'ok',
  lastError: undefined,
  lastEvaluation: NOW - 30_000,
  isPaused: false,
  receiver: undefined,
  alerts: [{ labels: LABELS, annotations: {}, state: 'firing', isFault: false, activeAt: NOW - 60_000, value: 2 }],
  firing: 1,
  ...more,
});

describe('findingsOfRules', () => {
  test('a rule that is installed and well tells of its check', () => {
    const { findings, known } = findingsOfRules([rule()], DOCKER, NOW);
    expect([...known]).toEqual(['oom-kill']);
    expect(findings).toMatchObject([
      {
        value: 2,
        since: NOW - 60_000,
        rule: 'Grafana',
        subject: { kind: 'container', container: { host: 'web-1', name: 'edge' } },
      },
    ]);
  });

  test.each<[string, Partial<RuleState>]>([
    ['fails', { health: 'error' }],
    ['was never evaluated', { lastEvaluation: undefined }],
    ['was evaluated long ago', { lastEvaluation: NOW - 3_600_000 }],
    ['is paused', { isPaused: true }],
    ['has more alerts than were told', { firing: 500 }],
    ['is of others', { labels: {} }],
    ['is of a check that there is not', { labels: { quayside_check: 'nonsense' } }],
  ])('one that %s says nothing: its check is asked', (_why, more) => {
    const { findings, known } = findingsOfRules([rule(more)], DOCKER, NOW);
    expect([findings, [...known]]).toEqual([[], []]);
  });

  const nearLimit = (chosen: Partial<ChosenCheck>, value: number | undefined = 0.6): RuleState => {
    const texts = told({ check: checkById('memory-near-limit'), ...chosen });
    const [alert] = rule().alerts;
    return rule({
      ...texts,
      alerts: alert ? [{ ...alert, labels: { ...LABELS, quayside_check: 'memory-near-limit' }, value }] : [],
    });
  };

  test('severity, duration and threshold are those of the rule that fires', () => {
    const { findings, known } = findingsOfRules(
      [nearLimit({ parameters: { share: 0.5 }, severity: 'critical', forSeconds: 60 })],
      DOCKER,
      NOW
    );
    expect(findings).toMatchObject([
      { value: 0.6, parameters: { share: 0.5 }, check: { severity: 'critical', forSeconds: 60 } },
    ]);
    // With other numbers it says nothing of what the check itself would find.
    expect([...known]).toEqual([]);
  });

  test('a rule for one container leaves all others to be asked', () => {
    const scope = { containers: [{ host: 'web-1', name: 'edge' }] };
    const { findings, known } = findingsOfRules([nearLimit({ scope })], DOCKER, NOW);
    expect(findings).toHaveLength(1);
    expect([...known]).toEqual([]);
    expect([...findingsOfRules([nearLimit({})], DOCKER, NOW).known]).toEqual(['memory-near-limit']);
  });

  test('a rule that does not tell what it asks, such as one of others, is no reason not to ask', () => {
    const { findings, known } = findingsOfRules([rule({ annotations: {} })], DOCKER, NOW);
    expect(findings).toHaveLength(1);
    expect([...known]).toEqual([]);
  });

  test('of two rules of one check that fire for one thing, the graver counts', () => {
    const rules = [nearLimit({}), nearLimit({ parameters: { share: 0.5 }, severity: 'critical' })];
    const { findings } = findingsOfRules(rules, DOCKER, NOW);
    expect(findings.map(({ check }) => check.severity)).toEqual(['critical']);
  });

  test('what was asked stands beside what rules tell, each thing once', () => {
    const firing = findingsOfRules([nearLimit({ severity: 'critical' })], DOCKER, NOW).findings;
    const check = checkById('memory-near-limit');
    const asked = firing.map(({ subject }) => ({ check, subject, parameters: parameterValues(check), value: 0.95 }));
    const other = asked.map((one) => ({ ...one, subject: { kind: 'host' as const, host: 'app-1' } }));
    expect(withAsked(firing, [...asked, ...other])).toEqual([...firing, ...other]);
    const waiting = firing.map((one) => ({ ...one, pending: true }));
    expect(withAsked(waiting, asked)).toEqual(asked);
  });

  test('of two places that evaluate the same check, who fires counts', () => {
    const [alert] = rule().alerts;
    const pending = rule({ alerts: alert ? [{ ...alert, state: 'pending' }] : [] });
    const { findings } = findingsOfRules([pending, rule()], DOCKER, NOW);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.pending).toBeUndefined();
  });
});

describe('withHeld', () => {
  const source = { uid: 'grafana', name: 'Grafana' };
  const until = NOW + 3_600_000;
  const silence = { id: 's', source, matchers: [], startsAt: 0, endsAt: until, createdBy: '', comment: '' };
  const alert: ActiveAlert = {
    labels: LABELS,
    annotations: {},
    startsAt: NOW,
    receivers: [],
    silencedBy: [],
    isInhibited: false,
  };
  const { findings } = findingsOfRules([rule()], DOCKER, NOW);
  const held = (...silencedBy: string[][]) => ({
    alerts: [{ source, alerts: silencedBy.map((ids) => ({ ...alert, silencedBy: ids })) }],
    silences: [{ ...silence, state: 'active' as const }],
  });

  test('says until when nobody is told', () => {
    expect(withHeld(findings, held(['s']), DOCKER)[0]?.silencedUntil).toBe(until);
  });

  test('tells the value where the rule itself does not, as Grafana’s', () => {
    const [finding] = findings;
    const unknown = finding ? [{ ...finding, value: NaN }] : [];
    const alerts = (severity: string) => [
      { source, alerts: [{ ...alert, labels: { ...LABELS, severity }, value: 7 }] },
    ];
    const severity = finding?.check.severity ?? '';
    expect(withHeld(unknown, { alerts: alerts(severity), silences: [] }, DOCKER)[0]?.value).toBe(7);
    // That of another rule of the same check may be a count over another window.
    expect(withHeld(unknown, { alerts: alerts('other'), silences: [] }, DOCKER)[0]?.value).toBeNaN();
    expect(withHeld(findings, { alerts: alerts(severity), silences: [] }, DOCKER)[0]?.value).toBe(2);
  });

  test('what one of two Alertmanagers still sends is not silenced', () => {
    expect(withHeld(findings, held(['s'], []), DOCKER)[0]?.silencedUntil).toBeUndefined();
    expect(withHeld(findings, held(), DOCKER)[0]?.silencedUntil).toBeUndefined();
  });
});
