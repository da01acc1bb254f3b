/** @jest-environment node */
import type { ActiveAlert } from '../../grafana/alerting/alertmanagers';
import type { RuleState } from '../../grafana/alerting/ruleStates';
import { DOCKER } from '../../signals/conventions';
import { findingsOfRules } from './ruleFindings';
import { withSilences } from './silences';

const NOW = 1_700_000_000_000;
const LABELS = { quayside_check: 'oom-kill', instance: 'web-1:8080', name: 'edge' };

const rule = (more: Partial<RuleState> = {}): RuleState => ({
  source: { uid: 'grafana', name: 'Grafana', kind: 'grafana' },
  name: 'Kill',
  group: 'quayside',
  folder: 'Quayside',
  folderUid: 'quayside-alerts',
  uid: 'x',
  labels: { quayside_check: 'oom-kill' },
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

  test('of two places that evaluate the same check, who fires counts', () => {
    const [alert] = rule().alerts;
    const pending = rule({ alerts: alert ? [{ ...alert, state: 'pending' }] : [] });
    const { findings } = findingsOfRules([pending, rule()], DOCKER, NOW);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.pending).toBeUndefined();
  });
});

describe('withSilences', () => {
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
    expect(withSilences(findings, held(['s']), DOCKER)[0]?.silencedUntil).toBe(until);
  });

  test('what one of two Alertmanagers still sends is not silenced', () => {
    expect(withSilences(findings, held(['s'], []), DOCKER)[0]?.silencedUntil).toBeUndefined();
    expect(withSilences(findings, held(), DOCKER)[0]?.silencedUntil).toBeUndefined();
  });
});
