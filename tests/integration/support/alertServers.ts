import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import type { RuleFile } from '../../../src/checks/rules/prometheusRules';
import { freePort } from '../../../stack/native/freePort';
import { Supervisor } from '../../../stack/native/supervise';
import { waitFor } from '../../../stack/native/waitFor';
import { program } from './programs';
import { runDirectory } from './runDirectory';
import type { Server } from './servers';

const READY_MS = 60_000;
const ALERTMANAGER_DIRECTORY = resolve(__dirname, '../../../stack/server/alertmanager');

/** A configuration of Alertmanager's, as far as tests change it. */
export interface AlertmanagerConfig {
  global: Record<string, unknown>;
  templates: string[];
  route: Record<string, unknown>;
  inhibit_rules?: unknown[];
  receivers: Array<{ name: string } & Record<string, unknown>>;
}

/** A configuration from stack/server/alertmanager, with its templates where they are here. */
export function alertmanagerConfig(file: string): AlertmanagerConfig {
  const config = parse(readFileSync(join(ALERTMANAGER_DIRECTORY, file), 'utf8')) as AlertmanagerConfig;
  return { ...config, templates: [join(ALERTMANAGER_DIRECTORY, 'templates', '*.tmpl')] };
}

/** An Alertmanager with this configuration, alone. */
export async function startAlertmanager(config: AlertmanagerConfig): Promise<Server & { port: number }> {
  const directory = mkdtempSync(join(runDirectory(), 'alertmanager-'));
  const file = join(directory, 'alertmanager.yml');
  writeFileSync(file, stringify(config, { lineWidth: 0 }));
  const { port } = await freePort(0);
  const supervised = new Supervisor(directory).start({
    name: 'alertmanager',
    command: await program('alertmanager'),
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  const { logFile, exited } = supervised;
  const ready = async () => (await fetch(`${url}/-/ready`)).ok || undefined;
  await waitFor('Alertmanager', ready, { deadlineMs: READY_MS, logFile, unless: exited });
  return { url, port, stop: () => supervised.stop() };
}

/** Targets of one job: the address that is scraped, and labels of its own, `instance` among them. */
export interface ScrapeJob {
  job: string;
  targets: Array<{ address: string; labels: Record<string, string> }>;
}

/** A Prometheus that scrapes every second, evaluates these rules and tells an Alertmanager. */
export async function startAlertingPrometheus(
  jobs: readonly ScrapeJob[],
  rules: RuleFile,
  alertmanagerPort: number
): Promise<Server> {
  const directory = mkdtempSync(join(runDirectory(), 'prometheus-'));
  mkdirSync(join(directory, 'rules'));
  writeFileSync(join(directory, 'rules', 'quayside.yaml'), stringify(rules));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules/*.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
    scrape_configs: jobs.map(({ job, targets }) => ({
      job_name: job,
      static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })),
    })),
  };
  writeFileSync(join(directory, 'prometheus.yml'), stringify(config));
  const { port } = await freePort(0);
  const supervised = new Supervisor(directory).start({
    name: 'prometheus',
    command: await program('prometheus'),
    args: [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  const { logFile, exited } = supervised;
  const ready = async () => (await fetch(`${url}/-/ready`)).ok || undefined;
  await waitFor('Prometheus', ready, { deadlineMs: READY_MS, logFile, unless: exited });
  return { url, stop: () => supervised.stop() };
}
