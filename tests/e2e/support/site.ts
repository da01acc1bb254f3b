import { startWorkbench } from '../../../workbench/startWorkbench';
import { demoSettings, type DemoSettings } from '../../../stack/demoSettings';
import type { Faults } from '../../../workbench/server/WorkbenchState';
import { currentRun } from './run';
import { FLEET } from './testFleet';

const SETTINGS_PATH = '/api/plugins/quayside-monitoring-app/settings';

/** The app's settings for the test fleet: among them, which names are one host. */
export const SETTINGS: DemoSettings = demoSettings(FLEET);

/** Where the pages are: a workbench of this worker's own, or a real Grafana. */
export interface Site {
  url: string;
  isGrafana: boolean;
  /** Makes the data sources fail, or the user another. Only the workbench can. */
  fail(faults: Partial<Faults>): Promise<void>;
  /** Stores the app's settings. */
  configure(jsonData: unknown): Promise<void>;
  stop(): Promise<void>;
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`POST ${url} answered ${response.status}: ${await response.text()}`);
  }
}

/** The site of this worker. A real Grafana is told the settings; its data sources must have the uids that they name. */
export async function openSite(): Promise<Site> {
  const { grafanaUrl, servers } = currentRun();
  const configure = (url: string) => (jsonData: unknown) =>
    post(`${url}${SETTINGS_PATH}`, { enabled: true, pinned: true, jsonData });
  if (grafanaUrl) {
    await configure(grafanaUrl)(SETTINGS);
    return {
      url: grafanaUrl,
      isGrafana: true,
      fail: () => Promise.reject(new Error('Only the workbench can be told to fail')),
      configure: configure(grafanaUrl),
      stop: () => Promise.resolve(),
    };
  }
  if (!servers) {
    throw new Error('This run has neither servers nor a Grafana');
  }
  const workbench = await startWorkbench({
    prometheusUrl: servers.prometheusUrl,
    lokiUrl: servers.lokiUrl,
    distDir: servers.distDir,
    settings: { ...SETTINGS },
    scrapeInterval: '15s',
    evaluateAt: FLEET.end,
    // An injected timeout need not take as long as a real one.
    timeouts: { faultMs: 300 },
  });
  return {
    url: workbench.url,
    isGrafana: false,
    fail: (faults) => post(`${workbench.url}/workbench/faults`, faults),
    configure: configure(workbench.url),
    stop: () => workbench.stop(),
  };
}
