import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildPlugin, whyBuild } from '../../../stack/pluginBuild';
import { createRunDirectory, removeRunDirectory, runDirectory } from '../../integration/support/runDirectory';
import { findBrowser } from './findBrowser';
import { startFleetServers } from './fleetServers';
import { shareRun } from './run';

const ROOT = resolve(__dirname, '../../..');

const say = (text: string) => process.stdout.write(`${text}\n`);

/**
 * What all tests need: a browser, the built plugin, and servers that hold the fleet. The servers end with this process,
 * however that ends; what is returned ends them in order.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const browser = await findBrowser(process.env);
  say(`Browser: ${browser.how}`);
  const grafanaUrl = process.env['QUAYSIDE_GRAFANA_URL']?.replace(/\/+$/, '');
  if (grafanaUrl) {
    say(`Pages: the Grafana at ${grafanaUrl}, whose data sources must hold the test fleet (see tests/e2e/serve.ts).`);
    say('Tests of what fails are skipped: only the workbench can be told to fail.');
    shareRun({ browser, grafanaUrl });
    return () => Promise.resolve();
  }
  const why = whyBuild(ROOT);
  if (why) {
    say(`Plugin: building it, since ${why}`);
    await buildPlugin(ROOT);
  }
  createRunDirectory();
  try {
    const distDir = join(runDirectory(), 'dist');
    cpSync(join(ROOT, 'dist'), distDir, { recursive: true });
    const began = Date.now();
    const { stop, prometheusUrl, lokiUrl } = await startFleetServers();
    say(`Servers: Prometheus and Loki hold the fleet after ${((Date.now() - began) / 1000).toFixed(0)} s`);
    shareRun({ browser, servers: { prometheusUrl, lokiUrl, distDir } });
    return async () => {
      await stop();
      removeRunDirectory();
    };
  } catch (error) {
    removeRunDirectory();
    throw error;
  }
}
