import { APP_ID } from './appSettings';
import { fetchJson } from './fetchJson';
import { problemOf } from './problemOf';
import { saveSettings } from './saveSettings';
import { parseSettings, type AppSettings } from './settings';

/**
 * Changes what is stored in the app's settings, as they are now: another page may have changed them since they were read.
 * Rejects with a Problem.
 */
export async function changeSettings(change: (settings: AppSettings) => AppSettings): Promise<AppSettings> {
  let stored: { jsonData?: unknown; pinned?: boolean };
  try {
    stored = await fetchJson<typeof stored>({ url: `/api/plugins/${APP_ID}/settings`, method: 'GET' });
  } catch (error) {
    throw problemOf(error, { name: 'Grafana', kind: 'Grafana' });
  }
  const changed = change(parseSettings(stored.jsonData));
  await saveSettings(APP_ID, stored.pinned ?? true, changed);
  return changed;
}

/** A list with one thing in place of those that are the same, or without them. */
export function replaced<T>(list: readonly T[] | undefined, isSame: (one: T) => boolean, by?: T): T[] {
  return [...(list ?? []).filter((one) => !isSame(one)), ...(by === undefined ? [] : [by])];
}
