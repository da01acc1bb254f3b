import { liveExporter } from '../fleet/liveExporter';
import { liveLogs, type LiveLogs } from '../fleet/liveLogs';
import { writeLogs } from '../fleet/writeLogs';
import { writeMetrics } from '../fleet/writeMetrics';
import type { DemoStack, DemoStackOptions } from './demoStack';
import { fleetTargets } from './fleetTargets';
import { startNativeStack, type RunningStack, type StackPart } from './native/nativeStack';
import type { PartName } from './native/parts';
import { reasonOf } from './native/reasonOf';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** The demo without Docker: the programs themselves, and the fleet in this process. */
export async function startNativeDemo({ stateDir, fleet, events, signal }: DemoStackOptions): Promise<DemoStack> {
  const exporter = await liveExporter(fleet, { port: 0 });
  let logs: LiveLogs | undefined;
  let stopped = false;
  let stack: RunningStack;

  /** History first, then live: Loki refuses lines far older than the newest of their stream. */
  const fillLogs = async (lokiUrl: string): Promise<boolean> => {
    const onProgress = (share: number) => events.doing('logs', `writing the history, ${percent(share)}`);
    const { lines, seconds } = await writeLogs(fleet, { lokiUrl, onProgress });
    events.done('logs', `${lines.toLocaleString('en')} lines of history in ${seconds.toFixed(0)} s`);
    if (!stopped) {
      logs = liveLogs(fleet, { lokiUrl, onError: (error) => events.doing('logs', error.message) });
    }
    return !stopped;
  };

  const onState = (part: StackPart) => {
    if (part.state === 'running') {
      events.done(part.name, [part.url, part.portNote].filter((text) => text !== undefined).join(', '));
    } else if (part.state === 'coming') {
      events.absent(part.name, 'not here yet: it is built from source, and joins when it is ready');
    } else if (part.state !== 'starting') {
      events.absent(part.name, part.why ?? 'not here');
    }
  };

  const closeFleet = async () => {
    stopped = true;
    await logs?.stop();
    await exporter.close();
  };

  try {
    stack = await startNativeStack({
      stateDir,
      // Listens on this machine only; nobody should have to sign in to look.
      env: { QUAYSIDE_OPEN: 'true', ...process.env },
      targets: fleetTargets(fleet, exporter.address),
      onProgress: events.doing,
      onState,
      signal,
      prepareMetrics: async ({ dataDir, promtool, say }) => {
        const onProgress = (share: number) => say(`writing the history, ${percent(share)}`);
        await writeMetrics(fleet, { prometheusDir: dataDir, promtool, onProgress });
      },
    });
  } catch (error) {
    await closeFleet();
    throw error;
  }

  const loki = stack.parts.get('loki');
  /** The address of a part that runs or will run. */
  const whereItIs = (name: PartName) => {
    const part = stack.parts.get(name);
    return part?.state === 'running' || part?.state === 'coming' ? part.url : undefined;
  };
  const logsFilled = (loki?.joined ?? Promise.resolve(false))
    .then((isThere) => (isThere && loki !== undefined && !stopped ? fillLogs(loki.url) : false))
    .catch((error: unknown) => {
      events.absent('logs', reasonOf(error));
      return false;
    });

  return {
    prometheusUrl: whereItIs('prometheus'),
    lokiUrl: whereItIs('loki'),
    alertmanagerUrl: stack.urls.alertmanager,
    grafanaUrl: stack.urls.grafana,
    logsFilled,
    endedLeftOvers: stack.endedLeftOvers,
    absent: () =>
      [...stack.parts.values()]
        .filter(({ state }) => state !== 'running')

        .map(({ title, state, why }) =>
          state === 'coming' ? `${title} is being built and joins later` : (why ?? title)
        ),
    standIns: () => [
      'the simulated fleet, for cAdvisor, node exporter, Vector, NGINX and the chat service (npm run chat starts that one)',
      ...(stack.mailDir === undefined
        ? []
        : [`${stack.mailDir}, for the mailbox: a file for each mail of Alertmanager`]),
    ],
    stateDir: stack.stateDir,
    stop: async () => {
      await closeFleet();
      await stack.stop();
    },
    kill: () => stack.kill(),
  };
}
