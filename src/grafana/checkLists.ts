import { z } from 'zod';

/** Entries that somebody has given for lists of checks: by the id of the check, then of the list. */
export const checkListsSchema = z.record(
  z.string(),
  z.record(z.string(), z.array(z.string().min(1).max(500)).max(1000))
);

export type CheckLists = z.infer<typeof checkListsSchema>;
