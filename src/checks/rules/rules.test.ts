import { parse } from 'yaml';
import { INSTALLATIONS } from '../../signals/test-support/installations';
import { parseQuery } from '../../signals/test-support/queryParser';
import { DOCKER } from '../../signals/conventions';
import { checkById, checksFor, CHECKS } from '../catalog';
import { alertRuleOf, type AlertRule } from './alertRule';
import { readAlertLink } from './alertLink';
import { CHANNELS, contactPointOf } from './channels';
import { asTheyAre, lacksLists } from './chosen';
import { chosenOf, chosenOfRule, chosenText } from './chosenText';
import { forGrafana, grafanaProvisioning, grafanaRuleGroup, grafanaUid, OUR_GRAFANA_GROUP } from './grafanaRules';
import { lokiRuleFile } from './lokiRules';
import { NOTIFICATION_TEMPLATES } from './notificationTemplates';
import { isOurs, LONGEST_UID } from './ours';
import { prometheusRuleFile } from './prometheusRules';
import { fileDiff, grafanaDiff } from './ruleDiff';
import { toYaml } from './toYaml';

const target = {
  conventions: DOCKER,
  grafanaUrl: 'https://grafana.example/',
  prometheusUid: 'prom',
  lokiUid: 'loki',
};
const rulesFor = (conventions = DOCKER): AlertRule[] =>
  asTheyAre(checksFor(conventions))
    .filter((one) => !lacksLists(one))
    .map((one) => alertRuleOf(one, { ...target, conventions }));

const near = { check: checkById('memory-near-limit'), parameters: {} };

const noRule = (): never => {
  throw new Error('There is none');
};

describe('a rule', () => {
  it.each(INSTALLATIONS)(
    'of %s can be parsed, whole and in parts, and names what it is about',
    (_name, conventions) => {
      for (const rule of rulesFor(conventions)) {
        const language = rule.source === 'metrics' ? 'promql' : 'logql';
        const errors = [rule.expr, rule.value].flatMap((expr) => parseQuery(language, expr).errors);
        expect({ id: rule.id, errors }).toEqual({ id: rule.id, errors: [] });
        expect({ id: rule.id, threshold: Number.isFinite(rule.threshold) }).toEqual({ id: rule.id, threshold: true });
      }
    }
  );

  it('has an id and a name of its own, the same each time', () => {
    const rules = rulesFor();
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    expect(rulesFor().map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    expect(rules.every(({ name }) => /^[A-Z][a-zA-Z0-9]*$/.test(name))).toBe(true);
  });

  it('is another one for another scope or severity, and the same whatever its numbers', () => {
    const id = (more: object) => alertRuleOf({ ...near, ...more }, target).id;
    expect(id({ parameters: { share: 0.5 }, forSeconds: 0 })).toBe('memory-near-limit');
    expect(id({ severity: 'critical' })).toBe('memory-near-limit-critical');
    expect(id({ scope: { hosts: ['a'] } })).toMatch(/^memory-near-limit-[0-9a-f]{8}$/);
    expect(id({ scope: { hosts: ['a'] } })).not.toBe(id({ scope: { hosts: ['b'] } }));
    expect(id({ scope: { hosts: [] } })).toBe('memory-near-limit');
  });

  it('of a signal below a threshold is another one than above it', () => {
    const ofSignal = (text: string) => alertRuleOf(chosenOf(text) ?? noRule(), target);
    const above = ofSignal('signal:container.cpu.cores?p.threshold=2');
    const below = ofSignal('signal:container.cpu.cores?p.threshold=0&compare=<');
    expect(below.id).not.toBe(above.id);
    expect(below.name).not.toBe(above.name);
    expect(below.checkId).not.toBe(above.checkId);
  });

  it.each([
    ['as the catalog has it', {}, ''],
    ['with other numbers', { parameters: { share: 0.5 } }, ''],
    ['of another severity', { severity: 'critical' as const }, ' (critical)'],
    ['of one host', { scope: { hosts: ['web-1'] } }, ' (only web-1)'],
    [
      'of many',
      { scope: { hosts: ['a', 'b', 'c', 'd'] } },
      expect.stringMatching(/only a, b, c and 1 more\) \[[0-9a-f]{8}\]$/) as string,
    ],
  ])('%s has a title of its own, since a folder of Grafana takes no two of one title', (_what, more, suffix) => {
    const { title } = near.check;
    const wanted = typeof suffix === 'string' ? `${title}${suffix}` : suffix;
    expect(alertRuleOf({ ...near, ...more }, target).title).toEqual(wanted);
  });

  it('holds what was chosen, so that it can be opened and changed', () => {
    const chosen = { ...near, parameters: { share: 0.5 }, scope: { hosts: ['web-1'] } };
    const { annotations } = grafanaRuleGroup([alertRuleOf(chosen, target)]).rules[0] ?? noRule();
    expect(chosenOfRule({ labels: {}, annotations })).toEqual(chosen);
    expect(annotations['quayside_link']).toContain(`check=${encodeURIComponent(chosenText(chosen))}&`);
    const usual = grafanaRuleGroup([alertRuleOf(near, target)]).rules[0] ?? noRule();
    expect(usual.annotations).not.toHaveProperty('quayside_choice');
    expect(chosenOfRule(usual)).toEqual(near);
  });

  it('has no link that is too long for a message', () => {
    const hosts = Array.from({ length: 100 }, (_, index) => `host-number-${index}`);
    const { annotations } = grafanaRuleGroup([alertRuleOf({ ...near, scope: { hosts } }, target)]).rules[0] ?? noRule();
    expect(annotations['quayside_link']).toContain('check=memory-near-limit&');
    expect(chosenOfRule({ labels: {}, annotations })?.scope).toEqual({ hosts });
  });

  it('refuses a parameter that is out of bounds', () =>
    expect(() => alertRuleOf({ ...near, parameters: { share: 7 } }, target)).toThrow(/must be from 0\.01 to 1, not 7/));

  it('takes the severity, duration and scope that were chosen', () => {
    const rule = alertRuleOf({ ...near, severity: 'critical', forSeconds: 60, scope: { hosts: ['web-1'] } }, target);
    expect(rule).toMatchObject({ severity: 'critical', forSeconds: 60, labels: { severity: ['critical'] } });
    expect(rule.expr).toContain('instance=~"web-1(?::[0-9]+)?"');
  });
});

