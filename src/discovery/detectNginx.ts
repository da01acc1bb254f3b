import type { DataSourceChoice } from '../grafana/dataSources';
import { queryLines, type LogLine } from '../grafana/loki';
import type { LogConventions } from '../signals/conventions';
import { detectFormat, type Detection } from '../signals/nginx/detect';
import { accessLogProbe } from '../signals/nginx/findLog';
import type { NginxConventions } from '../signals/nginx/format';
import { anyOf, type Matcher } from '../signals/promql';

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

const SAMPLE = 300;
const HOUR_MS = 3600_000;

const valuesOf = (lines: readonly LogLine[], label: string) => new Set(lines.map(({ labels }) => labels[label] ?? ''));

/** Labels by which streams of one format can be told from those of the others. */
function selecting(own: readonly LogLine[], others: readonly LogLine[], logs: LogConventions): Matcher[] {
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
function byFormat(lines: readonly LogLine[]): LogLine[][] {
  const streams = new Map<string, LogLine[]>();
  for (const line of lines) {
    // Labels that a shipper or Loki adds line by line would make a stream of each.
    const key = JSON.stringify(TELLING.concat('host', 'instance').map((name) => line.labels[name] ?? ''));
    streams.set(key, [...(streams.get(key) ?? []), line]);
  }
  const formats = new Map<string, LogLine[]>();
  for (const stream of streams.values()) {
    const { format, wrapper } = detectFormat(stream.map(({ line }) => line));
    if (format) {
      const key = JSON.stringify([format.kind, format.kind === 'combined' ? format.appended : '', wrapper]);
      formats.set(key, [...(formats.get(key) ?? []), ...stream]);
    }
  }
  return [...formats.values()].sort((a, b) => b.length - a.length);
}

/**
 * Where NGINX logs, and in which format, from a sample of the newest lines that look like an access log: one detection
 * for each format, the one with the most lines first. Empty where no stream has such lines. Rejects with a Problem.
 */
export async function detectNginx(
  loki: DataSourceChoice,
  logs: LogConventions,
  time: number,
  signal?: AbortSignal
): Promise<NginxDetection[]> {
  const probe = accessLogProbe(logs.shape === 'combined' ? logs.label : logs.container);
  for (const hours of [1, 24]) {
    const lines = await queryLines(loki, probe, { from: time - hours * HOUR_MS, to: time }, SAMPLE, signal);
    const groups = byFormat(lines);
    const found = groups.flatMap((own): NginxDetection[] => {
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
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}
