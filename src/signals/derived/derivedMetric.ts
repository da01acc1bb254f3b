import { z } from 'zod';
import { LEVELS } from '../logLevels';
import { parseFilter } from '../nginx/filters';
import { accessLogSchema } from '../nginx/format';
import { LABEL_NAME } from '../promql';

/** Metric names that Prometheus accepts without quotes. */
export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

const label = z.string().regex(LABEL_NAME, 'is no label name: letters, digits and _ only, no digit first');

/** Where a value stands in a line, or beside it. */
const lineField = z.discriminatedUnion('from', [
  /** A path of Loki's `json` stage. */
  z.strictObject({ from: z.literal('json'), name: z.string().min(1) }),
  /** A key of logfmt. */
  z.strictObject({ from: z.literal('logfmt'), name: z.string().min(1) }),
  /** A label of the stream, or structured metadata. */
  z.strictObject({ from: z.literal('label'), name: label }),
  /** The capture `name` of a pattern of the whole line, such as `<_> took <ms> ms`. */
  z.strictObject({ from: z.literal('pattern'), expression: z.string().min(1), name: label }),
  /** The group `name` of an RE2 expression. */
  z.strictObject({ from: z.literal('regexp'), expression: z.string().min(1), name: label }),
]);

/** Fields that a metric can be split by. */
export const MOST_FIELDS = 6;

/** Values of a field that can be recorded by name. */
export const MOST_NAMED = 100;

/** A field by which a metric is split. */
const groupField = z.strictObject({
  field: lineField,
  /** The label of the metric. */
  as: label,
  /** Ids in a path are replaced, so that `/cart/17` and `/cart/18` are one value. */
  route: z.boolean().optional(),
  /** The values that are recorded by name; all others together are `other`. Absent: every value is a series of its own. */
  only: z.array(z.string()).min(1).max(MOST_NAMED).optional(),
});

/** How a value is written: `12.5`, `1m20s`, `3.5MB`. Durations are recorded in seconds, sizes in bytes. */
const written = z.enum(['number', 'duration', 'bytes']);

const measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count') }),
  z.strictObject({ kind: z.literal('rate') }),
  z.strictObject({ kind: z.literal('bytes') }),
  z.strictObject({ kind: z.enum(['sum', 'average', 'min', 'max']), field: lineField, written }),
  z.strictObject({ kind: z.literal('percentile'), field: lineField, written, share: z.number().gt(0).lt(1) }),
  z.strictObject({
    kind: z.literal('distribution'),
    field: lineField,
    written,
    /** Upper ends of the buckets, in the recorded unit. */
    bounds: z
      .array(z.number())
      .min(1)
      .max(20)
      .refine((bounds) => bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? bound)), 'must rise'),
  }),
  z.strictObject({ kind: z.literal('distinct'), field: lineField }),
]);

const matcher = z.strictObject({ label, op: z.enum(['=', '!=', '=~', '!~']), value: z.string() });
const containerRef = z.strictObject({
  host: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  pod: z.string().optional(),
});
const fieldCondition = z.strictObject({
  from: z.enum(['json', 'logfmt', 'label']),
  name: z.string().min(1),
  op: z.enum(['=', '!=']),
  value: z.string(),
});

/** A metric that is made of log lines. Parse anything that comes from outside with this. */
export const derivedMetricSchema = z.strictObject({
  name: z.string().regex(METRIC_NAME, 'is no metric name: letters, digits, _ and : only, no digit first').max(120),
  title: z.string().min(1).max(120),
  help: z.string().max(500).default(''),
  selection: z.strictObject({
    scope: z.strictObject({
      hosts: z.array(z.string()).optional(),
      containers: z.array(containerRef).optional(),
      search: z.string().optional(),
    }),
    matchers: z.array(matcher),
  }),
  filter: z.strictObject({
    levels: z.array(z.enum(LEVELS)),
    words: z.array(z.string()),
    without: z.array(z.string()),
    regex: z.string(),
    fields: z.array(fieldCondition),
    patterns: z.array(z.strictObject({ op: z.enum(['=', '!=']), pattern: z.string().min(1) })),
    /** Filters on requests of NGINX's (`status:is:404`), and how its log is read. */
    requests: z
      .array(
        z.strictObject({
          log: accessLogSchema,
          filters: z.array(z.string().refine((text) => parseFilter(text) !== undefined, 'is no filter')).min(1),
        })
      )
      .max(1)
      .optional(),
  }),
  measure,
  by: z.array(groupField).max(MOST_FIELDS),
  times: z.strictObject({
    intervalSeconds: z.number().int().min(10).max(3600).multipleOf(10),
    lateSeconds: z.number().int().min(0).max(3600),
  }),
});

/** A metric as somebody writes it: names may be missing, and labels that are none are kept until they are corrected. */
export const draftMetricSchema = derivedMetricSchema.pick({ measure: true, times: true }).extend({
  name: z.string(),
  title: z.string(),
  help: z.string(),
  by: z.array(groupField.extend({ as: z.string(), only: z.array(z.string()).optional() })),
});

export type DerivedMetric = z.infer<typeof derivedMetricSchema>;
export type LineField = z.infer<typeof lineField>;
export type GroupField = z.infer<typeof groupField>;
export type Measure = z.infer<typeof measure>;
export type Written = z.infer<typeof written>;

/** The field that a measure reads; counts of lines and bytes read none. */
export function measuredField(of: Measure): { field: LineField; written?: Written } | undefined {
  return 'field' in of ? of : undefined;
}

/**
 * A metric from untrusted JSON (settings, a URL).
 * @throws Error whose message names each part that is wrong.
 */
export function parseDerivedMetric(value: unknown): DerivedMetric {
  const parsed = derivedMetricSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'metric'}: ${message}`);
    throw new Error(`This metric cannot be used. ${issues.join('; ')}`);
  }
  return parsed.data;
}