describe('the file for Prometheus', () => {
  const [group] = prometheusRuleFile([alertRuleOf(near, target)]).groups;
  const [rule] = group?.rules ?? [];

  it('says for how long, who is concerned, and where to look', () => {
    expect(rule).toMatchObject({ alert: 'MemoryNearLimit', for: '5m', keep_firing_for: '5m' });
    expect(rule?.labels).toMatchObject({ severity: 'warning', quayside_check: 'memory-near-limit' });
    expect(rule?.annotations['quayside_link']).toBe(
      'https://grafana.example/a/quayside-monitoring-app/alert?check=memory-near-limit' +
        '&label.instance={{ (index $labels "instance") | urlquery }}&label.name={{ (index $labels "name") | urlquery }}'
    );
    expect(rule?.annotations['summary']).toContain('{{ $value | humanizePercentage }}, limit 90%');
  });

  it('says what a value is where the title does not tell', () => {
    const missing = alertRuleOf({ check: checkById('container-missing-since-before'), parameters: {} }, target);
    const [file] = prometheusRuleFile([missing]).groups;
    expect(file?.rules[0]?.annotations['summary']).toMatch(/ \(it had run for \{\{ \$value[^}]*\}\} by then\)$/);
  });

  it('holds rules of metrics only, and no group where there is none', () => {
    const rules = rulesFor();
    const logs = rules.filter(({ source }) => source === 'logs');
    expect(prometheusRuleFile(logs)).toEqual({ groups: [] });
    expect(prometheusRuleFile(rules).groups[0]?.rules).toHaveLength(rules.length - logs.length);
  });

  it('means the same once it has been written and read', () => {
    const file = prometheusRuleFile(rulesFor());
    expect(parse(toYaml(file))).toEqual(file);
    expect(toYaml(file)).not.toMatch(/[&*]a\d/);
  });

  it('needs to know where Grafana is', () => {
    const rules = [alertRuleOf(near, { conventions: DOCKER })];
    expect(() => prometheusRuleFile(rules)).toThrow(/grafanaUrl/);
  });

  it('leaves braces in a text as they are', () => {
    const braces = { ...near.check, meaning: 'Like {{ this }}.' };
    const file = prometheusRuleFile([alertRuleOf({ ...near, check: braces }, target)]);
    expect(file.groups[0]?.rules[0]?.annotations['description']).toContain('Like {{ "{{" }} this }}.');
  });
});

