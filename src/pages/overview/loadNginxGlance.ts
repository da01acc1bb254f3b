import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant, queryLogSeries } from '../../grafana/loki';
import { logVolumeOf } from '../../grafana/lokiCost';
import type { Series } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { fieldLabel } from '../../signals/nginx/fields';
import { NGINX_LATENCY_SIGNALS as L } from '../../signals/nginx/latency';
import { hasFields, type NginxContext } from '../../signals/nginx/nginxSignal';
import { requestStreams } from '../../signals/nginx/requestLines';
import { NGINX_SIGNALS as N } from '../../signals/nginx/signals';
import { EVERYTHING } from '../../signals/scope';

/** What the numbers are of: long enough to be steady, short enough to be cheap and of now. */
const WINDOW_SECONDS = 300;
const POINTS = 40;

/** What NGINX's clients do and get, at a glance. */
export interface NginxGlance {
  /** Requests a second over the last five minutes. */
  requests: number;
  /** Shares of them that were answered with 5xx and with 4xx. */
  serverErrors: number;
  clientErrors: number;
  /** Seconds; absent where the log does not say, or nothing was asked. */
  p95?: number;
  /** Requests a second over the range, and those with 5xx; absent where reading them is over the budget. */
  history?: { requests: Series; serverErrors: Series | undefined };
}

/**
 * NGINX’s last five minutes, and its range as far as that reads no more than `budget` bytes. Rejects with a Problem.
 * @param range Unix milliseconds
 */
export async function loadNginxGlance(
  loki: DataSourceChoice,
  conventions: Conventions,
  range: { from: number; to: number },
  budget: number,
  signal?: AbortSignal
): Promise<NginxGlance> {
  const context: NginxContext = { conventions, scope: EVERYTHING, window: '5m', range: '5m' };
  const volumes = await Promise.all(
    requestStreams(context).map((selector) => logVolumeOf(loki, selector, range, signal))
  );
  const bytes = volumes.reduce((sum, volume) => sum + volume.bytes, 0);
  const stepSeconds = Math.max(60, Math.ceil((range.to - range.from) / 1000 / POINTS / 60) * 60);
  const timed = hasFields(L.requestTimeP95.fields)(conventions);
  const [classes, p95, series] = await Promise.all([
    queryLogInstant(loki, N.statusClasses.total(context), range.to, signal),
    timed ? queryLogInstant(loki, L.requestTimeP95.total(context), range.to, signal) : [],
    bytes > budget
      ? undefined
      : queryLogSeries(
          loki,
          N.statusClasses.query({ ...context, window: `${stepSeconds}s` }),
          range,
          stepSeconds,
          signal
        ),
  ]);
  const label = fieldLabel('statusClass');
  const count = (name?: string) =>
    classes.filter(({ labels }) => !name || labels[label] === name).reduce((sum, { value }) => sum + value, 0);
  const all = count();
  const share = (name: string) => (all > 0 ? count(name) / all : 0);
  return {
    requests: all / WINDOW_SECONDS,
    serverErrors: share('5xx'),
    clientErrors: share('4xx'),
    // Several logs have a percentile each, which cannot be put together: the worst is what there is to look at.
    ...(p95.length > 0 ? { p95: Math.max(...p95.map(({ value }) => value)) } : {}),
    ...(series && series.length > 0
      ? { history: { requests: added(series), serverErrors: series.find(({ labels }) => labels[label] === '5xx') } }
      : {}),
  };
}

/** The sum of series at each of their times. */
function added(series: readonly Series[]): Series {
  const sums = new Map<number, number>();
  for (const { times, values } of series) {
    times.forEach((time, index) => sums.set(time, (sums.get(time) ?? 0) + (values[index] ?? 0)));
  }
  const sorted = [...sums].sort(([a], [b]) => a - b);
  return { labels: {}, times: sorted.map(([time]) => time), values: sorted.map(([, value]) => value) };
}
