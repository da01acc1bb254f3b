import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLogInstant } from '../../../grafana/loki';
import { logVolumesOf } from '../../../grafana/lokiCost';
import { detectedFields } from '../../../grafana/lokiIndex';
import { Problem } from '../../../grafana/Problem';
import type { Conventions } from '../../../signals/conventions';
import { DETECTED_LEVEL, type LevelsFrom } from '../../../signals/logLevels';
import { logSelector } from '../../../signals/logQuery';
import { accessLogsOf, resultLabel } from '../../../signals/nginx/nginxSignal';
import { nginxStreams } from '../../../signals/nginx/pipeline';
import { NGINX_SIGNALS } from '../../../signals/nginx/signals';
import { durationText } from '../../../signals/promql';
import { EVERYTHING } from '../../../signals/scope';

/** Virtual hosts that are proposed, and that a set may name. */
export const MOST_VIRTUAL_HOSTS = 50;

const HOUR_MS = 3600_000;
/** Lines that tell whether Loki notes levels. */
const SAMPLE = 50;

/** The busiest of a shorter time are not the busiest. Seconds. */
const SHORTEST = 10;

/** Up to when, and how much, is read. */
interface Limits {
  /** Unix milliseconds. */
  now: number;
  /** Bytes of logs. */
  budget: number;
}

/** What the sets of the library are made for. */
export interface Library {
  levelsFrom: LevelsFrom;
  /** The busiest of the last hour, or of as much of it as may be read unasked, by their names. */
  virtualHosts: string[];
}

/** The busiest virtual hosts of at most the last hour, for no more than `budget` bytes. */
async function busiestHosts(
  source: DataSourceChoice,
  conventions: Conventions | undefined,
  { now, budget }: Limits,
  signal?: AbortSignal
): Promise<string[]> {
  if (!conventions || !NGINX_SIGNALS.virtualHosts.applies?.(conventions)) {
    return [];
  }
  const selectors = accessLogsOf(conventions).map((log) => nginxStreams(conventions, EVERYTHING, log));
  const { bytes } = await logVolumesOf(source, selectors, { from: now - HOUR_MS, to: now }, signal);
  const share = bytes > budget ? budget / bytes : 1;
  const window = durationText(Math.max(SHORTEST, Math.floor((HOUR_MS / 1000) * share)));
  const expr = NGINX_SIGNALS.requests.total({
    ...{ conventions, scope: EVERYTHING, window, range: window, by: ['virtualHost'] },
  });
  const label = resultLabel(conventions, 'virtualHost');
  try {
    const found = await queryLogInstant(source, expr, now, signal);
    return found
      .sort((a, b) => b.value - a.value)
      .map(({ labels }) => labels[label] ?? '')
      .filter((name) => name !== '' && name !== '-')
      .slice(0, MOST_VIRTUAL_HOSTS)
      .sort();
  } catch (error) {
    if (error instanceof Problem && error.kind === 'limit') {
      // More names than Loki counts at once: whoever knows them types them.
      return [];
    }
    throw error;
  }
}

/** Looks at what the logs say, so that sets can be made for them. Rejects with a Problem. */
export async function loadLibrary(
  source: DataSourceChoice,
  conventions: Conventions,
  nginx: Conventions | undefined,
  limits: Limits,
  signal?: AbortSignal
): Promise<Library> {
  const { now } = limits;
  const selector = logSelector({ conventions, selection: { scope: EVERYTHING, matchers: [] } });
  const [fields, virtualHosts] = await Promise.all([
    detectedFields(source, selector, { from: now - HOUR_MS, to: now }, SAMPLE, signal),
    busiestHosts(source, nginx, limits, signal),
  ]);
  const noted = fields?.some(({ name }) => name === DETECTED_LEVEL) ?? false;
  return { levelsFrom: noted ? 'detected' : 'lines', virtualHosts };
}
