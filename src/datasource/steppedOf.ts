import type { Stepped } from '../grafana/stepped/Stepped';
import type { Problem } from '../grafana/Problem';
import { logStepped } from '../grafana/stepped/logStepped';
import { nginxStepped } from '../grafana/stepped/nginxStepped';
import { ownStepped } from '../grafana/stepped/ownStepped';
import { isOwn } from '../signals/derived/ownSignals';
import { countedLevel } from '../signals/logs';
import { CHART_POINTS, oneTile, tilesOver } from '../signals/rangeTiles';
import { sourceFor, type Known } from './installation';
import { isNginx, type Plan } from './plan';
import type { RecordingCache } from './RecordingCache';

/** How a plan is read at steps; or why the recordings that there may be of it could not be asked. */
export interface SteppedPlan {
  stepped?: Stepped;
  note?: string;
}

const notAsked = ({ title }: Problem) => `Read from the logs: whether it is recorded could not be asked (${title}).`;

/**
 * How a plan is read that may be recorded: NGINX's and the volume of logs where there is a recording of what is asked, and signals of one's own
 * always. Nothing of anything else, which its data source is asked for. Rejects with a Problem.
 * @param range Unix milliseconds
 */
export async function steppedOf(
  plan: Plan,
  known: Known,
  recordings: RecordingCache,
  range: { from: number; to: number }
): Promise<SteppedPlan> {
  const { signal, form, context, conventions } = plan;
  const tilesOf = (least: number) => (form === 'table' ? oneTile(range) : tilesOver(range, CHART_POINTS, least));
  const { prometheus } = known.installation;
  if (isOwn(signal)) {
    const sources = { prometheus, loki: sourceFor('logs', known) };
    const tiles = tilesOf(signal.metric.times.intervalSeconds);
    return {
      stepped: await ownStepped(sources, signal, { conventions, levelsFrom: 'lines' }, { by: plan.split, form, tiles }),
    };
  }
  if (!prometheus) {
    return {};
  }
  if (countedLevel(signal) !== undefined) {
    const { by, isSummed } = plan;
    // One value is of five minutes, which cost little to read; and how a recording is put together is by adding up.
    if (form === 'table' || !isSummed || !(by === undefined || by === 'host' || by === 'all')) {
      return {};
    }
    const { recordings: found, problem } = await recordings.logs(prometheus, conventions, tilesOf(1));
    const stepped = await logStepped(sourceFor('logs', known), signal, context, by, found);
    return stepped ? { stepped } : problem ? { note: notAsked(problem) } : {};
  }
  if (!isNginx(signal)) {
    return {};
  }
  const { recordings: found, problem } = await recordings.nginx(prometheus, conventions, tilesOf(1));
  const stepped = await nginxStepped(sourceFor('logs', known), signal, context, form, found);
  if (stepped) {
    return { stepped };
  }
  return problem
    ? { note: notAsked(problem) }
    : found
      ? { note: 'Read from the logs: requests are recorded, but not by what is asked here.' }
      : {};
}
