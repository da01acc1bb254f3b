import type { LogConventions } from '../conventions';
import type { Labels } from '../identity';
import { lineFilter } from '../logql';
import { anyOf, braces, escapeRegex, type Matcher } from '../promql';
import { detectFormat, type Detection } from './detect';
import type { Field } from './fields';
import { fieldsOf, type NginxConventions, type NginxFormat } from './format';

/** A status between what stands before and after it in combined logs. */
const COMBINED_LINE = '" [1-5][0-9]{2} ([0-9]+|-)( |$)';

/** A key of JSON that a status is logged under, also where the line is a text within JSON, with its quotes escaped. */
const JSON_LINE = '"[A-Za-z_.-]*(status|Status|code|Code|response)\\\\*" ?: ?\\\\*"?[1-5][0-9]{2}\\b';

/** What access logs have, and few other lines. */
const ACCESS_LINE = `${COMBINED_LINE}|${JSON_LINE}`;

/** Streams in which access logs are looked for. */
export interface StreamsProbed {
  /** Every stream has it. */
  label: string;
  /** Labels by which streams were found already: these have none of them. */
  absent: readonly string[];
  /** Values of `label` whose streams are known already. */
  known: readonly string[];
}

const absences = (absent: readonly string[]): Matcher[] => absent.map((label) => ({ label, op: '=', value: '' }));

/** The selector of the streams that are probed. */
export function probedStreams({ label, absent, known }: StreamsProbed): string {
  const others: Matcher[] = known.length > 0 ? [{ label, op: '!~', value: known.map(escapeRegex).join('|') }] : [];
  return braces([{ label, op: '=~', value: '.+' }, ...others, ...absences(absent)]);
}

/** Lines of some streams that look like an access log: a sample of them tells where NGINX logs, and how. */
export function accessLogProbe(streams: StreamsProbed): string {
  return `${probedStreams(streams)} ${lineFilter('|~', ACCESS_LINE)}`;
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

/** What a request is told by, besides its status. */
const REQUEST: readonly Field[] = [
  'client',
  'method',
  'uri',
  'request',
  'bytes',
  'agent',
  'requestTime',
  'virtualHost',
];

/** Programs of all kinds log a number called `code`: an access log says more of a request than how it ended. */
function saysEnough(format: NginxFormat): boolean {
  const fields = fieldsOf({ format, labels: {} });
  return fields.filter((field) => REQUEST.includes(field)).length >= 2;
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
    if (format && saysEnough(format)) {
      const key = JSON.stringify([format.kind, format.kind === 'combined' ? format.appended : '', wrapper]);
      formats.set(key, [...(formats.get(key) ?? []), ...stream]);
    }
  }
  return [...formats.values()].sort((a, b) => b.length - a.length);
}

/**
 * What a sample of access log lines says of where NGINX logs: one detection for each format, most lines first.
 * @param absent labels that none of their streams has, which tells them from those of another sample
 */
export function nginxLogsIn(
  lines: readonly SampleLine[],
  logs: LogConventions,
  absent: readonly string[] = []
): NginxDetection[] {
  const groups = byFormat(lines);
  return groups.flatMap((own): NginxDetection[] => {
    const detection = detectFormat(own.map(({ line }) => line));
    const others = groups.filter((group) => group !== own).flat();
    const selected = selecting(own, others, logs);
    if (!detection.format || selected.length === 0) {
      return [];
    }
    const matchers = [...selected, ...absences(absent)];
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
