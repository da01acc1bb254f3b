import { z } from 'zod';
import { LABEL_NAME } from '../promql';
import { FIELD_NAMES, type Field } from './fields';
import { jsonSteps } from './jsonPath';
import { captured, COMBINED_PATTERN, parsePattern, type Segment } from './segments';

const label = z.string().regex(LABEL_NAME, 'is no label name: letters, digits and _ only');
const matcher = z.strictObject({ label, op: z.enum(['=', '!=', '=~', '!~']), value: z.string() });
const field = z.enum(FIELD_NAMES);
const path = z
  .string()
  .refine(
    (text) => jsonSteps(text) !== undefined,
    'is no path into JSON: write it like status, request.uri or ["user-agent"]'
  );

/** A value that a log_format writes after those of `combined`. */
const appended = z.strictObject({
  /** `other`: a value that the catalog does not read. */
  field: z.union([field, z.literal('other')]),
  /** What stands between the value before and this one: a blank, ` rt=`, or a blank and a quote. */
  before: z.string().min(1),
  /** What closes the value: nothing, or a quote. */
  after: z.string(),
});

const formatSchema = z.discriminatedUnion('kind', [
  /** NGINX's `combined`, and what is appended to it, in order. */
  z.strictObject({ kind: z.literal('combined'), appended: z.array(appended) }),
  /** One JSON object a line; where each field stands in it. */
  z.strictObject({ kind: z.literal('json'), fields: z.partialRecord(field, path) }),
  /** An expression of Loki's `pattern` parser, its captures called like NGINX's variables or the catalog's fields. */
  z.strictObject({
    kind: z.literal('pattern'),
    pattern: z.string().superRefine((text, context) => {
      try {
        parsePattern(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      }
    }),
  }),
]);

/** What a shipper has put round NGINX's own line. */
const wrapperSchema = z.discriminatedUnion('kind', [
  /** Docker's json-file driver (`log`), or Vector and Fluent Bit without a codec (`message`). */
  z.strictObject({ kind: z.literal('json'), path }),
  /** containerd's and CRI-O's files: time, stream and a flag before the line. */
  z.strictObject({ kind: z.literal('cri') }),
]);

const logSchema = z.strictObject({
  /** What selects the streams. */
  matchers: z.array(matcher).min(1),
  /** The label that holds the host, where these streams call it otherwise than those of containers. */
  host: label.optional(),
  wrapper: wrapperSchema.optional(),
});

const nginxLogSchema = z.strictObject({
  /** What people call it, where several are read. */
  name: z.string().min(1).optional(),
  access: logSchema.extend({
    format: formatSchema,
    /** Fields that a label of the stream or structured metadata holds: they cost nothing to read. */
    labels: z.partialRecord(field, label),
  }),
  error: logSchema.optional(),
});

/** How NGINX's logs are found in Loki and read. Part of an installation's conventions. */
export const nginxConventionsSchema = nginxLogSchema.extend({
  /** Logs of other streams, or in other formats, that are read together with the first. */
  more: z.array(nginxLogSchema).optional(),
});

/** Which container is behind an upstream's address or a virtual host: what somebody knows and no name tells. */
export const nginxBehindSchema = z.strictObject({
  address: z.string().min(1),
  host: z.string().min(1),
  container: z.string().min(1),
});

/** How one access log is read. */
export const accessLogSchema = nginxLogSchema.shape.access;

export type NginxBehind = z.infer<typeof nginxBehindSchema>;
export type NginxConventions = z.infer<typeof nginxConventionsSchema>;
/** One of NGINX's logs: an access log in one format, and the error log beside it. */
export type NginxLog = z.infer<typeof nginxLogSchema>;
export type AccessLog = NginxConventions['access'];
export type ErrorLog = NonNullable<NginxConventions['error']>;
export type NginxFormat = AccessLog['format'];
export type Wrapper = NonNullable<AccessLog['wrapper']>;
export type Appended = z.infer<typeof appended>;

/** NGINX's own default format. */
export const COMBINED: NginxFormat = { kind: 'combined', appended: [] };

/** A plain NGINX whose access log is shipped as `job="nginx"`. */
export const DEFAULT_NGINX: NginxConventions = {
  access: { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format: COMBINED, labels: {} },
};

const REQUEST_PARTS: readonly Field[] = ['method', 'uri', 'protocol'];

/** The segments of a text format; nothing for JSON. */
export function segmentsOf(format: NginxFormat): Segment[] | undefined {
  switch (format.kind) {
    case 'json':
      return undefined;
    case 'pattern':
      return parsePattern(format.pattern);
    case 'combined':
      return joined([
        ...parsePattern(COMBINED_PATTERN),
        ...format.appended.flatMap((value): Segment[] => [
          { literal: value.before },
          { capture: value.field === 'other' ? undefined : value.field },
          ...(value.after === '' ? [] : [{ literal: value.after }]),
        ]),
      ]);
  }
}

/** Neighbouring literals as one, which is how a parser has to look for them. */
function joined(segments: readonly Segment[]): Segment[] {
  const out: Segment[] = [];
  for (const segment of segments) {
    const last = out.at(-1);
    if ('literal' in segment && last && 'literal' in last) {
      out[out.length - 1] = { literal: last.literal + segment.literal };
    } else {
      out.push(segment);
    }
  }
  return out;
}

/** Where a field comes from: a label of the stream, a place in the line, or the request line, which holds three of them. */
export type FieldSource = { from: 'label'; label: string } | { from: 'line' } | { from: 'request' };

/** Where the format has a field; nothing where it lacks it. */
export function sourceOf(log: Pick<AccessLog, 'format' | 'labels'>, wanted: Field): FieldSource | undefined {
  const name = log.labels[wanted];
  if (name !== undefined) {
    return { from: 'label', label: name };
  }
  const { format } = log;
  const own = format.kind === 'json' ? format.fields[wanted] !== undefined : inSegments(format, wanted);
  if (own) {
    return { from: 'line' };
  }
  return REQUEST_PARTS.includes(wanted) && sourceOf(log, 'request') ? { from: 'request' } : undefined;
}

function inSegments(format: NginxFormat, wanted: Field): boolean {
  return captured(segmentsOf(format) ?? []).includes(wanted);
}

/** The fields that can be had from the log, in the catalog's order. */
export function fieldsOf(log: Pick<AccessLog, 'format' | 'labels'>): Field[] {
  return FIELD_NAMES.filter((name) => sourceOf(log, name) !== undefined);
}

/** Which of `needs` the log lacks: what switches a signal off. */
export function lacking(log: Pick<AccessLog, 'format' | 'labels'>, needs: readonly Field[]): Field[] {
  return needs.filter((name) => sourceOf(log, name) === undefined);
}
