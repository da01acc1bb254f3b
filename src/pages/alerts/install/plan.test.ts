import { checkById } from '../../../checks/catalog';
import { grafanaRuleGroup } from '../../../checks/rules/grafanaRules';
import type { ChosenCheck } from '../../../checks/rules/chosen';
import type { StoredRule } from '../../../grafana/alerting/grafanaGroups';
import { DOCKER } from '../../../signals/conventions';
import { countChanges, planGrafana, planRuler, ruleFiles, rulesFor } from './plan';
import type { InstallTarget } from './target';

const GRAFANA: Extract<InstallTarget, { kind: 'grafana' }> = {
  kind: 'grafana',
  folderUid: 'quayside-alerts',
  group: 'quayside',
  receiver: '',
};
const LOKI: InstallTarget = { kind: 'ruler', source: { uid: 'loki', name: 'Loki', type: 'loki', isDefault: false } };
const MADE = { conventions: DOCKER, prometheusUid: 'prom', lokiUid: 'loki', grafanaUrl: 'http://grafana' };

const chosen = (id: string, more: Partial<ChosenCheck> = {}): ChosenCheck => ({
  check: checkById(id),
  parameters: {},
  ...more,
});
const memory = chosen('memory-near-limit');
const oom = chosen('oom-kill');
const logs = chosen('exceptions-jump');

const foreign: StoredRule = {
  ...{ uid: 'theirs', title: 'Theirs', ruleGroup: 'quayside', folderUID: 'quayside-alerts', condition: 'A', data: [] },
  ...{ noDataState: 'NoData', execErrState: 'Error', for: '5m', keep_firing_for: '0s', labels: {}, annotations: {} },
  isPaused: false,
};

/** The rules as Grafana gives them back. */
const installed = (...picks: ChosenCheck[]): StoredRule[] =>
  grafanaRuleGroup(rulesFor(picks, GRAFANA, MADE).rules).rules.map((rule) => ({ ...rule, provenance: '' }));

describe('planGrafana', () => {
  const plan = (picks: ChosenCheck[], stored?: StoredRule[]) =>
    planGrafana(
      rulesFor(picks, GRAFANA, MADE).rules,
      GRAFANA,
      stored && { interval: 60, rules: stored, provenance: undefined }
    );

  test('the first time everything is new', () => {
    expect(countChanges(plan([memory, oom]).changes)).toEqual({ moved: 0, added: 2, changed: 0, same: 0, foreign: 0 });
  });

  test('the second time nothing changes', () => {
    const again = plan([memory, oom], installed(memory, oom));
    expect(countChanges(again.changes)).toEqual({ moved: 0, added: 0, changed: 0, same: 2, foreign: 0 });
    expect(again.toTry).toEqual([]);
  });

  test('what is installed stays where something else is chosen, and foreign rules stay as they came', () => {
    const { changes, rules, toTry } = plan([oom], [foreign, ...installed(memory)]);
    expect(countChanges(changes)).toEqual({ moved: 0, added: 1, changed: 0, same: 1, foreign: 1 });
    expect(rules.map(({ title }) => title)).toEqual(['Theirs', memory.check.title, oom.check.title]);
    expect(rules[0]).toBe(foreign);
    expect(toTry.map(({ title }) => title)).toEqual([oom.check.title]);
  });

  test('another threshold changes the rule that is there', () => {
    const { changes } = plan([chosen('memory-near-limit', { parameters: { share: 0.5 } })], installed(memory));
    const [change] = changes;
    expect(change?.kind).toBe('changed');
    expect(change?.fields.map(({ path }) => path)).toContain('data[1].model.conditions[0].evaluator.params[0]');
  });

  test('a rule that is in another group is said to leave it', () => {
    const { rules } = rulesFor([memory, oom], GRAFANA, MADE);
    const elsewhere = new Map([['quayside-oom-kill', 'Other / group']]);
    const { changes, toTry } = planGrafana(rules, GRAFANA, undefined, elsewhere);
    expect(countChanges(changes)).toEqual({ moved: 1, added: 1, changed: 0, same: 0, foreign: 0 });
    expect(changes.find(({ kind }) => kind === 'moved')).toMatchObject({
      id: 'quayside-oom-kill',
      fields: [{ path: 'place', installed: 'Other / group', wanted: 'here' }],
    });
    expect(toTry).toHaveLength(2);
  });

  test('another contact point does too', () => {
    const { rules } = rulesFor([memory], GRAFANA, MADE);
    const stored = { interval: 60, rules: installed(memory), provenance: undefined };
    const { changes } = planGrafana(rules, { ...GRAFANA, receiver: 'pager' }, stored);
    expect(changes[0]?.fields).toEqual([
      { path: 'receiver', installed: undefined, wanted: 'pager' },
      { path: 'groupBy', installed: undefined, wanted: 'grafana_folder, alertname, host' },
    ]);
  });
});

describe('rulesFor', () => {
  test('a ruler of Loki takes what reads logs, and says why not the rest', () => {
    const { rules, leftOut } = rulesFor([memory, logs], LOKI, MADE);
    expect(rules.map(({ checkId }) => checkId)).toEqual(['exceptions-jump']);
    expect(leftOut).toEqual([{ chosen: memory, why: expect.stringContaining('reads metrics') as string }]);
  });

  test('a list that nobody has filled makes no rule', () => {
    const expected = chosen('expected-container-missing');
    expect(rulesFor([expected], GRAFANA, MADE).leftOut[0]?.why).toMatch(/list is empty/);
  });

  test('what only Loki’s ruler can evaluate is left out of Grafana', () => {
    const burst: ChosenCheck = { ...logs, check: { ...logs.check, rulerOnly: true } };
    expect(rulesFor([burst], GRAFANA, MADE).leftOut[0]?.why).toMatch(/Only Loki’s ruler/);
  });

  test('what does not apply here is left out before its queries are made', () => {
    expect(rulesFor([chosen('nginx-server-errors')], GRAFANA, MADE).leftOut[0]?.why).toMatch(/does not apply/);
  });
});

describe('planRuler', () => {
  const { rules } = rulesFor([logs], LOKI, MADE);
  const stored = planRuler(rules, true, undefined).rules;

  test('installing twice changes nothing, and foreign rules stay', () => {
    const theirs = { alert: 'Theirs', expr: 'vector(1)', labels: {}, annotations: {} };
    const again = planRuler(rules, true, { name: 'quayside', rules: [theirs, ...stored.map((rule) => ({ ...rule }))] });
    expect(countChanges(again.changes)).toEqual({ moved: 0, added: 0, changed: 0, same: 1, foreign: 1 });
    expect(again.rules[0]).toBe(theirs);
  });
});

test('files are one for each server', () => {
  const { rules } = rulesFor([memory, logs], { kind: 'files' }, MADE);
  expect(ruleFiles(rules, MADE).map(({ name }) => name)).toEqual([
    'quayside.prometheus.yaml',
    'quayside.loki.yaml',
    'quayside.grafana.yaml',
  ]);
});
