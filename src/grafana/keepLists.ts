import { z } from 'zod';
import { checkListsSchema } from './checkLists';
import { updateSettings } from './saveSettings';

const storedSchema = z.object({ checkLists: checkListsSchema.catch({}).optional() }).loose();
const locationsSchema = z.array(z.object({ name: z.string() }).loose());

/**
 * Keeps the lists of one check in the app's settings, for the location that is looked at; all other lists stay as they are
 * stored now. Rejects with a Problem.
 * @param location the name of a location beside the main one
 */
export async function keepLists(
  location: string | undefined,
  checkId: string,
  lists: Readonly<Record<string, readonly string[]>>
): Promise<void> {
  const kept = (fields: unknown) => {
    const { checkLists = {}, ...rest } = storedSchema.parse(fields);
    return { ...rest, checkLists: { ...checkLists, [checkId]: lists } };
  };
  await updateSettings((stored) =>
    location === undefined
      ? kept(stored)
      : {
          ...stored,
          locations: locationsSchema
            .parse(stored['locations'] ?? [])
            .map((one) => (one.name === location ? kept(one) : one)),
        }
  );
}
