import { once } from 'node:events';
import { stopOnExit } from '../../stack/native/stopOnExit';
import { createRunDirectory, removeRunDirectory } from '../integration/support/runDirectory';
import { startFleetServers } from './support/fleetServers';
import { SETTINGS } from './support/site';

/**
 * Serves the fleet of the page tests until it is stopped, so that they can be run against a real Grafana:
 *
 *     npx tsx tests/e2e/serve.ts
 *     QUAYSIDE_GRAFANA_URL=http://127.0.0.1:3000 npm run test:e2e
 *
 * That Grafana has the plugin and lets anybody in as an administrator, and its data sources have the printed addresses
 * and uids; the one of Prometheus has a scrape interval of 15 s.
 */
async function serve(): Promise<void> {
  createRunDirectory();
  const { prometheusUrl, lokiUrl, stop } = await startFleetServers();
  const end = async () => {
    await stop();
    removeRunDirectory();
  };
  stopOnExit({ stop: end, kill: removeRunDirectory });
  process.stdout.write(`${SETTINGS.prometheusUid} ${prometheusUrl}\n${SETTINGS.lokiUid} ${lokiUrl}\n`);
  await once(process, 'exit');
}

void serve();
