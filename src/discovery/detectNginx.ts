import type { DataSourceChoice } from '../grafana/dataSources';
import { queryLines, type LogLine } from '../grafana/loki';
import type { LogConventions } from '../signals/conventions';
import { detectFormat, type Detection } from '../signals/nginx/detect';
import { accessLogProbe } from '../signals/nginx/findLog';
import type { NginxConventions } from '../signals/nginx/format';
import { anyOf } from '../signals/promql';

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

function selecting(lines: readonly LogLine[]): NginxConventions['access']['matchers'] {
  const label =
    TELLING.find((name) => lines.every(({ labels }) => labels[name])) ?? Object.keys(lines[0]?.labels ?? {})[0];
  const values = [...new Set(lines.map(({ labels }) => labels[label ?? ''] ?? ''))].filter((value) => value !== '');
  return label && values.length > 0 ? [anyOf(label, values.sort())] : [];
}

/**
 * Where NGINX logs, and in which format, from a sample of the newest lines that look like an access log. Nothing where
 * no stream has such lines. Rejects with a Problem.
 */
export async function detectNginx(
  loki: DataSourceChoice,
  logs: LogConventions,
  time: number,
  signal?: AbortSignal
): Promise<NginxDetection | undefined> {
  const probe = accessLogProbe(logs.shape === 'combined' ? logs.label : logs.container);
  for (const hours of [1, 24]) {
    const lines = await queryLines(loki, probe, { from: time - hours * HOUR_MS, to: time }, SAMPLE, signal);
    const matchers = selecting(lines);
    if (lines.length === 0 || matchers.length === 0) {
      continue;
    }
    const detection = detectFormat(lines.map(({ line }) => line));
    if (!detection.format) {
      continue;
    }
    const wrapper = detection.wrapper ? { wrapper: detection.wrapper } : {};
    return {
      conventions: {
        access: { matchers, format: detection.format, labels: {}, ...wrapper },
        error: { matchers, ...wrapper },
      },
      detection,
      sample: lines.length,
    };
  }
  return undefined;
}
