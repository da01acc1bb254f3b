import { fetchJson, isAbort } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';
import { parseSettings, type AppSettings } from './settings';

/** The plugin under which the settings are stored. */
export const APP_ID = 'quayside-monitoring-app';

/**
 * The app's settings, for what is shown outside of its pages. Rejects with a Problem: where the app is not enabled, where the
 * viewer may not use it, or where the settings cannot be used.
 */
export async function loadAppSettings(signal?: AbortSignal): Promise<AppSettings> {
  try {
    const { jsonData } = await fetchJson<{ jsonData?: unknown }>({ url: `/api/plugins/${APP_ID}/settings` }, signal);
    return parseSettings(jsonData);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    throw problem.kind === 'forbidden'
      ? new Problem(
          'forbidden',
          'You may not use Quayside',
          problem.detail,
          'Ask an administrator for access to the app Quayside (plugins.app:access): its settings say how the data is labelled.'
        )
      : problem;
  }
}
