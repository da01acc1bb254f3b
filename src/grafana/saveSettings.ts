import { fetchJson } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';
import type { AppSettings } from './settings';

/** Stores the app's settings; the app stays enabled, and in the menu if it was. Rejects with a Problem. */
export async function saveSettings(pluginId: string, pinned: boolean, settings: AppSettings): Promise<void> {
  try {
    await fetchJson<unknown>({
      url: `/api/plugins/${pluginId}/settings`,
      method: 'POST',
      // Grafana keeps what was stored where it is given an empty object: it must not be one when all is cleared.
      data: { enabled: true, pinned, jsonData: { configured: true, ...settings } },
    });
  } catch (error) {
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    throw problem.kind === 'forbidden'
      ? new Problem(
          'forbidden',
          'You may not change the settings of Quayside',
          problem.detail,
          'Ask an administrator of this organisation (plugins:write).'
        )
      : problem;
  }
}
