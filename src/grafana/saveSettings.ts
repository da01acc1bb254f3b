import { canonicalJson } from '../signals/hashOf';
import { APP_ID } from './appSettings';
import { fetchJson } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';
import { fieldsOf, type AppSettings } from './settings';

/** Fields of the app's settings as they are stored, whatever is in them. */
export type StoredFields = Readonly<Record<string, unknown>>;

/** One text for what is the same JSON, in whatever order its fields are written. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/**
 * Stores what `change` makes of the app's settings as they are stored now: every field that it does not touch stays as it
 * is, also one that this version cannot read. Resolves to what is stored then. Rejects with a Problem.
 */
export async function updateSettings(change: (stored: StoredFields) => StoredFields): Promise<StoredFields> {
  let stored: { jsonData?: unknown; pinned?: boolean };
  try {
    stored = await fetchJson<typeof stored>({ url: `/api/plugins/${APP_ID}/settings`, method: 'GET' });
  } catch (error) {
    throw problemOf(error, { name: 'Grafana', kind: 'Grafana' });
  }
  const changed = change(fieldsOf(stored.jsonData));
  try {
    await fetchJson<unknown>({
      url: `/api/plugins/${APP_ID}/settings`,
      method: 'POST',
      // Grafana keeps what was stored where it is given an empty object: it must not be one when all is cleared.
      data: { enabled: true, pinned: stored.pinned ?? true, jsonData: { configured: true, ...changed } },
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
  return changed;
}

/**
 * Stores single fields; undefined removes one. A field that somebody else has changed since it was read is not overwritten.
 * Resolves to what is stored then. Rejects with a Problem; then nothing was stored.
 * @param read the fields as they were when the changes began
 */
export function saveFields(
  read: StoredFields,
  changes: Partial<Record<keyof AppSettings, unknown>>
): Promise<StoredFields> {
  return updateSettings((stored) => {
    const contested = Object.entries(changes)
      .filter(([field, value]) => !sameJson(stored[field], read[field]) && !sameJson(stored[field], value))
      .map(([field]) => field);
    if (contested.length > 0) {
      throw new Problem(
        'settings',
        'Somebody else has changed the same settings meanwhile',
        `They are other than this page has read them: ${contested.join(', ')}. Nothing was stored`,
        'Copy what you have written, reload the page to see what is stored now, and change that.'
      );
    }
    return { ...stored, ...changes };
  });
}
