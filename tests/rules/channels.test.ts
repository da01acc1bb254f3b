import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { waitFor } from '../../stack/native/waitFor';
import { alertmanagerConfig, startAlertmanager } from '../integration/support/alertServers';
import { program } from '../integration/support/programs';
import { runDirectory } from '../integration/support/runDirectory';
import type { Server } from '../integration/support/servers';

const TEMPLATES = resolve(__dirname, '../../stack/server/alertmanager/templates/quayside.tmpl');

/** What amtool says, and whether it was content. */
async function amtool(...args: string[]): Promise<{ ok: boolean; output: string }> {
  const command = await program('amtool');
  return new Promise((resolved) => {
    execFile(command, args, (error, stdout, stderr) => resolved({ ok: error === null, output: `${stdout}${stderr}` }));
  });
}

function inFile(name: string, content: string): string {
  const file = join(mkdtempSync(join(runDirectory(), 'channels-')), name);
  writeFileSync(file, content);
  return file;
}

/** All that Alertmanager 0.28 takes for Teams, as far as we use it. */
const teamsConfigs = z.array(
  z.strictObject({
    webhook_url_file: z.string().startsWith('/etc/alertmanager/secrets/'),
    send_resolved: z.boolean(),
    title: z.string(),
    text: z.string(),
  })
);

const NOT_KNOWN = 'field msteamsv2_configs not found';

/** `msteamsv2_configs` came with Alertmanager 0.28: whether this one has it, by the smallest that it could refuse. */
async function knowsTeams(): Promise<boolean> {
  const receivers = [{ name: 'r', msteamsv2_configs: [{ webhook_url: 'http://127.0.0.1' }] }];
  const { output } = await amtool(
    'check-config',
    inFile('probe.yml', stringify({ route: { receiver: 'r' }, receivers }))
  );
  return !output.replace(/\s+/g, ' ').includes(NOT_KNOWN);
}

describe('the configurations for Alertmanager', () => {
  it.each(['alertmanager.yml', 'channels.yml'])('%s is right, with its templates', async (name) => {
    const { ok, output } = await amtool('check-config', inFile(name, stringify(alertmanagerConfig(name))));
    expect(output).toContain('1 templates');
    expect({ ok, output }).toMatchObject({ ok: true });
  });

  it('teams.yml is right for an Alertmanager that knows Teams, and all but that for an older one', async () => {
    const config = alertmanagerConfig('teams.yml');
    const { ok, output } = await amtool('check-config', inFile('teams.yml', stringify(config)));
    if (await knowsTeams()) {
      expect({ ok, output }).toMatchObject({ ok: true });
    } else {
      // Debian 12's is older: this one kind of receiver is all that it does not know.
      expect(output.replace(/\s+/g, ' ').match(/field \w+ not found/g)).toEqual([NOT_KNOWN]);
    }
    // What an older one says stops at the first thing that it does not know: the rest is checked without that.
    const others = config.receivers.map(({ msteamsv2_configs: _teams, ...receiver }) => receiver);
    const rest = await amtool('check-config', inFile('rest.yml', stringify({ ...config, receivers: others })));
    expect(rest).toMatchObject({ ok: true, output: expect.stringContaining('1 templates') as string });
    const teams = config.receivers.flatMap(({ msteamsv2_configs: own }) => teamsConfigs.parse(own));
    expect(teams).toHaveLength(1);
    for (const text of teams.flatMap(({ title, text: body }) => [title, body])) {
      const made = await amtool(
        ...['template', 'render', `--template.glob=${TEMPLATES}`],
        ...[`--template.data=${inFile('data.json', JSON.stringify(BOTH))}`, `--template.text=${text}`]
      );
      expect(made).toMatchObject({ ok: true, output: expect.stringContaining('container') as string });
    }
  });
});

const NAME = 'a<b>&"c';
const LINK = 'http://g/a/quayside-monitoring-app/alert?check=memory-near-limit&label.name=edge';

function alert(status: 'firing' | 'resolved', name: string): object {
  return {
    status,
    labels: { alertname: 'MemoryNearLimit', severity: 'warning', host: 'web-1', name },
    annotations: {
      title: 'A container is close to its memory limit',
      summary: `A container is close to its memory limit: ${name} on web-1 (94%, limit 90%)`,
      description: 'A little more.\n1. See.',
      quayside_link: LINK,
    },
    startsAt: '2026-11-22T10:00:00Z',
    endsAt: status === 'resolved' ? '2026-11-22T11:00:00Z' : '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus/graph',
    fingerprint: name,
  };
}

function message(alerts: object[], status: 'firing' | 'resolved'): object {
  return {
    receiver: 'r',
    status,
    alerts,
    groupLabels: { alertname: 'MemoryNearLimit', host: 'web-1' },
    commonLabels: { alertname: 'MemoryNearLimit', severity: 'warning', host: 'web-1' },
    commonAnnotations: { title: 'A container is close to its memory limit' },
    externalURL: 'http://alertmanager',
  };
}

