import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLogInstant } from '../../../grafana/loki';
import { detectedFields } from '../../../grafana/lokiIndex';
import { Problem } from '../../../grafana/Problem';
import type { Conventions } from '../../../signals/conventions';
import { DETECTED_LEVEL, type LevelsFrom } from '../../../signals/logLevels';
import { logSelector } from '../../../signals/logQuery';
import { resultLabel } from '../../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../../signals/nginx/signals';
import { EVERYTHING } from '../../../signals/scope';

/** Virtual hosts that are proposed, and that a set may name. */
export const MOST_VIRTUAL_HOSTS = 50;

const HOUR_MS = 3600_000;
/** Lines that tell whether Loki notes levels. */
const SAMPLE = 50;

/** What the sets of the library are made for. */
export interface Library {
  levelsFrom: LevelsFrom;
  /** The busiest of the last hour, by their names. */
  virtualHosts: string[];
}

async function busiestHosts(
  source: DataSourceChoice,
  conventions: Conventions | undefined,
  now: number,
  signal?: AbortSignal
): Promise<string[]> {
  if (!conventions || !NGINX_SIGNALS.virtualHosts.applies?.(conventions)) {
    return [];
  }
  const expr = NGINX_SIGNALS.requests.total({
    ...{ conventions, scope: EVERYTHING, window: '1h', range: '1h', by: ['virtualHost'] },
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
  now: number,
  signal?: AbortSignal
): Promise<Library> {
  const selector = logSelector({ conventions, selection: { scope: EVERYTHING, matchers: [] } });
  const [fields, virtualHosts] = await Promise.all([
    detectedFields(source, selector, { from: now - HOUR_MS, to: now }, SAMPLE, signal),
    busiestHosts(source, nginx, now, signal),
  ]);
  const noted = fields?.some(({ name }) => name === DETECTED_LEVEL) ?? false;
  return { levelsFrom: noted ? 'detected' : 'lines', virtualHosts };
}
