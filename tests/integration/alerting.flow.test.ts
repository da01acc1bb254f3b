import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';
import { checkById } from '../../src/checks/catalog';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import { readAlertLink } from '../../src/checks/rules/alertLink';
import type { ChosenCheck } from '../../src/checks/rules/chosen';
import { lokiRuleFile } from '../../src/checks/rules/lokiRules';
import { prometheusRuleFile } from '../../src/checks/rules/prometheusRules';
import { checkOfSignal } from '../../src/checks/signalCheck';
import { SIGNALS } from '../../src/signals/catalog';
import { DOCKER } from '../../src/signals/conventions';
import { waitFor } from '../../stack/native/waitFor';
import {
  alertmanagerConfig,
  startAlertingPrometheus,
  startAlertmanager,
  type AlertmanagerConfig,
} from './support/alertServers';
import { pushLines } from './support/pushLines';
import { startLoki, type Server } from './support/servers';
import { startHttpSink, startMailSink, type Received, type Sink } from './support/sinks';

const DEADLINE_MS = 120_000;
const GRAFANA = 'https://grafana.example';
/** What nobody calls a container, and what must harm no message if somebody does. */
const HOSTILE = 'a&b<i>c';

const target = { conventions: DOCKER, grafanaUrl: GRAFANA };
const near: ChosenCheck = { check: checkById('memory-near-limit'), parameters: {}, forSeconds: 0 };
const errorLines = SIGNALS.find(({ id }) => id === 'container.logs.level.error');
const errors: ChosenCheck = {
  check: checkOfSignal(errorLines ?? SIGNALS[0]!, {
    title: 'A container logs errors',
    compare: '>',
    threshold: 0,
    forSeconds: 0,
    severity: 'critical',
  }),
  parameters: {},
};

/** cAdvisor, as far as this check reads it. */
const EXPOSED = ['edge', HOSTILE]
  .flatMap((name) => [
    `container_memory_working_set_bytes{name="${name}"} 95`,
    `container_spec_memory_limit_bytes{name="${name}"} 100`,
  ])
  .join('\n');

let cadvisor: HttpServer;
let http: Sink<Received>;
let mail: Awaited<ReturnType<typeof startMailSink>>;
const servers: Server[] = [];

/** The stack's own configuration, with every ready channel, each sending to a sink. */
function configuration(): AlertmanagerConfig {
  const own = alertmanagerConfig('alertmanager.yml');
  const sink = `http://127.0.0.1:${http.port}`;
  const [mailOnly] = own.receivers;
  const places: Record<string, Record<string, unknown>> = {
    slack_configs: { api_url: `${sink}/slack`, api_url_file: undefined },
    telegram_configs: { api_url: `${sink}/telegram` },
    pagerduty_configs: { url: `${sink}/pagerduty`, routing_key: 'key', routing_key_file: undefined },
    webhook_configs: { url: `${sink}/webhook` },
  };
  const channels = alertmanagerConfig('channels.yml').receivers.flatMap((receiver) =>
    Object.entries(receiver).flatMap(([kind, configs]): Array<[string, unknown]> =>
      places[kind] && Array.isArray(configs)
        ? [[kind, configs.map((one: Record<string, unknown>) => ({ ...one, ...places[kind] }))]]
        : []
    )
  );
  const at = { group_wait: '1s', group_interval: '5s' };
  return {
    ...own,
    global: { ...own.global, smtp_smarthost: `127.0.0.1:${mail.port}` },
    route: { ...own.route, ...at, routes: [] },
    receivers: [{ name: 'administrators', ...mailOnly, ...Object.fromEntries(channels) }],
  };
}

beforeAll(async () => {
  cadvisor = createServer((_request, response) => response.end(`${EXPOSED}\n`));
  await new Promise<void>((resolve) => cadvisor.listen(0, '127.0.0.1', resolve));
  [http, mail] = [await startHttpSink(), await startMailSink()];
  const alertmanager = await startAlertmanager(configuration());
  servers.push(alertmanager);
  const address = `127.0.0.1:${(cadvisor.address() as AddressInfo).port}`;
  servers.push(
    await startAlertingPrometheus(
      [{ job: 'cadvisor', targets: [{ address, labels: { instance: 'web-1:8080' } }] }],
      prometheusRuleFile([alertRuleOf(near, target)], { intervalSeconds: 1 }),
      alertmanager.port
    )
  );
  const loki = await startLoki({
    others: new Map([
      ['alertmanager:9093', alertmanager.port],
      // Nothing is recorded here, but the ruler wants somebody to send that to.
      ['prometheus:9090', http.port],
    ]),
    args: ['-ruler.poll-interval=1s'],
  });
  servers.push(loki);
  // The rule looks at what was a minute ago.
  const then = Date.now() - 90_000;
  await pushLines(loki.url, { host: 'web-1', container: 'shop-api' }, [[then, 'level=error msg="cannot pay"']]);
  const installed = await fetch(`${loki.url}/loki/api/v1/rules/quayside`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/yaml' },
    body: stringify(lokiRuleFile([alertRuleOf(errors, target)], { intervalSeconds: 1 }).groups[0]),
  });
  expect({ status: installed.status, said: await installed.text() }).toMatchObject({ status: 202 });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all([http?.stop(), mail?.stop()]);
  cadvisor?.closeAllConnections();
  await new Promise((resolve) => cadvisor?.close(resolve));
});

