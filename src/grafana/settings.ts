import { z } from 'zod';
import { conventionsSchema } from '../signals/conventions';
import { derivedMetricSchema } from '../signals/derived/derivedMetric';
import { LOG_BUDGET_BYTES } from '../signals/logBudget';
import { nginxBehindSchema, nginxConventionsSchema } from '../signals/nginx/format';
import { recordingGroupSchema } from '../signals/recorded/recordingGroup';
import { Problem } from './Problem';

/** Another place with servers of its own; what it leaves out of the conventions is found out when it is opened. */
const locationSchema = z.object({
  name: z.string().trim().min(1).max(100),
  prometheusUid: z.string().min(1).optional(),
  lokiUid: z.string().min(1).optional(),
  conventions: conventionsSchema.optional(),
});

const settingsSchema = z.object({
  /** The data sources to ask; without one, the default of its kind. */
  prometheusUid: z.string().min(1).optional(),
  lokiUid: z.string().min(1).optional(),
  /** How data is labelled; without it, what the data sources show is used. */
  conventions: conventionsSchema.optional(),
  /** Where NGINX logs and how: in place of what the conventions say of it, which may be found out all the same. */
  nginx: nginxConventionsSchema.optional(),
  /** Containers behind NGINX that no name tells. */
  nginxBehind: z.array(nginxBehindSchema).optional(),
  /** Megabytes of logs that a page reads without being asked to; without it, `LOG_BUDGET_BYTES`. */
  logBudgetMegabytes: z.number().positive().max(1e6).optional(),
  /** Places beside the one that the settings above are about; pages show one of them at a time. */
  locations: z
    .array(locationSchema)
    .max(100)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two locations have one name')
    .optional(),
  /** Stored by a file that Grafana reads at each start: what is changed by hand is lost then. */
  provisioned: z.boolean().optional(),
  /** Metrics that somebody made of log lines. */
  derivedMetrics: z.array(derivedMetricSchema).max(200).optional(),
  /** Recording rules that are kept here, and not in the ruler, until somebody resumes them. */
  pausedRecordings: z.array(recordingGroupSchema).max(200).optional(),
});

/** What is stored in the app's `jsonData`. */
export type AppSettings = z.infer<typeof settingsSchema>;

export type Location = z.infer<typeof locationSchema>;

/** The settings as they are at a location; those of the main one where no location has this name. */
export function settingsAt(settings: AppSettings, name: string): AppSettings {
  const found = settings.locations?.find((one) => one.name === name);
  if (!found) {
    return settings;
  }
  // What is said of the main location's data says nothing of another's.
  const { prometheusUid: _prometheus, lokiUid: _loki, conventions: _conventions, nginx: _nginx, ...shared } = settings;
  const { name: _name, ...own } = found;
  return { ...shared, ...own };
}

/** Bytes of logs that a page reads without being asked to. */
export function logBudgetOf({ logBudgetMegabytes }: Pick<AppSettings, 'logBudgetMegabytes'>): number {
  return logBudgetMegabytes === undefined ? LOG_BUDGET_BYTES : logBudgetMegabytes * 1e6;
}

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
