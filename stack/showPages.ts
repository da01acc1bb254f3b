import { join } from 'node:path';

import { startWorkbench } from '../workbench/startWorkbench';
import type { DemoSettings } from './demoSettings';
import type { DemoStack } from './demoStack';
import { enableApp } from './enableApp';
import { freePort } from './native/freePort';
import { grafanaLogin } from './native/parts';

/** Grafana's port: whoever opens the demo looks there. */
const WANTED_PORT = 3000;

/** Where the plugin's pages are shown. */
export interface ShownPages {
  /** `Grafana`, or `the workbench`. */
  by: string;
  url: string;
  /** That the wanted port was in use. */
  note?: string;
  stop: () => Promise<void>;
}

/** Shows the pages in the stack's Grafana, or in the workbench where there is none. */
export async function showPages(stack: DemoStack, root: string, settings: DemoSettings): Promise<ShownPages> {
  if (stack.grafanaUrl !== undefined) {
    await enableApp(stack.grafanaUrl, grafanaLogin(process.env), settings);
    return { by: 'Grafana', url: stack.grafanaUrl, stop: () => Promise.resolve() };
  }
  const { port, note } = await freePort(WANTED_PORT);
  const workbench = await startWorkbench({
    port,
    prometheusUrl: stack.prometheusUrl,
    lokiUrl: stack.lokiUrl,
    distDir: join(root, 'dist'),
    settings: { ...settings },
    scrapeInterval: '15s',
  });
  return { by: 'the workbench', url: workbench.url, note, stop: () => workbench.stop() };
}
