import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { ruleFiles } from '../../tools/rules';
import { parseConventions } from '../../src/signals/conventions';
import { composeService, readCompose } from '../../stack/native/readCompose';
import { renderConfig } from '../../stack/native/renderConfig';
import { run } from '../../stack/native/run';
import { program } from '../integration/support/programs';
import { nginxArguments, nginxFolder, nginxProgram } from './support/nginx';
import { tool } from './support/tools';

const ROOT = resolve(__dirname, '../..');
const SERVER = join(ROOT, 'stack/server');

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'quayside-configs-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The configuration of a service as it is in its container, but with paths of this machine. */
function rendered(name: string) {
  const compose = readCompose(ROOT, {});
  const service = composeService(compose, name);
  return renderConfig(compose, service, { stateDir: work, ports: new Map(), absent: new Set() });
}

const at = ({ paths }: ReturnType<typeof rendered>, container: string) =>
  paths.find((path) => path.container === container)?.native ?? container;

/** The catalog's rules for Prometheus with the conventions of the stack, as `npm run stack:rules` writes them. */
function stackRules(): Array<[string, string]> {
  const conventions = parseConventions(JSON.parse(readFileSync(join(SERVER, 'conventions.json'), 'utf8')));
  const uids = { prometheusUid: 'quayside-prometheus', lokiUid: 'quayside-loki' };
  const { files } = ruleFiles({ conventions, grafanaUrl: 'http://localhost:3000', ...uids });
  return [...files].filter(([path]) => path.startsWith('prometheus/'));
}

describe('Prometheus', () => {
  it.each([
    ['the one that is here', () => program('promtool')],
    ['the one that is pinned', () => tool('promtool')],
  ])('takes its configuration and its rules: promtool, %s', async (_which, find) => {
    const prometheus = rendered('prometheus');
    for (const [path, text] of stackRules()) {
      writeFileSync(join(at(prometheus, '/etc/prometheus/rules'), path.replace('/', '-')), text);
    }
    const file = at(prometheus, '/etc/prometheus/prometheus.yml');
    const told = await run(await find(), ['check', 'config', file]);
    expect(told).toMatch(/SUCCESS: .*prometheus.yml is valid/);
    expect(told).toMatch(/SUCCESS: \d{2} rules found/);
  });

  it('asks cAdvisor for its samples without their times, at every location', () => {
    const text = readFileSync(join(SERVER, 'prometheus.yml'), 'utf8');
    expect(text.match(/job_name: cadvisor/g)).toHaveLength(2);
    expect(text.match(/honor_timestamps: false/g)).toHaveLength(2);
  });
});

describe('Loki and Alertmanager', () => {
  it('Loki takes its configuration', async () => {
    const config = at(rendered('loki'), '/etc/loki/loki.yaml');
    // It says nothing where all is well, and ends with an error where it is not.
    await expect(run(await program('loki'), [`-config.file=${config}`, '-verify-config'])).resolves.not.toMatch(/err=/);
  });

  it('Alertmanager takes its configuration and its templates', async () => {
    const config = join(at(rendered('alertmanager'), '/etc/alertmanager'), 'alertmanager.yml');
    const told = await run(await program('amtool'), ['check-config', config]);
    expect(told).toMatch(/SUCCESS/);
    expect(told).toMatch(/[1-9]\d* templates/);
  });
});

describe('NGINX', () => {
  async function check(file: string, format?: 'json' | 'combined'): Promise<string> {
    const folder = await nginxFolder(file, { work, format });
    return run(await nginxProgram(), nginxArguments(folder, ['-t']));
  }

  it.each([
    'stack/gateway/nginx.conf',
    'stack/target/door/nginx.conf',
    'stack/target/docker-socket/nginx.conf',
    'stack/target/docker-driver/relay.conf',
  ])('takes %s', async (file) => {
    await expect(check(file)).resolves.toMatch(/test is successful/);
  });

  it.each(['json', 'combined'] as const)('takes the log format %s, here and at another host', async (format) => {
    await expect(check('stack/server/nginx.conf', format)).resolves.toMatch(/test is successful/);
    await expect(check('stack/target/nginx/nginx.conf', format)).resolves.toMatch(/test is successful/);
  });

  it('has no configuration that is not tried here', () => {
    const tried = [
      'stack/gateway',
      'stack/target/door',
      'stack/target/docker-socket',
      'stack/target/nginx',
      'stack/server',
    ];
    const others = ['stack/gateway', 'stack/target', 'stack/server'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('nginx.conf') && !file.startsWith('hosts/'))
        .map((file) => join(folder, file))
        .filter((file) => !tried.includes(file.replace(/\/nginx\.conf$/, '')))
    );
    expect(others).toEqual([]);
  });
});
