import { request } from './http';

const APP = 'quayside-monitoring-app';

/**
 * Enables the app with its settings through Grafana's API. Not by a provisioning file: Grafana would
 * overwrite with that, at each start, what was set by hand since.
 */
export async function enableApp(grafanaUrl: string, login: string, jsonData: object): Promise<void> {
  await request(`${grafanaUrl}/api/plugins/${APP}/settings`, {
    method: 'POST',
    basicAuth: login,
    json: { enabled: true, pinned: true, jsonData },
  });
}
