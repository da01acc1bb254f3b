import type { DataSourceChoice } from './dataSources';
import { updateSettings } from './saveSettings';
import { parseSettings, type AppSettings } from './settings';

/**
 * Changes what is stored in the app's settings, as they are now: another page may have changed them since they were read.
 * Rejects with a Problem, also where what is stored cannot be read.
 */
export async function changeSettings(change: (settings: AppSettings) => AppSettings): Promise<AppSettings> {
  return parseSettings(
    await updateSettings((stored) => {
      const known = parseSettings(stored);
      const removed = Object.fromEntries(Object.keys(known).map((field) => [field, undefined]));
      return { ...stored, ...removed, ...change(known) };
    })
  );
}

/** Whether something that is stored is of this Loki. */
export function isOfLoki({
  uid,
}: Pick<DataSourceChoice, 'uid'>): (stored: { lokiUid?: string | undefined }) => boolean {
  return ({ lokiUid }) => lokiUid === undefined || lokiUid === uid;
}

/** A list with one thing in place of those that are the same, or without them. */
export function replaced<T>(list: readonly T[] | undefined, isSame: (one: T) => boolean, by?: T): T[] {
  return [...(list ?? []).filter((one) => !isSame(one)), ...(by === undefined ? [] : [by])];
}
