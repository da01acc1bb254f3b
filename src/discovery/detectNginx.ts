import type { DataSourceChoice } from '../grafana/dataSources';
import { logLabels, queryLines } from '../grafana/loki';
import type { LogConventions } from '../signals/conventions';
import { accessLogProbe, nginxLogsIn, type NginxDetection } from '../signals/nginx/findLog';

const SAMPLE = 300;

/** Labels that streams of any origin have, the most likely first. */
const ANY_STREAM = ['job', 'service_name', 'filename'];
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
  const own = logs.shape === 'combined' ? logs.label : logs.container;
  for (const hours of [1, 24]) {
    const range = { from: time - hours * HOUR_MS, to: time };
    const names = await logLabels(loki, range, signal);
    // NGINX on the host itself has no container's label; one of the others is on every stream of most installations.
    for (const label of [own, ...ANY_STREAM].filter((name) => names.includes(name))) {
      const found = nginxLogsIn(await queryLines(loki, accessLogProbe(label), range, SAMPLE, signal), logs);
      if (found.length > 0) {
        return found;
      }
    }
  }
  return [];
}