const BOTH = message([alert('firing', 'edge'), alert('firing', NAME), alert('resolved', 'shop')], 'firing');
const OVER = message([alert('resolved', 'shop')], 'resolved');
const FOREIGN = message([{ ...alert('firing', 'x'), annotations: {}, labels: { alertname: 'TheirAlert' } }], 'firing');

async function rendered(template: string, data: object): Promise<string> {
  const { ok, output } = await amtool(
    'template',
    'render',
    `--template.glob=${TEMPLATES}`,
    `--template.type=${/html|telegram/.test(template) ? 'html' : 'text'}`,
    `--template.data=${inFile('data.json', JSON.stringify(data))}`,
    `--template.text={{ template "quayside.${template}" . }}`
  );
  expect({ template, ok, output }).toMatchObject({ ok: true });
  return output;
}

describe('the texts of a notification', () => {
  it.each<[string, object, RegExp]>([
    ['title', BOTH, /^\[WARNING\] A container is close to its memory limit on web-1 \(2 firing, 1 resolved\)\s*$/],
    ['title', OVER, /^\[RESOLVED\] A container is close to its memory limit: shop on web-1 \(94%, limit 90%\)\s*$/],
    ['title', FOREIGN, /^\[WARNING\] TheirAlert\s*$/],
    ['text', BOTH, /since 2026-11-22 10:00 UTC\n.*&since=1795341600000\n[^]*1\. See\.[^]*Resolved:[^]*until 11:00 UTC/],
    ['text', FOREIGN, /http:\/\/prometheus\/graph/],
    ['slack.text', BOTH, /a&lt;b&gt;&amp;"c on web-1[^\n]*&since=1795341600000\|open in Quayside>/],
    ['telegram', BOTH, /a&lt;b&gt;&amp;&#34;c on web-1/],
    ['teams.text', BOTH, /- A container[^\n]*a\\<b\\>&"c on web-1[^\n]*\[open in Quayside\]\(http/],
    ['mail.html', BOTH, /<b>[^<]*a&lt;b&gt;&amp;&#34;c on web-1[^]*<h3[^>]*>Resolved/],
    ['pagerduty.severity', BOTH, /^warning\s*$/],
    ['first_link', OVER, /&since=1795341600000&until=1795345200000\s*$/],
  ])('%s', async (template, data, expected) => expect(await rendered(template, data)).toMatch(expected));

  it('hold no tag that a name brought along', async () => {
    for (const template of ['telegram', 'mail.html']) {
      expect(await rendered(template, BOTH)).not.toContain('<b>&');
    }
  });
});

const states = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    status: z.object({ state: z.string(), inhibitedBy: z.array(z.string()) }),
  })
);

describe('what the stack’s Alertmanager keeps to itself', () => {
  let server: Server;
  beforeAll(async () => {
    // Nobody is to be sent anything here.
    const config = alertmanagerConfig('alertmanager.yml');
    server = await startAlertmanager({ ...config, receivers: config.receivers.map(({ name }) => ({ name })) });
  });
  afterAll(() => server?.stop());

  const of = (quayside_check: string, severity: string, more: Record<string, string> = {}) => ({
    alertname: quayside_check,
    quayside_check,
    severity,
    host: 'web-1',
    ...more,
  });
  const container = { quayside_kind: 'containers', name: 'edge' };

  const fired = [
    of('host-down', 'critical', { quayside_kind: 'hosts' }),
    of('container-gone', 'warning', container),
    of('target-down', 'critical', { job: 'node', host: 'app-1' }),
    of('host-disk-low', 'warning', { host: 'app-1' }),
    of('target-down', 'critical', { job: 'cadvisor', host: 'app-2' }),
    of('memory-near-limit', 'warning', { ...container, host: 'app-2' }),
    of('host-memory-low', 'warning', { host: 'app-2' }),
    of('oom-restart', 'critical', { ...container, host: 'app-3' }),
    of('oom-kill', 'warning', { ...container, host: 'app-3' }),
    of('oom-kill', 'warning', { ...container, host: 'app-3', name: 'other' }),
    { alertname: 'Theirs', severity: 'critical' },
    { alertname: 'Theirs', severity: 'warning' },
    { alertname: 'Theirs', severity: 'warning', host: 'web-1' },
  ];

  it('is what follows from a host that is down, from blind monitoring and from an OOM kill, and nothing of others', async () => {
    const posted = await fetch(`${server.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(fired.map((labels) => ({ labels }))),
    });
    expect(posted.status).toBe(200);
    const muted = await waitFor(
      'Alertmanager to look at all alerts',
      async () => {
        const response = await fetch(`${server.url}/api/v2/alerts`);
        const found = states.parse(await response.json());
        return found.length === fired.length && found.every(({ status }) => status.state !== 'unprocessed')
          ? found.filter(({ status }) => status.inhibitedBy.length > 0)
          : undefined;
      },
      { deadlineMs: 60_000 }
    );
    const text = ({ host = '', name = '', quayside_check = 'theirs' }: Record<string, string>) =>
      `${quayside_check} ${host} ${name}`.trim();
    expect(muted.map(({ labels }) => text(labels)).sort()).toEqual([
      'container-gone web-1 edge',
      'memory-near-limit app-2 edge',
      'oom-kill app-3 edge',
    ]);
  });
});
