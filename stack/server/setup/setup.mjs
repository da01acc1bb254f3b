// Enables Quayside in the stack's Grafana, asks each data source for its health and gives Loki's ruler its first rules,
// once. Plain JavaScript, so that it runs in an image that has nothing but Node.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const APP = 'quayside-monitoring-app';
const { QUAYSIDE_GRAFANA_URL: url = 'http://127.0.0.1:3000', QUAYSIDE_ADMIN_PASSWORD: password = 'admin' } =
  process.env;
const SOURCES = ['quayside-prometheus', 'quayside-loki', 'quayside-alertmanager'];
/** What the app is told where nobody has set it up yet; everything else it finds out by itself. */
const SETTINGS = { prometheusUid: 'quayside-prometheus', lokiUid: 'quayside-loki' };

async function ask(path, body) {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Ends with an error: the container is started again, a few times. */
function fail(message) {
  console.error(message);
  process.exit(1);
}

const settings = await ask(`/api/plugins/${APP}/settings`);
if (settings.status === 401) {
  // The password was changed, so somebody has been here before; what they set stays as it is. Rules need no password.
  console.log(
    'The password of admin is another one by now. Nothing to do where Quayside is enabled; otherwise enable it under Administration, Plugins.'
  );
} else if (settings.status === 200) {
  await enable(JSON.parse(settings.text));
  await askSources();
} else {
  fail(
    `Grafana does not know the plugin (${settings.status} ${settings.text.slice(0, 200)}). Was it built? npm run build`
  );
}

async function enable({ enabled, jsonData }) {
  if (enabled) {
    console.log('Quayside is enabled already; its settings stay as they are.');
    return;
  }
  const { status, text } = await ask(`/api/plugins/${APP}/settings`, {
    enabled: true,
    pinned: true,
    jsonData: { ...SETTINGS, ...jsonData },
  });
  if (status !== 200) {
    fail(`Grafana did not enable Quayside: ${status} ${text.slice(0, 200)}`);
  }
  console.log('Quayside is enabled.');
}

async function askSources() {
  for (const uid of SOURCES) {
    const { status, text } = await ask(`/api/datasources/uid/${uid}/health`);
    // Alertmanager's data source has no back end that could be asked; it is asked through the proxy.
    const answer = uid.endsWith('alertmanager')
      ? await ask(`/api/datasources/proxy/uid/${uid}/api/v2/status`)
      : { status, text };
    if (answer.status !== 200) {
      fail(`${uid} does not answer: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    console.log(`${uid} answers.`);
  }
}

/** Loki takes rules one group at a time. The files are written by `npm run rules`, always in this layout. */
function groupsOf(text) {
  const [, ...groups] = text.split(/^ {2}- (?=name: )/m);
  return groups.map((group) => group.replace(/^ {4}/gm, ''));
}

const {
  QUAYSIDE_LOKI_URL: loki,
  QUAYSIDE_LOKI_RULES: folder,
  QUAYSIDE_LOKI_NAMESPACE: namespace = 'quayside',
} = process.env;
if (loki !== undefined && folder !== undefined) {
  const address = `${loki}/loki/api/v1/rules/${namespace}`;
  const there = await fetch(address, { signal: AbortSignal.timeout(20_000) });
  if (there.ok) {
    console.log("Loki's ruler has rules already; they stay as they are.");
  } else if (there.status !== 404) {
    fail(`Loki's ruler does not answer: ${there.status} ${(await there.text()).slice(0, 200)}`);
  } else {
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    const groups = files.flatMap((name) => groupsOf(readFileSync(join(folder, name), 'utf8')));
    for (const group of groups) {
      const headers = { 'content-type': 'application/yaml' };
      const answer = await fetch(address, {
        method: 'POST',
        headers,
        body: group,
        signal: AbortSignal.timeout(20_000),
      });
      if (!answer.ok) {
        const reason = (await answer.text()).slice(0, 300);
        // Half of the rules would be taken for all of them the next time.
        await fetch(address, { method: 'DELETE', signal: AbortSignal.timeout(20_000) });
        fail(`Loki's ruler refused a group of rules, so it has none of them: ${answer.status} ${reason}`);
      }
    }
    console.log(`Loki's ruler has ${groups.length} groups of rules.`);
  }
}