describe('the namespace for Loki’s ruler', () => {
  const rules = lokiRuleFile(rulesFor()).groups.flatMap((group) => group.rules);

  it('asks for what was a minute ago, since lines arrive late', () => {
    expect(rules.length).toBeGreaterThan(0);
    for (const { alert, expr } of rules) {
      const ranges = expr.match(/\[\d+[smhd]\](?! offset)/g);
      expect({ alert, ranges }).toEqual({ alert, ranges: null });
    }
  });

  it('holds nothing that the ruler would forget without a word', () =>
    expect(rules.filter((rule) => 'keep_firing_for' in rule)).toEqual([]));
});

describe('Grafana’s rules', () => {
  it('have a uid that Grafana takes, each its own', () => {
    const uids = [
      ...rulesFor().map(({ id }) => grafanaUid(id)),
      grafanaUid('x'.repeat(80)),
      grafanaUid(`${'x'.repeat(80)}y`),
    ];
    expect(uids.every((uid) => uid.length <= LONGEST_UID && /^[a-zA-Z0-9_-]+$/.test(uid))).toBe(true);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it('compare in a node of their own, so that the threshold can be read and changed there', () => {
    const { rules, interval } = grafanaRuleGroup(rulesFor());
    expect(interval % 10).toBe(0);
    for (const { title, data, condition, noDataState, execErrState } of rules) {
      expect({ title, condition, nodes: data.map(({ refId }) => refId) }).toEqual({
        title,
        condition: 'B',
        nodes: ['A', 'B'],
      });
      expect({ noDataState, execErrState }).toEqual({ noDataState: 'OK', execErrState: 'Error' });
    }
    const [node] = rules.find(({ uid }) => uid === 'quayside-memory-near-limit')?.data.slice(1) ?? [];
    expect(node?.model['conditions']).toEqual([{ evaluator: { type: 'gt', params: [0.9] } }]);
  });

  it('ask Loki at once, not over a range', () => {
    const logs = grafanaRuleGroup(rulesFor()).rules.filter(({ data }) => data[0]?.datasourceUid === 'loki');
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.map(({ data }) => data[0]?.model['queryType'])).toEqual(logs.map(() => 'instant'));
  });

  it('leave out what only Loki’s ruler can evaluate', () => {
    const ruler = { ...alertRuleOf(near, target), rulerOnly: true };
    expect(forGrafana([ruler])).toEqual([]);
    expect(CHECKS.some(({ rulerOnly }) => rulerOnly)).toBe(true);
  });

  it('say where Grafana is by themselves', () => {
    const rules = [alertRuleOf(near, { conventions: DOCKER, prometheusUid: 'prom' })];
    expect(grafanaRuleGroup(rules).rules[0]?.annotations['quayside_link']).toMatch(
      /^\{\{ reReplaceAll "\/\$" "" externalURL \}\}\/a\/quayside/
    );
  });

  it('need a data source, and an interval that Grafana can keep', () => {
    expect(() => grafanaRuleGroup([alertRuleOf(near, { conventions: DOCKER })])).toThrow(/uid of a Prometheus/);
    expect(() => grafanaRuleGroup([], { ...OUR_GRAFANA_GROUP, intervalSeconds: 15 })).toThrow(
      /multiple of 10 s, not every 15/
    );
  });

  it('go to a contact point where one is chosen', () => {
    const [rule] = grafanaRuleGroup([alertRuleOf(near, target)], { ...OUR_GRAFANA_GROUP, receiver: 'ops' }).rules;
    expect(rule?.notification_settings).toEqual({
      receiver: 'ops',
      group_by: ['grafana_folder', 'alertname', 'host'],
    });
  });

  it('escape what Grafana would take for its environment: in labels, not in annotations', () => {
    const [rule] = grafanaProvisioning([alertRuleOf(near, target)]).groups[0]?.rules ?? [];
    const { labels, annotations } = rule as { labels: Record<string, string>; annotations: Record<string, string> };
    expect(labels['host']).toContain('$$labels');
    expect(annotations['summary']).toContain('$labels');
    expect(annotations['summary']).not.toContain('$$');
  });
});

describe('what installing changes', () => {
  const wanted = grafanaRuleGroup(rulesFor()).rules;

  it('is nothing the second time, whatever the server adds', () => {
    const stored = wanted.map((rule) => ({
      ...rule,
      id: 7,
      orgID: 1,
      for: rule.for === '5m' ? '5m0s' : rule.for,
      data: rule.data.map((node) => ({ ...node, queryType: '', model: { ...node.model, intervalMs: 1000 } })),
    }));
    expect(grafanaDiff(stored, wanted).filter(({ kind }) => kind !== 'same')).toEqual([]);
  });

  it('names what differs, what is new, what goes, and what is not ours', () => {
    const [first = noRule(), second = noRule(), ...rest] = wanted;
    const changed = { ...first, labels: { ...first.labels, severity: 'info' } };
    const foreign = { ...second, uid: 'theirs', labels: { team: 'db' } };
    const gone = { ...second, uid: 'quayside-old' };
    const changes = grafanaDiff([changed, foreign, gone, ...rest], wanted);
    expect(changes.filter(({ kind }) => kind !== 'same').map(({ kind, id, fields }) => [kind, id, fields])).toEqual([
      ['changed', first.uid, [{ path: 'labels.severity', installed: 'info', wanted: first.labels['severity'] }]],
      ['added', second.uid, []],
      ['removed', 'quayside-old', []],
      ['foreign', 'theirs', []],
    ]);
  });

  it('compares rules of files likewise', () => {
    const rules = prometheusRuleFile(rulesFor()).groups.flatMap((group) => group.rules);
    const [first] = rules;
    const slower = rules.map((rule) => (rule === first ? { ...rule, for: '1h', expr: 'vector(1)' } : rule));
    expect(fileDiff(rules, rules).every(({ kind }) => kind === 'same')).toBe(true);
    expect(
      fileDiff(slower, rules)
        .filter(({ kind }) => kind === 'changed')[0]
        ?.fields.map(({ path }) => path)
    ).toEqual(['expr', 'for']);
    expect(rules.every(isOurs)).toBe(true);
  });
});

describe('the link of an alert', () => {
  it.each([
    [
      'check=oom-kill&label.instance=web-1%3A8080&label.name=a%26b',
      { check: 'oom-kill', labels: { instance: 'web-1:8080', name: 'a&b' } },
    ],
    [
      'check=x&label.instance=&since=1700000000000&until=1700000060000',
      { check: 'x', labels: {}, since: 1700000000000, until: 1700000060000 },
    ],
    ['since=soon&until=-1', { check: '', labels: {} }],
  ])('%s', (text, expected) => expect(readAlertLink(new URLSearchParams(text))).toEqual(expected));
});

describe('channels', () => {
  it('use no template that does not exist', () => {
    const used = [...JSON.stringify(CHANNELS).matchAll(/template \\+"([^"\\]+)/g)].map(([, name]) => name);
    const defined = [...NOTIFICATION_TEMPLATES.matchAll(/define "([^"]+)"/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(CHANNELS.length);
    expect(used.filter((name) => !defined.includes(name))).toEqual([]);
  });

  it('say what they need before anything is sent', () => {
    const slack = CHANNELS.find(({ type }) => type === 'slack') ?? noRule();
    expect(() => contactPointOf(slack, 'ops', { url: ' ' })).toThrow('Slack needs: Incoming webhook, Channel');
    expect(contactPointOf(slack, 'ops', { url: ' https://s ', recipient: '#a' })).toMatchObject({
      name: 'ops',
      type: 'slack',
      settings: { url: 'https://s', recipient: '#a', text: '{{ template "quayside.slack.text" . }}' },
    });
  });
});
