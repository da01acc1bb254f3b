import { stringify } from 'yaml';
import { checkById } from '../../src/checks/catalog';
import type { ChosenCheck } from '../../src/checks/rules/chosen';
import { chosenOfRule } from '../../src/checks/rules/chosenText';
import { install, remove } from '../../src/pages/alerts/install/install';
import { planAt, readPlace } from '../../src/pages/alerts/install/place';
import { rulesFor } from '../../src/pages/alerts/install/plan';
import type { RulerTarget } from '../../src/pages/alerts/install/target';
import { verify } from '../../src/pages/alerts/install/verify';
import { DOCKER } from '../../src/signals/conventions';
import { waitFor } from '../../stack/native/waitFor';
import { connectBoth, LOKI } from './support/doctorRuntime';
import { startLoki, type Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual<object>('./support/doctorRuntime'));

const TARGET: RulerTarget = { kind: 'ruler', source: LOKI };
const MADE = { conventions: DOCKER, grafanaUrl: 'https://grafana.example' };
const jump: ChosenCheck = { check: checkById('exceptions-jump'), parameters: {} };
const critical: ChosenCheck = { ...jump, severity: 'critical' };

/** What somebody else keeps in our very group, and beside it. */
const FOREIGN = [
  { alert: 'Theirs', expr: 'sum(count_over_time({job="theirs"}[5m])) > 5', for: '2m', labels: { team: 'db' } },
  { record: 'theirs:lines', expr: 'sum(count_over_time({job="theirs"}[1m]))' },
];

let loki: Server;
beforeAll(async () => {
  loki = await startLoki({ args: ['-ruler.poll-interval=1s', '-ruler.remote-write.enabled=false'] });
  connectBoth('', loki.url);
});
afterAll(() => loki?.stop());

const rulesUrl = (path: string) => `${loki.url}/loki/api/v1/rules/${path}`;

async function post(namespace: string, group: object): Promise<void> {
  const response = await fetch(rulesUrl(namespace), {
    method: 'POST',
    headers: { 'Content-Type': 'application/yaml' },
    body: stringify(group),
  });
  expect({ status: response.status, said: await response.text() }).toMatchObject({ status: 202 });
}

/** What the ruler itself holds, as it says it. */
const stored = async (namespace: string) => (await fetch(rulesUrl(namespace))).text();
const group = async () => (await readPlace(TARGET)).ruler;
const names = async () => (await group())?.rules.map(({ alert, record }) => alert || record);

beforeEach(async () => {
  await fetch(rulesUrl('quayside/quayside'), { method: 'DELETE' });
  await post('quayside', { name: 'quayside', interval: '10s', rules: FOREIGN });
  await post('theirs', { name: 'quayside', rules: FOREIGN });
});

async function shown(picks: ChosenCheck[]) {
  const { rules } = rulesFor(picks, TARGET, MADE);
  const { changes, wanted } = planAt(rules, TARGET, await readPlace(TARGET));
  return { rules, changes, wanted };
}

async function installed(...picks: ChosenCheck[]): Promise<void> {
  const { rules, changes } = await shown(picks);
  await install(rules, TARGET, changes, () => undefined);
}

describe('installing in a real ruler', () => {
  it('adds ours to what others have there, which stays as it was', async () => {
    const beside = await stored('theirs');
    await installed(jump, critical);
    expect(await names()).toEqual(['Theirs', 'theirs:lines', 'ExceptionsJump', 'ExceptionsJumpCritical']);
    const now = await group();
    expect(now?.interval).toBe('10s');
    expect(now?.rules[0]).toMatchObject(FOREIGN[0] ?? {});
    expect(now?.rules[1]).toMatchObject(FOREIGN[1] ?? {});
    expect(await stored('theirs')).toBe(beside);
  });

  it('changes nothing the second time', async () => {
    await installed(jump);
    const before = await stored('quayside');
    const { changes } = await shown([jump]);
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['foreign', 'foreign', 'same']);
    await installed(jump);
    expect(await stored('quayside')).toBe(before);
  });

  it('keeps what somebody else stored while the page was open', async () => {
    const { rules, changes } = await shown([jump]);
    const late = { alert: 'Late', expr: 'vector(1) > 2' };
    await post('quayside', { name: 'quayside', interval: '10s', rules: [...FOREIGN, late] });
    await install(rules, TARGET, changes, () => undefined);
    expect(await names()).toEqual(['Theirs', 'theirs:lines', 'Late', 'ExceptionsJump']);
  });

  it('refuses a rule that does not work, with the server’s words, before anything is stored', async () => {
    const before = await stored('quayside');
    const { rules, changes } = await shown([jump]);
    const broken = rules.map((rule) => ({ ...rule, expr: 'sum by (host (' }));
    await expect(install(broken, TARGET, changes, () => undefined)).rejects.toMatchObject({
      detail: expect.stringMatching(/parse error|syntax error/) as string,
    });
    expect(await stored('quayside')).toBe(before);
  });

  it('makes rules that are evaluated and healthy, and tell what they were chosen as', async () => {
    await installed(jump, critical);
    const { changes, wanted } = await shown([jump, critical]);
    const watched = changes.filter(({ id }) => wanted.has(id));
    const found = await waitFor(
      'the ruler to evaluate what was installed',
      async () => {
        const states = await verify(TARGET, watched, new AbortController().signal);
        return states.every(({ health }) => health !== 'unknown') ? states : undefined;
      },
      { deadlineMs: 120_000 }
    );
    expect(found.map(({ id, health, error }) => ({ id, health, error }))).toEqual([
      { id: 'ExceptionsJump', health: 'ok', error: undefined },
      { id: 'ExceptionsJumpCritical', health: 'ok', error: undefined },
    ]);
    const rule = (await group())?.rules.find(({ alert }) => alert === 'ExceptionsJumpCritical');
    expect(rule && chosenOfRule(rule)).toEqual(critical);
  });
});

describe('removing from a real ruler', () => {
  it('takes one of two rules of a check, then the other, and nothing of others', async () => {
    await installed(jump, critical);
    expect(await remove(TARGET, (await shown([critical])).wanted)).toBe(1);
    expect(await names()).toEqual(['Theirs', 'theirs:lines', 'ExceptionsJump']);
    expect(await remove(TARGET, 'all')).toBe(1);
    expect(await names()).toEqual(['Theirs', 'theirs:lines']);
    expect(await remove(TARGET, 'all')).toBe(0);
  });

  it('leaves no empty group where nothing else is in it', async () => {
    await fetch(rulesUrl('quayside/quayside'), { method: 'DELETE' });
    await installed(jump);
    expect(await remove(TARGET, 'all')).toBe(1);
    expect(await group()).toBeUndefined();
  });
});
