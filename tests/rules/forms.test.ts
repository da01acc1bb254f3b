import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { checkById } from '../../src/checks/catalog';
import type { Check } from '../../src/checks/check';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import { prometheusRuleFile } from '../../src/checks/rules/prometheusRules';
import { DOCKER, VECTOR_COMBINED_LOGS, type Conventions } from '../../src/signals/conventions';
import { hostOf, type HostSystem } from '../../src/signals/hostNames';
import { waitFor } from '../../stack/native/waitFor';
import { KEPT, ruleFiles, USUAL_TARGET } from '../../tools/rules';
import { conventionsOf } from '../integration/support/conventions';
import { startLoki, type Server } from '../integration/support/servers';
import { promtool, text } from './support';

const NGINX: Conventions['nginx'] = {
  access: {
    matchers: [{ label: 'container', op: '=~', value: 'edge' }],
    format: {
      kind: 'json',
      fields: {
        status: 'status',
        virtualHost: 'host',
        client: 'remote_addr',
        bytes: 'body_bytes_sent',
        requestTime: 'request_time',
      },
    },
    labels: {},
  },
};

/** The fleet's installations, with NGINX's logs, which half of the checks of logs are about. */
const INSTALLATIONS = (['docker', 'docker-combined-logs', 'kubernetes'] as const).map((name) => ({
  name,
  conventions: { nginx: NGINX, ...conventionsOf(name) },
}));

const TARGET = { grafanaUrl: 'https://grafana.example', prometheusUid: 'prom', lokiUid: 'loki' };

describe.each(INSTALLATIONS)('the rule files of $name', ({ conventions }) => {
  const { files, counts } = ruleFiles({ ...TARGET, conventions });

  it('are taken by promtool', async () => {
    const { output } = await promtool(['check', 'rules', 'rules.yaml'], {
      'rules.yaml': files.get('prometheus/quayside.yaml') ?? '',
    });
    expect(output).toContain(`SUCCESS: ${counts.prometheus} rules found`);
    expect(counts.prometheus).toBeGreaterThan(20);
  });

  it('hold each check for Grafana once, those for the ruler alone excepted', () => {
    const { groups } = parse(files.get('grafana/quayside.yaml') ?? '') as { groups: Array<{ rules: unknown[] }> };
    expect(groups.map(({ rules }) => rules.length)).toEqual([counts.grafana]);
    expect(counts.grafana).toBeLessThan(counts.prometheus + counts.loki);
  });
});

const loaded = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), lastError: z.string().optional(), query: z.string() })
        ),
      })
    ),
  }),
});

