import type { LogConventions } from '../conventions';
import type { Labels } from '../identity';
import { lineFilter } from '../logql';
import { anyOf, braces, type Matcher } from '../promql';
import { detectFormat, type Detection } from './detect';
import type { NginxConventions } from './format';

/** A status between what stands before and after it in combined logs, or as a field of JSON: what only access logs have. */
const ACCESS_LINE = '" [1-5][0-9]{2} ([0-9]+|-)( |$)|"(status|statusCode|status_code)" ?: ?"?[1-5][0-9]{2}\\b';

/** Lines of any stream with `label` that look like an access log: a sample of them tells where NGINX logs, and how. */
export function accessLogProbe(label: string): string {
  return `${braces([{ label, op: '=~', value: '.+' }])} ${lineFilter('|~', ACCESS_LINE)}`;
}

/** A line of a sample, with its stream's labels. */
export interface SampleLine {
  line: string;
  labels: Labels;
}

/** What was found out about NGINX's logs, with the sample that it was found out from. */
export interface NginxDetection {
  conventions: NginxConventions;
  detection: Detection;
  /** Lines that were looked at. */
  sample: number;
}

/** Labels that tell log files or services apart, the most telling first. */
const TELLING = [
  'job',
  'service_name',
  'app',
  'compose_service',
  'container',
  'container_name',
  'containers',
  'filename',
];

const valuesOf = (lines: readonly SampleLine[], label: string) =>
  new Set(lines.map(({ labels }) => labels[label] ?? ''));

/** Labels by which streams of one format can be told from those of the others. */
function selecting(own: readonly SampleLine[], others: readonly SampleLine[], logs: LogConventions): Matcher[] {
  const hostLabel = logs.shape === 'labels' && logs.host ? [logs.host] : [];
  const base = TELLING.find((name) => own.every(({ labels }) => labels[name])) ?? Object.keys(own[0]?.labels ?? {})[0];
  const disjoint = [...(base ? [base] : []), ...hostLabel, ...TELLING].find((name) => {
    const values = valuesOf(own, name);
    return !values.has('') && [...valuesOf(others, name)].every((value) => !values.has(value));
  });
  const chosen = [...new Set([base, disjoint])].filter((name) => name !== undefined);
  return chosen.map((name) => anyOf(name, [...valuesOf(own, name)].filter((value) => value !== '').sort()));
}

/** Lines by stream, and streams put together whose format is the same. */
function byFormat(lines: readonly SampleLine[]): SampleLine[][] {
  const streams = new Map<string, SampleLine[]>();
  for (const line of lines) {
    // Labels that a shipper or Loki adds line by line would make a stream of each.
    const key = JSON.stringify(TELLING.concat('host', 'instance').map((name) => line.labels[name] ?? ''));
    streams.set(key, [...(streams.get(key) ?? []), line]);
  }
  const formats = new Map<string, SampleLine[]>();
  for (const stream of streams.values()) {
    const { format, wrapper } = detectFormat(stream.map(({ line }) => line));
    if (format) {
      const key = JSON.stringify([format.kind, format.kind === 'combined' ? format.appended : '', wrapper]);
      formats.set(key, [...(formats.get(key) ?? []), ...stream]);
    }
  }
  return [...formats.values()].sort((a, b) => b.length - a.length);
}

/** What a sample of access log lines says of where NGINX logs: one detection for each format, most lines first. */
export function nginxLogsIn(lines: readonly SampleLine[], logs: LogConventions): NginxDetection[] {
  const groups = byFormat(lines);
  return groups.flatMap((own): NginxDetection[] => {
    const detection = detectFormat(own.map(({ line }) => line));
    const others = groups.filter((group) => group !== own).flat();
    const matchers = selecting(own, others, logs);
    if (!detection.format || matchers.length === 0) {
      return [];
    }
    const wrapper = detection.wrapper ? { wrapper: detection.wrapper } : {};
    return [
      {
        conventions: {
          access: { matchers, format: detection.format, labels: {}, ...wrapper },
          error: { matchers, ...wrapper },
        },
        detection,
        sample: own.length,
      },
    ];
  });
}
