import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { parseLine } from '../../../src/signals/nginx/parse';
import type { NginxFormat } from '../../../src/signals/nginx/format';
import type { TimedLine } from './pushLines';

const FIXTURES = resolve(__dirname, '../../fixtures/real');

/** The text of a file that a real program wrote. */
export function realText(name: string): string {
  return gunzipSync(readFileSync(resolve(FIXTURES, `${name}.gz`))).toString('utf8');
}

/** The lines of a real log. */
export function realLines(name: string): string[] {
  return realText(name)
    .split('\n')
    .filter((line) => line !== '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds since 1970 of `$time_local` or `$time_iso8601`. */
function nginxTime(text: string): number {
  const local = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  if (!local) {
    return Date.parse(text);
  }
  const [, day, month = '', year, time, hours, minutes] = local;
  return Date.parse(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`);
}

/** The lines of a real access log, each at the time that it tells. */
export function timedLines(lines: readonly string[], format: NginxFormat): TimedLine[] {
  return lines.map((line) => [nginxTime(parseLine({ format }, line)?.time ?? ''), line] as const);
}

const count = z.object({ count: z.number() });
const row = z.object({ hits: count, visitors: count, bytes: count, data: z.string() });
const panel = z.object({
  metadata: z.object({ data: z.object({ total: z.object({ value: z.number() }) }) }),
  data: z.array(row.extend({ items: z.array(row).optional() })),
});

const report = z.object({
  general: z.object({
    total_requests: z.number(),
    valid_requests: z.number(),
    failed_requests: z.number(),
    unique_visitors: z.number(),
    unique_files: z.number(),
    unique_referrers: z.number(),
    unique_not_found: z.number(),
    unique_static_files: z.number(),
    bandwidth: z.number(),
  }),
  visitors: panel,
  requests: panel,
  static_requests: panel,
  not_found: panel,
  hosts: panel,
  os: panel,
  browsers: panel,
  referrers: panel.optional(),
  referring_sites: panel,
  vhosts: panel.optional(),
  status_codes: panel,
});

/** What GoAccess counted. */
export type GoAccessReport = z.infer<typeof report>;

/** A report that GoAccess wrote as JSON. */
export function readReport(text: string): GoAccessReport {
  return report.parse(JSON.parse(text));
}

/** Hits by the first column of a panel; rows that differ only in method or protocol together, for GoAccess keeps those apart. */
export function hitsOf(rows: ReadonlyArray<{ data: string; hits: { count: number } }>): Map<string, number> {
  const hits = new Map<string, number>();
  for (const { data, hits: counted } of rows) {
    hits.set(data, (hits.get(data) ?? 0) + counted.count);
  }
  return hits;
}

/** A URI as GoAccess shows it: what the client or NGINX encoded is decoded, also what a page leaves as it is (`%2F`, `%3C`). */
export function decodedUri(uri: string): string {
  return uri.replace(/(?:%[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = [...run.matchAll(/[%x]([0-9A-Fa-f]{2})/g)].map(([, hex = '']) => parseInt(hex, 16));
    const text = Buffer.from(bytes).toString('utf8');
    // No UTF-8, or nothing that could be shown: it stays.
    return /[\ufffd\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? run : text;
  });
}