describe('Loki’s ruler', () => {
  let loki: Server;
  beforeAll(async () => {
    loki = await startLoki({ args: ['-ruler.poll-interval=1s'] });
  });
  afterAll(() => loki?.stop());

  it.each(INSTALLATIONS)('loads and evaluates all rules of $name', async ({ name, conventions }) => {
    const { files, counts } = ruleFiles({ ...TARGET, conventions });
    const { groups } = parse(files.get('loki/quayside.yaml') ?? '') as { groups: Array<Record<string, unknown>> };
    for (const group of groups) {
      const response = await fetch(`${loki.url}/loki/api/v1/rules/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/yaml' },
        body: stringify({ ...group, name, interval: '1s' }),
      });
      expect({ status: response.status, said: await response.text() }).toMatchObject({ status: 202 });
    }
    const rules = await waitFor(
      `the ruler to evaluate the rules of ${name}`,
      async () => {
        const response = await fetch(`${loki.url}/prometheus/api/v1/rules`);
        const found = loaded.parse(await response.json()).data.groups.find((group) => group.name === name)?.rules;
        return found?.every(({ health }) => health !== 'unknown') ? found : undefined;
      },
      { deadlineMs: 120_000 }
    );
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules).toHaveLength(counts.loki);
    expect(counts.loki).toBeGreaterThan(8);
  });

  it('refuses a broken rule before it is stored, with the reason', async () => {
    const [group] = (
      parse(ruleFiles({ ...TARGET, conventions: DOCKER }).files.get('loki/quayside.yaml') ?? '') as {
        groups: Array<{ rules: Array<Record<string, unknown>> }>;
      }
    ).groups;
    const [rule] = group?.rules ?? [];
    const response = await fetch(`${loki.url}/loki/api/v1/rules/broken`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/yaml' },
      body: stringify({ name: 'broken', rules: [{ ...rule, expr: 'sum by (host (' }] }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/parse error/);
    expect((await fetch(`${loki.url}/loki/api/v1/rules/broken`)).status).toBe(404);
  });
});

/** Names that hosts have, and names that they might have. */
const RAW = [
  'web-1',
  'web-1:8080',
  'web-1.example.org',
  'web-1.example.org:9100',
  '10.0.0.5',
  '10.0.0.5:8080',
  '[fe80::1]:9100',
  'fe80::1',
  '2001:db8::1:9100',
  'cost$1:80',
  'a"quote',
  'back\\slash:1',
];

const ALIASES: Conventions['aliases'] = [
  { host: 'front', containers: ['10.0.0.5:8080', 'web-1'], hosts: ['web-1.example.org:9100'] },
  { host: 'other', containers: ['10.0.0.5'] },
];

const ways = (['as-is', 'strip-port', 'strip-port-and-domain'] as const).flatMap((hostNames) =>
  [[], ALIASES].map((aliases) => ({ hostNames, aliases, count: aliases.length }))
);

/** What promtool makes of the label `host` of an alert of each of these series. */
async function hostsDisagree(check: Check, conventions: Conventions, label: string, expected: Map<string, string>) {
  const rule = alertRuleOf({ check, parameters: {}, forSeconds: 0 }, { conventions, ...TARGET });
  // Names of labels in the query are of no interest here: whatever is asked, the texts are the rule's.
  const asked = { ...rule, expr: 'probe == 1', source: 'metrics' as const };
  const test = {
    rule_files: ['rules.yaml'],
    tests: [
      {
        interval: '1m',
        input_series: [...expected.keys()].map((raw) => ({
          series: text('probe', { [label]: escaped(raw) }),
          values: '1 1',
        })),
        promql_expr_test: [
          {
            expr: `count by (raw, host) (label_replace(ALERTS, "raw", "$1", "${label === 'host' ? 'raw' : label}", "(.*)"))`,
            eval_time: '1m',
            exp_samples: [...expected].map(([raw, host]) => ({
              labels: text('', { raw: escaped(raw), host: escaped(host) }),
              value: 1,
            })),
          },
        ],
      },
    ],
  };
  const { ok, output } = await promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': stringify(prometheusRuleFile([asked])),
    'test.yaml': stringify(test),
  });
  return ok ? '' : output;
}

const escaped = (raw: string) => raw.replace(/["\\]/g, '\\$&');

describe('the host that an alert names', () => {
  it.each(ways)('is the one that pages know: $hostNames, $count aliases', async ({ hostNames, aliases }) => {
    const conventions: Conventions = { ...DOCKER, hostNames, aliases };
    const systems: Array<[HostSystem, Check]> = [
      ['containers', checkById('oom-kill')],
      ['hosts', checkById('host-memory-low')],
    ];
    for (const [system, check] of systems) {
      const expected = new Map(RAW.map((raw) => [raw, hostOf(conventions, system, raw)]));
      expect(await hostsDisagree(check, conventions, 'instance', expected)).toBe('');
    }
  });

  it('is read from a combined label too', async () => {
    const conventions: Conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
    const expected = new Map([
      ['web-1/edge', 'web-1'],
      ['web-1:8080/edge/main', 'web-1'],
      ['10.0.0.5/a', '10.0.0.5'],
    ]);
    expect(await hostsDisagree(checkById('exceptions-jump'), conventions, 'containers', expected)).toBe('');
  });
});

const ROOT = resolve(__dirname, '../..');

/** The rules are not kept in the repository: `npm run build` writes them. Where they lie they must be these. */
it.each(Object.entries(KEPT).filter(([, kept]) => !kept.endsWith('-rules.yaml') || existsSync(join(ROOT, kept))))(
  '%s lies here as the command writes it',
  (path, kept) => {
    const same = readFileSync(join(ROOT, kept), 'utf8') === ruleFiles(USUAL_TARGET).files.get(path);
    expect({ renew: 'npm run -s rules -- --keep', same }).toEqual({ renew: 'npm run -s rules -- --keep', same: true });
  }
);

it('the rules for an existing Grafana ask data sources that are provisioned beside them', () => {
  const asked = parse(ruleFiles(USUAL_TARGET).files.get('grafana/quayside.yaml') ?? '') as {
    groups: Array<{ rules: Array<{ data: Array<{ datasourceUid: string }> }> }>;
  };
  const uids = asked.groups.flatMap(({ rules }) => rules.flatMap(({ data }) => data.map((node) => node.datasourceUid)));
  const provisioned = parse(readFileSync(join(ROOT, 'provisioning/datasources/quayside.yaml'), 'utf8')) as {
    datasources: Array<{ uid: string }>;
  };
  const known = new Set([...provisioned.datasources.map(({ uid }) => uid), '__expr__']);
  expect([...new Set(uids)].filter((uid) => !known.has(uid))).toEqual([]);
  expect(uids).toContain(USUAL_TARGET.lokiUid);
});
