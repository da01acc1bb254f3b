import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../../../stack/native/freePort';
import { rewrite } from '../../../stack/native/renderConfig';
import { Supervisor, type SupervisedProcess } from '../../../stack/native/supervise';
import { waitFor } from '../../../stack/native/waitFor';
import { program } from './programs';
import { runDirectory } from './runDirectory';

const READY_MS = 60_000;
const LOKI_CONFIG = resolve(__dirname, '../../../stack/server/loki.yaml');

/** A server of a test file. Its process ends with the test process, however that ends. */
export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** Gives what a directory tree holds a second name, at no cost: blocks are never changed in place. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      linkTree(join(from, entry.name), join(to, entry.name));
    } else {
      linkSync(join(from, entry.name), join(to, entry.name));
    }
  }
}

/** The server of a process, once `probe` finds data in it. One that never answers is stopped. */
async function whenReady(
  what: string,
  url: string,
  supervised: SupervisedProcess,
  probe: () => Promise<true | undefined>
): Promise<Server> {
  try {
    const { logFile, exited } = supervised;
    await waitFor(what, probe, { deadlineMs: READY_MS, logFile, unless: exited });
    return { url, stop: () => supervised.stop() };
  } catch (error) {
    await supervised.stop();
    throw error;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const taken = new Set<number>();
  while (taken.size < count) {
    taken.add((await freePort(0, taken)).port);
  }
  return [...taken];
}

const vector = z.object({ data: z.object({ result: z.array(z.unknown()) }) });

/**
 * Starts a Prometheus that scrapes nothing, on a copy of these blocks, and waits until it answers with them.
 * @param time epoch seconds at which something has been scraped
 * @param args further ones of its command line
 * @param known a metric that there is at that time
 */
export async function startPrometheus(
  blocks: string,
  time: number,
  args: readonly string[] = [],
  known = 'up'
): Promise<Server> {
  const directory = mkdtempSync(join(runDirectory(), 'prometheus-'));
  const data = join(directory, 'data');
  linkTree(blocks, data);
  const config = join(directory, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const [port] = await freePorts(1);
  const supervised = new Supervisor(directory).start({
    name: 'prometheus',
    command: await program('prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      // Older than the default of 15 days, and nothing is ever deleted here.
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...args,
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  return whenReady('Prometheus with the history', url, supervised, async () => {
    const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(known)}&time=${time}`);
    return vector.parse(await response.json()).data.result.length > 0 || undefined;
  });
}

/** Starts an empty Prometheus that others write to, and waits until it answers. */
export async function startReceiver(): Promise<Server> {
  const directory = mkdtempSync(join(runDirectory(), 'prometheus-'));
  const config = join(directory, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const [port] = await freePorts(1);
  const supervised = new Supervisor(directory).start({
    name: 'prometheus',
    command: await program('prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      '--web.enable-remote-write-receiver',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  return whenReady('Prometheus', url, supervised, async () => {
    const response = await fetch(`${url}/api/v1/query?query=vector(1)`);
    return response.ok || undefined;
  });
}

/** What a Loki of a test has that the stack's own has not. */
export interface LokiSurroundings {
  /** Ports on 127.0.0.1 of the services that the configuration names, such as `prometheus:9090`. */
  others?: ReadonlyMap<string, number>;
  args?: readonly string[];
}

const upNow = z.object({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) });

/**
 * Starts an empty Prometheus that scrapes, and waits until every target has answered it.
 * @param scrapeConfigs as in its configuration
 * @param targets how many they name
 */
export async function startScraping(scrapeConfigs: readonly object[], targets: number): Promise<Server> {
  const directory = mkdtempSync(join(runDirectory(), 'scraping-'));
  const config = join(directory, 'prometheus.yml');
  writeFileSync(config, stringify({ global: {}, scrape_configs: scrapeConfigs }));
  const [port] = await freePorts(1);
  const supervised = new Supervisor(directory).start({
    name: 'prometheus',
    command: await program('prometheus'),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=native-histograms',
      '--log.level=warn',
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  return whenReady('Prometheus with its targets', url, supervised, async () => {
    const response = await fetch(`${url}/api/v1/query?query=up`);
    const { result } = upNow.parse(await response.json()).data;
    return (result.length === targets && result.every(({ value }) => value[1] === '1')) || undefined;
  });
}

/** Starts an empty Loki from the stack's own configuration, and waits until it takes lines and gives them back. */
export async function startLoki({ others = new Map(), args = [] }: LokiSurroundings = {}): Promise<Server> {
  const directory = mkdtempSync(join(runDirectory(), 'loki-'));
  const [port, grpc] = await freePorts(2);
  const ports = new Map([['loki:9095', grpc ?? 0], ...others]);
  const place = { stateDir: directory, ports, absent: new Set<string>() };
  const paths = [{ container: '/loki', native: join(directory, 'data') }];
  const rendered = rewrite(parse(readFileSync(LOKI_CONFIG, 'utf8')), place, paths) as Record<string, object>;
  const config = join(directory, 'loki.yaml');
  // The history of these tests is far older than what a real Loki keeps.
  const compactor = { working_directory: join(directory, 'data', 'compactor') };
  writeFileSync(config, stringify({ ...rendered, compactor }));
  const supervised = new Supervisor(directory).start({
    name: 'loki',
    command: await program('loki'),
    args: [
      `-config.file=${config}`,
      '-server.http-listen-address=127.0.0.1',
      `-server.http-listen-port=${port}`,
      '-server.grpc-listen-address=127.0.0.1',
      `-server.grpc-listen-port=${grpc}`,
      ...args,
    ],
  });
  const url = `http://127.0.0.1:${port}`;
  return whenReady('Loki', url, supervised, () => answersWithData(url));
}

/** A line of its own, pushed and found again: /ready says nothing of whether lines can be had. */
async function answersWithData(url: string): Promise<true | undefined> {
  const now = `${Date.now()}000000`;
  const streams = [{ stream: { quayside_test: 'ready' }, values: [[now, 'ready']] }];
  const pushed = await fetch(`${url}/loki/api/v1/push`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ streams }),
  });
  if (!pushed.ok) {
    return undefined;
  }
  const query = new URLSearchParams({ query: 'count_over_time({quayside_test="ready"}[5m])' });
  const response = await fetch(`${url}/loki/api/v1/query?${query}`);
  return (response.ok && vector.parse(await response.json()).data.result.length > 0) || undefined;
}
