import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeLogs } from '../../fleet/writeLogs';
import { writeMetrics } from '../../fleet/writeMetrics';
import type { DemoPart, DemoStack, DemoStackOptions } from '../demoStack';
import { fleetTargets } from '../fleetTargets';
import { freePort } from '../native/freePort';
import { PARTS, type PartName } from '../native/parts';
import { composeService, readCompose, stackFiles } from '../native/readCompose';
import { reasonOf } from '../native/reasonOf';
import { run } from '../native/run';
import { waitFor } from '../native/waitFor';
import { writeTargets } from '../targets';
import { DEMO_SERVICES } from './demoImages';

/** Where the fleet listens inside Prometheus' network, see docker-compose.yaml. */
const FLEET_ADDRESS = '127.0.0.1:9400';
const PULL_MS = 900_000;
const START_MS = 240_000;
const READY_MS = 90_000;

const MAILPIT_PORT = 8025;
/** Not that of the monitoring server, which may run beside the demo. */
const DEMO_NETWORK = { QUAYSIDE_SUBNET: '172.30.114.0/24', QUAYSIDE_GATEWAY_ADDRESS: '172.30.114.1' };

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** promtool of the stack's own image: the machine needs none. Data lies under the same path inside and outside. */
function containedPromtool(stateDir: string, image: string): string {
  const file = join(stateDir, 'promtool.sh');
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  writeFileSync(
    file,
    `#!/bin/sh\nexec docker run --rm --network none --user ${user} -v '${stateDir}:${stateDir}' --entrypoint promtool ${image} "$@"\n`
  );
  chmodSync(file, 0o755);
  return file;
}

/** Options of `fleet/cli.ts` that give the same fleet again. */
function fleetArguments({ options }: DemoStackOptions['fleet']): string {
  return [
    ...['--seed', options.seed, '--hosts', options.hosts, '--containers', options.containersPerHost],
    ...['--hours', options.hours, '--end', options.end],
  ].join(' ');
}

/** The demo in containers: docker-compose.yaml, with the fleet as one more service. */
export async function startComposeDemo(options: DemoStackOptions): Promise<DemoStack> {
  const { root, stateDir, fleet, events, signal } = options;
  const project = [...stackFiles(root).flatMap((file) => ['-f', file]), '-p', 'quayside-demo', '--profile', 'demo'];
  const data = (name: string) => join(stateDir, 'data', name);
  const targetsDir = join(stateDir, 'targets');
  const compose = readCompose(root, process.env);
  const urls: Partial<Record<PartName, string>> = {};
  const notes: Partial<Record<PartName, string>> = {};
  const portEnv: Record<string, string> = {};
  const taken = new Set<number>();
  for (const part of Object.values(PARTS)) {
    const { port, note } = await freePort(composeService(compose, part.name).port?.host ?? 0, taken);
    taken.add(port);
    portEnv[`QUAYSIDE_${part.name.toUpperCase()}_PORT`] = String(port);
    urls[part.name] = `http://127.0.0.1:${port}`;
    notes[part.name] = note;
  }
  portEnv.QUAYSIDE_MAILPIT_PORT = String((await freePort(MAILPIT_PORT, taken)).port);
  const env: NodeJS.ProcessEnv = {
    QUAYSIDE_OPEN: 'true',
    ...DEMO_NETWORK,
    ...process.env,
    ...portEnv,
    // The containers write into the state directory as whoever started them.
    QUAYSIDE_USER: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    QUAYSIDE_PROMETHEUS_DATA: data('prometheus'),
    QUAYSIDE_LOKI_DATA: data('loki'),
    QUAYSIDE_ALERTMANAGER_DATA: data('alertmanager'),
    QUAYSIDE_GRAFANA_DATA: data('grafana'),
    QUAYSIDE_TARGETS: targetsDir,
    QUAYSIDE_FLEET: fleetArguments(fleet),
  };
  const docker = (args: string[], timeoutMs: number, part: DemoPart) =>
    run('docker', ['compose', ...project, ...args], {
      env,
      timeoutMs,
      signal,
      onLine: (line) => events.doing(part, line),
    });
  const stop = async () => {
    // Without the start's signal: this is what has to run after it was aborted.
    await run('docker', ['compose', ...project, 'down', '--timeout', '10'], { env, timeoutMs: 120_000 });
  };
  const up = (services: string[], part: DemoPart) => docker(['up', '--detach', '--wait', ...services], START_MS, part);

  const ready = async (name: PartName): Promise<void> => {
    const url = urls[name] ?? '';
    await waitFor(PARTS[name].title, () => PARTS[name].hasData(url), { deadlineMs: READY_MS, signal });
    events.done(name, [url, notes[name]].filter((text) => text !== undefined).join(', '));
  };

  try {
    // Containers of a run that crashed still use the data that is made anew here.
    await stop();
    rmSync(join(stateDir, 'data'), { recursive: true, force: true });
    ['prometheus', 'loki', 'alertmanager', 'grafana'].forEach((name) => mkdirSync(data(name), { recursive: true }));
    writeTargets(targetsDir, fleetTargets(fleet, FLEET_ADDRESS));
    await docker(['pull', '--quiet', '--policy', 'missing', ...DEMO_SERVICES], PULL_MS, 'prometheus');
    const image = `prom/prometheus:v${composeService(compose, 'prometheus').version}`;
    await writeMetrics(fleet, {
      prometheusDir: data('prometheus'),
      promtool: containedPromtool(stateDir, image),
      onProgress: (share) => events.doing('prometheus', `writing the history, ${percent(share)}`),
    });
    await up(['prometheus', 'loki', 'alertmanager', 'mailpit'], 'loki');
    // The machine itself beside the fleet. Where Docker runs in a virtual machine they may not start; the demo can
    // do without them, so nobody waits for them.
    await docker(['up', '--detach', 'cadvisor', 'node-exporter'], START_MS, 'prometheus').catch((error: unknown) =>
      events.doing('prometheus', reasonOf(error))
    );
    await Promise.all([ready('prometheus'), ready('loki'), ready('alertmanager')]);
    await up(['grafana'], 'grafana');
    await ready('grafana');
  } catch (error) {
    await stop();
    throw error;
  }

  const lokiUrl = urls.loki ?? '';
  const logsFilled = writeLogs(fleet, {
    lokiUrl,
    onProgress: (share) => events.doing('logs', `writing the history, ${percent(share)}`),
  })
    .then(async ({ lines, seconds }) => {
      events.done('logs', `${lines.toLocaleString('en')} lines of history in ${seconds.toFixed(0)} s`);
      // Live lines after those of the past: Loki refuses lines far older than the newest of their stream.
      await up(['fleet'], 'logs');
      return true;
    })
    .catch((error: unknown) => {
      events.absent('logs', reasonOf(error));
      return false;
    });

  return {
    prometheusUrl: urls.prometheus,
    lokiUrl,
    alertmanagerUrl: urls.alertmanager,
    grafanaUrl: urls.grafana,
    logsFilled,
    endedLeftOvers: [],
    absent: () => [],
    standIns: () => ['the simulated fleet, for Vector, NGINX and the chat service'],
    stateDir,
    stop,
    // Containers outlive this process by their nature; the next start, or `docker compose down`, ends them.
    kill: () => undefined,
  };
}
