import { z } from 'zod';
import { conventionsSchema } from '../signals/conventions';
import { derivedMetricSchema } from '../signals/derived/derivedMetric';
import { LOG_BUDGET_BYTES } from '../signals/logBudget';
import { nginxBehindSchema, nginxConventionsSchema } from '../signals/nginx/format';
import { recordingGroupSchema } from '../signals/recorded/recordingGroup';
import { checkListsSchema } from './checkLists';
import { Problem } from './Problem';

/** What each location says of its own servers and their data. */
const ofLocation = {
  /** The data sources to ask. */
  prometheusUid: z.string().min(1).optional(),
  lokiUid: z.string().min(1).optional(),
  /** How data is labelled; without it, what the data sources show is used. */
  conventions: conventionsSchema.optional(),
  /** Where NGINX logs and how: in place of what the conventions say of it, which may be found out all the same. */
  nginx: nginxConventionsSchema.optional(),
  /** Containers behind NGINX that no name tells. */
  nginxBehind: z.array(nginxBehindSchema).optional(),
  /** Lists of checks, such as the containers that must run: what the Overview asks those checks for. */
  checkLists: checkListsSchema.optional(),
};

/** Another place with servers of its own: it has those that it names, and no others. */
const locationSchema = z.object({ name: z.string().trim().min(1).max(100), ...ofLocation });

/** The Loki whose lines are recorded: two locations may record the same in the same name. Absent: any. */
const ofLoki = { lokiUid: z.string().min(1).optional() };

const settingsSchema = z.object({
  /** Those of the main location; without a data source, one is chosen by what it has. */
  ...ofLocation,
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
  derivedMetrics: z.array(derivedMetricSchema.extend(ofLoki)).max(200).optional(),
  /** Recording rules that are kept here, and not in the ruler, until somebody resumes them. */
  pausedRecordings: z.array(recordingGroupSchema.extend(ofLoki)).max(200).optional(),
});

/** What is stored in the app's `jsonData`. */
export type AppSettings = z.infer<typeof settingsSchema>;

/** The metrics of one's own that are made of the lines of a Loki; of a definition that names none, of any. */
export function metricsOfLoki(
  { derivedMetrics = [] }: Pick<AppSettings, 'derivedMetrics'>,
  lokiUid: string | undefined
): NonNullable<AppSettings['derivedMetrics']> {
  return derivedMetrics.filter((metric) => metric.lokiUid === undefined || metric.lokiUid === lokiUid);
}

/** Settings as they are at one location. */
export interface SettingsAt extends AppSettings {
  /** The name of a location beside the main one: it has the data sources that it names, and no others. */
  location?: string;
}

/** The settings as they are at a location; those of the main one where no location has this name. */
export function settingsAt(settings: AppSettings, name: string): SettingsAt {
  const found = settings.locations?.find((one) => one.name === name);
  if (!found) {
    return settings;
  }
  // What is said of the main location's data says nothing of another's.
  const shared = Object.entries(settings).filter(([field]) => !(field in ofLocation));
  const { name: location, ...own } = found;
  return { ...Object.fromEntries(shared), ...own, location };
}

/** Bytes of logs that a page reads without being asked to. */
export function logBudgetOf({ logBudgetMegabytes }: Pick<AppSettings, 'logBudgetMegabytes'>): number {
  return logBudgetMegabytes === undefined ? LOG_BUDGET_BYTES : logBudgetMegabytes * 1e6;
}

/** A stored field that cannot be used, and why. */
export interface WrongField {
  field: keyof AppSettings;
  /** As it is stored. */
  raw: unknown;
  message: string;
}

const messageOf = ({ issues }: z.ZodError, ...above: string[]) =>
  issues.map(({ path, message }) => `${[...above, ...path].join('.') || 'settings'}: ${message}`).join('; ');

/** What the fields of an object are, where it is one. */
export function fieldsOf(jsonData: unknown): Readonly<Record<string, unknown>> {
  return typeof jsonData === 'object' && jsonData !== null ? { ...jsonData } : {};
}

/** A stored field as it can be used; or what is wrong with it, which is named. */
export function readField<Field extends keyof AppSettings>(
  field: Field,
  raw: unknown
): { value: AppSettings[Field] } | { message: string } {
  const parsed = settingsSchema.safeParse(raw === undefined ? {} : { [field]: raw });
  return parsed.success ? { value: parsed.data[field] } : { message: messageOf(parsed.error) };
}

/** Whatever of the app's `jsonData` can be used, field by field, and what cannot. */
export function readSettings(jsonData: unknown): { settings: AppSettings; wrong: WrongField[] } {
  const stored = fieldsOf(jsonData);
  const known = Object.keys(settingsSchema.shape) as Array<keyof AppSettings>;
  const read = known.map((field) => ({ field, raw: stored[field], result: readField(field, stored[field]) }));
  return {
    settings: Object.fromEntries(
      read.flatMap(({ field, result }) =>
        'value' in result && result.value !== undefined ? [[field, result.value]] : []
      )
    ),
    wrong: read.flatMap(({ field, raw, result }) =>
      'message' in result ? [{ field, raw, message: result.message }] : []
    ),
  };
}

/** The settings from the app's `jsonData`. @throws Problem naming each field that is wrong. */
export function parseSettings(jsonData: unknown): AppSettings {
  const parsed = settingsSchema.safeParse(jsonData ?? {});
  if (!parsed.success) {
    throw new Problem(
      'settings',
      'The settings of Quayside cannot be used',
      messageOf(parsed.error),
      'Correct them on the page Setup, which keeps all the others; or in the file that provisions the app.'
    );
  }
  return parsed.data;
}
