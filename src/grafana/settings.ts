import { z } from 'zod';
import { conventionsSchema } from '../signals/conventions';
import { derivedMetricSchema } from '../signals/derived/derivedMetric';
import { LOG_BUDGET_BYTES } from '../signals/logBudget';
import { nginxBehindSchema, nginxConventionsSchema } from '../signals/nginx/format';
import { recordingGroupSchema } from '../signals/recorded/recordingGroup';
import { Problem } from './Problem';

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
  /** Stored by a file that Grafana reads at each start: what is changed by hand is lost then. */
  provisioned: z.boolean().optional(),
  /** Metrics that somebody made of log lines. */
  derivedMetrics: z.array(derivedMetricSchema).max(200).optional(),
  /** Recording rules that are kept here, and not in the ruler, until somebody resumes them. */
  pausedRecordings: z.array(recordingGroupSchema).max(200).optional(),
});

/** What is stored in the app's `jsonData`. */
export type AppSettings = z.infer<typeof settingsSchema>;

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