/** The first message to a channel that holds `text`. */
const messageTo = (channel: string, text: string) =>
  waitFor(
    `a message to ${channel} of ${text}`,
    () => http.received.find(({ path, body }) => path.startsWith(`/${channel}`) && body.includes(text))?.body,
    { deadlineMs: DEADLINE_MS }
  );

const LINK = /https:\/\/grafana\.example\/a\/quayside-monitoring-app\/alert\?[^\s"'|)<>\\]+/g;

/** The alerts that a message leads to. */
function leadsTo(text: string) {
  const links = [
    ...new Set(
      text
        .replace(/&amp;/g, '&')
        .replace(/\\u0026/g, '&')
        .match(LINK) ?? []
    ),
  ];
  return links.map((link) => readAlertLink(new URL(link).searchParams));
}

/** Its link carries what the rule was made with: here, that it fires at once. */
const memoryAlert = (name: string) => ({ check: 'memory-near-limit?for=0', labels: { instance: 'web-1:8080', name } });

describe('an alert of Prometheus', () => {
  it('arrives as a mail: one for both containers of a host, with a link to each', async () => {
    const found = await waitFor(
      'a mail of the memory',
      () => mail.received.find(({ subject }) => subject?.includes('memory limit')),
      { deadlineMs: DEADLINE_MS }
    );
    expect(found.subject).toBe('[WARNING] A container is close to its memory limit on web-1 (2 firing)');
    expect(found.text).toContain('edge on web-1 (95%, limit 90%)');
    expect(found.text).toContain('1. See whether it climbs or stays');
    // A name is text, whatever stands in it.
    expect(found.html).toContain('a&amp;b&lt;i&gt;c on web-1');
    expect(found.html).not.toContain('<i>');
    expect(leadsTo(found.text ?? '')).toEqual(
      expect.arrayContaining([
        expect.objectContaining(memoryAlert('edge')),
        expect.objectContaining(memoryAlert(HOSTILE)),
      ])
    );
    expect(
      leadsTo(found.html ?? '')
        .map(({ labels }) => labels['name'])
        .sort()
    ).toEqual([HOSTILE, 'edge']);
  });

  it('leads to the time at which it began', async () => {
    const body = await messageTo('slack', 'memory limit');
    for (const { since = 0 } of leadsTo(body)) {
      expect(Math.abs(Date.now() - since)).toBeLessThan(DEADLINE_MS + 60_000);
    }
  });

  it.each([
    ['slack', 'a&amp;b&lt;i&gt;c on web-1 (95%, limit 90%)'],
    ['telegram', 'a&amp;b&lt;i&gt;c on web-1 (95%, limit 90%)'],
    ['webhook', 'a&b<i>c on web-1 (95%, limit 90%)'],
    ['pagerduty', 'a&b<i>c on web-1 (95%, limit 90%)'],
  ])('arrives at %s, readable, with its links', async (channel, text) => {
    const body = await messageTo(channel, 'memory limit');
    const strings: string[] = [];
    JSON.parse(body, (_key, value: unknown) => {
      if (typeof value === 'string') {
        strings.push(value);
      }
      return value;
    });
    expect(strings.join('\n')).toContain(text);
    expect(leadsTo(strings.join('\n'))).toEqual(expect.arrayContaining([expect.objectContaining(memoryAlert('edge'))]));
  });
});

describe('an alert of Loki’s ruler', () => {
  it('arrives as a mail, with a link to the container whose log it is', async () => {
    const found = await waitFor(
      'a mail of the log',
      () => mail.received.find(({ subject }) => subject?.includes('logs errors')),
      { deadlineMs: DEADLINE_MS }
    );
    expect(found.subject).toMatch(/^\[CRITICAL\] A container logs errors: .*shop-api.* limit 0\)$/);
    expect(leadsTo(found.text ?? '')).toEqual([
      expect.objectContaining({ labels: { host: 'web-1', container: 'shop-api' } }),
    ]);
  });

  it('arrives at a webhook, as JSON with the labels by which others route it', async () => {
    const body = JSON.parse(await messageTo('webhook', 'logs errors')) as { commonLabels: Record<string, string> };
    expect(body.commonLabels).toMatchObject({ severity: 'critical', host: 'web-1', quayside_kind: 'logs' });
  });
});
