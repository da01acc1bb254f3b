import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant, queryLogSeries } from '../../grafana/loki';
import { logVolumeOf } from '../../grafana/lokiCost';
import { nginxAtSteps, readNginxAtSteps, type NginxAtSteps } from '../../grafana/nginxAtSteps';
import { Problem } from '../../grafana/Problem';
import type { Series } from '../../grafana/prometheus';
import { nearlyWhole } from '../../grafana/recordingsFound';
import { findNginxRecordings } from '../../grafana/recordingsOfNginx';
import type { Conventions } from '../../signals/conventions';
import { fieldLabel } from '../../signals/nginx/fields';
import { NGINX_LATENCY_SIGNALS as L } from '../../signals/nginx/latency';
import { hasFields, type NginxContext } from '../../signals/nginx/nginxSignal';
import { requestStreams } from '../../signals/nginx/requestLines';
import { NGINX_SIGNALS as N } from '../../signals/nginx/signals';
import type { Tiles } from '../../signals/recorded/coverage';
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
  /** The history is read from a recording, but for its holes. */
  isRecorded: boolean;
}

interface Places {
  loki: DataSourceChoice;
  /** Where recordings are. */
  prometheus: DataSourceChoice | undefined;
}

/** How the history is read from a recording; nothing where there is none, and where its holes hold more than `most` of the range. */
async function recordedHistory(
  { prometheus }: Places,
  context: NginxContext,
  tiles: Tiles,
  most: number,
  signal?: AbortSignal
): Promise<NginxAtSteps | undefined> {
  try {
    const found = prometheus && (await findNginxRecordings(prometheus, context.conventions, tiles, signal));
    return await nginxAtSteps(N.statusClasses, context, found && nearlyWhole(found, most));
  } catch (error) {
    if (error instanceof Problem) {
      // The logs have all of it.
      return undefined;
    }
    throw error;
  }
}

/** Requests a second by class over the range; nothing where reading them is over the budget. Rejects with a Problem. */
async function historyOf(
  places: Places,
  context: NginxContext,
  range: { from: number; to: number },
  { bytes, budget }: { bytes: number; budget: number },
  signal?: AbortSignal
): Promise<{ series: Series[]; isRecorded: boolean } | undefined> {
  const stepSeconds = Math.max(60, Math.ceil((range.to - range.from) / 1000 / POINTS / 60) * 60);
  const count = Math.max(1, Math.floor((range.to - range.from) / 1000 / stepSeconds));
  const tiles = { from: range.to - (count - 1) * stepSeconds * 1000, stepSeconds, count };
  const most = bytes > budget ? budget / bytes : 1;
  const recorded = await recordedHistory(places, context, tiles, most, signal);
  const { loki, prometheus } = places;
  if (prometheus && recorded) {
    const series = await readNginxAtSteps(prometheus, loki, N.statusClasses, context, recorded, signal);
    return { series, isRecorded: true };
  }
  const expr = N.statusClasses.query({ ...context, window: `${stepSeconds}s` });
  return bytes > budget
    ? undefined
    : { series: await queryLogSeries(loki, expr, range, stepSeconds, signal), isRecorded: false };
}

/**
 * NGINX’s last five minutes, and its range as far as that reads no more than `budget` bytes. Rejects with a Problem.
 * @param range Unix milliseconds
 */
export async function loadNginxGlance(
  places: Places,
  conventions: Conventions,
  range: { from: number; to: number },
  budget: number,
  signal?: AbortSignal
): Promise<NginxGlance> {
  const { loki } = places;
  const context: NginxContext = { conventions, scope: EVERYTHING, window: '5m', range: '5m' };
  const volumes = await Promise.all(
    requestStreams(context).map((selector) => logVolumeOf(loki, selector, range, signal))
  );
  const bytes = volumes.reduce((sum, volume) => sum + volume.bytes, 0);
  const timed = hasFields(L.requestTimeP95.fields)(conventions);
  const [classes, p95, history] = await Promise.all([
    queryLogInstant(loki, N.statusClasses.total(context), range.to, signal),
    timed ? queryLogInstant(loki, L.requestTimeP95.total(context), range.to, signal) : [],
    historyOf(places, context, range, { bytes, budget }, signal),
  ]);
  const series = history?.series ?? [];
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
    isRecorded: history?.isRecorded ?? false,
    ...(series.length > 0
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
