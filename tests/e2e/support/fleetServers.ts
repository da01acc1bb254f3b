import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeLogs } from '../../../fleet/writeLogs';
import { writeMetrics } from '../../../fleet/writeMetrics';
import { writeRecorded } from '../../../fleet/writeRecorded';
import { program } from '../../integration/support/programs';
import { runDirectory } from '../../integration/support/runDirectory';
import { startLoki, startPrometheus, type Server } from '../../integration/support/servers';
import { FLEET, RECORDED } from './testFleet';

/** A real Prometheus and a real Loki that hold the test fleet. */
export interface FleetServers {
  prometheusUrl: string;
  lokiUrl: string;
  stop(): Promise<void>;
}

async function prometheusWithFleet(): Promise<Server> {
  const blocks = join(runDirectory(), 'blocks');
  mkdirSync(blocks);
  const promtool = await program('promtool');
  await writeMetrics(FLEET, { prometheusDir: blocks, promtool });
  await writeRecorded(FLEET, { prometheusDir: blocks, promtool, ...RECORDED });
  return startPrometheus(blocks, FLEET.end);
}

async function lokiWithFleet(): Promise<Server> {
  const loki = await startLoki();
  try {
    await writeLogs(FLEET, { lokiUrl: loki.url });
    return loki;
  } catch (error) {
    await loki.stop();
    throw error;
  }
}

/** Starts both at once and fills them. What has started is stopped again when the other fails. */
export async function startFleetServers(): Promise<FleetServers> {
  const started = await Promise.allSettled([prometheusWithFleet(), lokiWithFleet()]);
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async () => {
    await Promise.all(running.map((server) => server.stop()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  const [prometheus, loki] = running;
  if (failed || !prometheus || !loki) {
    await stop();
    throw failed?.reason;
  }
  return { prometheusUrl: prometheus.url, lokiUrl: loki.url, stop };
}
