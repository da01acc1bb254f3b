import type { DataSourceChoice } from '../grafana/dataSources';
import { queryLines } from '../grafana/loki';
import type { LogConventions } from '../signals/conventions';
import { accessLogProbe, nginxLogsIn, type NginxDetection } from '../signals/nginx/findLog';

const SAMPLE = 300;
const HOUR_MS = 3600_000;

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
    const found = nginxLogsIn(lines, logs);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}
