import { z } from 'zod';
import { conventionsSchema } from '../signals/conventions';
import { Problem } from './Problem';

const settingsSchema = z.object({
  /** The data sources to ask; without one, the default of its kind. */
  prometheusUid: z.string().min(1).optional(),
  lokiUid: z.string().min(1).optional(),
  /** How data is labelled; without it, what the data sources show is used. */
  conventions: conventionsSchema.optional(),
});

/** What is stored in the app's `jsonData`. */
export type AppSettings = z.infer<typeof settingsSchema>;

/** The settings from the app's `jsonData`. @throws Problem naming each field that is wrong. */
export function parseSettings(jsonData: unknown): AppSettings {
  const parsed = settingsSchema.safeParse(jsonData ?? {});
  if (!parsed.success) {
    throw new Problem(
      'settings',
      'The settings of Quayside cannot be used',
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`).join('; '),
      'Correct them on the plugin’s configuration page, or in the file that provisions the app.'
    );
  }
  return parsed.data;
}
