import { of, throwError } from 'rxjs';
import type { BackendSrvRequest } from '@grafana/runtime';
import { checkById } from '../../../checks/catalog';
import type { ChosenCheck } from '../../../checks/rules/chosen';
import type { GrafanaRule, GrafanaRuleGroup } from '../../../checks/rules/grafanaRules';
import { DOCKER } from '../../../signals/conventions';
import { install, remove } from './install';
import { planAt, readPlace } from './place';
import { rulesFor } from './plan';
import type { GrafanaTarget } from './target';
import { verify } from './verify';

const mockFetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: (request: BackendSrvRequest) => mockFetch(request) as unknown }),
}));

const TARGET: GrafanaTarget = { kind: 'grafana', folderUid: 'quayside-alerts', group: 'quayside', receiver: '' };
const MADE = { conventions: DOCKER, prometheusUid: 'prom', lokiUid: 'loki' };
const memory: ChosenCheck = { check: checkById('memory-near-limit'), parameters: {} };
const oom: ChosenCheck = { check: checkById('oom-kill'), parameters: {} };

const GROUP = /^\/api\/v1\/provisioning\/folder\/([^/]+)\/rule-groups\/([^/]+)$/;

/** As much of Grafana as stores rules. */
class Grafana {
  readonly groups = new Map<string, GrafanaRuleGroup>();
  /** What happens when rules are tried: between the look at what changes and the storing. */
  meanwhile: () => void = () => undefined;

  rulesOf(group = 'quayside'): GrafanaRule[] {
    return this.groups.get(`quayside-alerts/${group}`)?.rules ?? [];
  }

  put(rules: GrafanaRule[], title = 'quayside'): void {
    this.groups.set(`quayside-alerts/${title}`, { title, folderUid: 'quayside-alerts', interval: 60, rules });
  }

  answer({ url, method, data }: BackendSrvRequest): unknown {
    const [, folder = '', title = ''] = GROUP.exec(url) ?? [];
    const key = `${folder}/${title}`;
    if (title !== '') {
      const stored = this.groups.get(key);
      if (method === 'PUT') {
        this.groups.set(key, data as GrafanaRuleGroup);
      } else if (method === 'DELETE') {
        this.groups.delete(key);
      }
      return method === 'GET' && !stored
        ? throwError(() => ({ status: 404, data: {}, config: {} }))
        : of({ data: method === 'GET' ? stored : {} });
    }
    if (url.startsWith('/api/search')) {
      return of({ data: [{ uid: 'quayside-alerts', title: 'Quayside' }] });
    }
    if (url.startsWith('/api/prometheus/grafana')) {
      const groups = [...this.groups.values()].map((group) => ({
        ...{ name: group.title, file: 'Quayside', folderUid: group.folderUid },
        rules: group.rules.map(({ uid, title: name, labels }) => ({
          ...{ type: 'alerting', name, uid, labels, health: uid.endsWith('critical') ? 'error' : 'ok' },
          lastError: uid.endsWith('critical') ? 'broken' : '',
        })),
      }));
      return of({ data: { data: { groups } } });
    }
    if (url === '/api/v1/eval') {
      this.meanwhile();
      return of({ data: { results: {} } });
    }
    throw new Error(`nothing answers ${method} ${url} here`);
  }
}

let grafana: Grafana;
beforeEach(() => {
  grafana = new Grafana();
  mockFetch.mockImplementation((request: BackendSrvRequest) => grafana.answer(request));
});

/** What a page shows of this choice now. */
async function shown(picks: ChosenCheck[]) {
  const { rules } = rulesFor(picks, TARGET, MADE);
  const { changes, wanted } = planAt(rules, TARGET, await readPlace(TARGET));
  return { rules, changes, wanted };
}

async function installed(...picks: ChosenCheck[]): Promise<void> {
  const { rules, changes } = await shown(picks);
  await install(rules, TARGET, changes, () => undefined);
}

const titles = () => grafana.rulesOf().map(({ title }) => title);
const foreignOf = (rule: GrafanaRule | undefined): GrafanaRule => {
  if (!rule) {
    throw new Error('nothing is installed');
  }
  return { ...rule, uid: 'theirs', title: 'Theirs', labels: { team: 'db' } };
};

describe('install', () => {
  test.each([
    ['before it is pressed', (act: () => void) => act()],
    ['while rules are tried', (act: () => void) => (grafana.meanwhile = act)],
  ])('keeps a rule of somebody else that came %s', async (_when, at) => {
    await installed(memory);
    const { rules, changes } = await shown([memory, oom]);
    const theirs = foreignOf(grafana.rulesOf()[0]);
    at(() => grafana.put([theirs, ...grafana.rulesOf().filter(({ uid }) => uid !== 'theirs')]));
    await install(rules, TARGET, changes, () => undefined);
    expect(titles()).toEqual(['Theirs', memory.check.title, oom.check.title]);
  });

  test('is refused where a chosen rule is not what was shown any more', async () => {
    await installed(memory);
    const lower = { ...memory, parameters: { share: 0.5 } };
    const { rules, changes } = await shown([lower]);
    const other = grafana.rulesOf().map((rule) => ({ ...rule, for: '1h' }));
    grafana.put(other);
    await expect(install(rules, TARGET, changes, () => undefined)).rejects.toMatchObject({
      title: 'Somebody else has changed these rules meanwhile',
      detail: memory.check.title,
    });
    expect(grafana.rulesOf()).toEqual(other);
  });

  test('twice changes nothing', async () => {
    await installed(memory, oom);
    const before = JSON.stringify(grafana.rulesOf());
    const { changes } = await shown([memory, oom]);
    expect(changes.map(({ kind }) => kind)).toEqual(['same', 'same']);
    await installed(memory, oom);
    expect(JSON.stringify(grafana.rulesOf())).toBe(before);
  });

  test('says of a rule in another group that it is moved', async () => {
    grafana.put([]);
    const { rules } = await shown([memory]);
    const other = { ...TARGET, group: 'other' };
    await install(rules, other, planAt(rules, other, await readPlace(other)).changes, () => undefined);
    const { changes } = await shown([memory]);
    expect(changes.map(({ kind, fields }) => [kind, fields[0]?.installed])).toEqual([['moved', 'Quayside / other']]);
  });
});

describe('two rules of one check', () => {
  const critical: ChosenCheck = { ...memory, severity: 'critical' };

  test('are removed one by one', async () => {
    await installed(memory, critical);
    const { wanted } = await shown([critical]);
    expect(await remove(TARGET, wanted)).toBe(1);
    expect(titles()).toEqual([memory.check.title]);
    await installed(critical);
    expect(await remove(TARGET, (await shown([memory])).wanted)).toBe(1);
    expect(titles()).toEqual([`${memory.check.title} (critical)`]);
  });

  test('are each watched by themselves', async () => {
    await installed(memory, critical);
    const { changes } = await shown([critical, memory]);
    const found = await verify(TARGET, changes, new AbortController().signal);
    expect(found.map(({ name, health }) => [name, health])).toEqual([
      [`${memory.check.title} (critical)`, 'error'],
      [memory.check.title, 'ok'],
    ]);
  });
});

test('all of ours are removed, and nothing of others', async () => {
  await installed(memory, oom);
  grafana.put([foreignOf(grafana.rulesOf()[0]), ...grafana.rulesOf()]);
  expect(await remove(TARGET, 'all')).toBe(2);
  expect(titles()).toEqual(['Theirs']);
});
