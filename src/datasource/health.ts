import type { TestDataSourceResponse } from '@grafana/data';
import { queryInstant } from '../grafana/prometheus';
import { logLabels } from '../grafana/loki';
import { containerCount } from '../signals/inventory';
import { EVERYTHING } from '../signals/scope';
import { TABLE_WINDOW } from '../signals/windows';
import { errorText } from './asking';
import { sourceFor, type InstallationCache } from './installation';

const HOUR_MS = 3600_000;

/** Whether there is something to ask, and what it holds now; otherwise what is missing, and the way out. Never rejects. */
export async function checkHealth(installations: InstallationCache): Promise<TestDataSourceResponse> {
  const now = Date.now();
  try {
    const known = await installations.get(now);
    const { conventions, from, problem } = known.installation;
    const prometheus = sourceFor('metrics', known);
    const context = { conventions, scope: EVERYTHING, window: TABLE_WINDOW, range: TABLE_WINDOW };
    const [count] = await queryInstant(prometheus, containerCount(context), now);
    const metrics = count
      ? `${prometheus.name} has ${count.value} containers.`
      : `${prometheus.name} answers, but has no containers now: is cAdvisor scraped, and are the conventions right?`;
    const logs = await logsText(known, now);
    const { location } = known.settings;
    const where = location ? [`Location ${location}:`] : [];
    const how = {
      settings: 'The conventions are those of Quayside’s settings.',
      detected: 'The conventions were detected; they can be set on Quayside’s page Setup.',
      assumed: problem
        ? `The conventions could not be detected (${problem.title}), so those of plain Docker are used.`
        : 'The data fits no conventions that Quayside knows, so those of plain Docker are only assumed: say on Quayside’s page Setup how it is labelled.',
    }[from];
    return {
      status: count && logs.ok && from !== 'assumed' ? 'success' : 'warning',
      message: [...where, metrics, logs.text, how].join(' '),
    };
  } catch (error) {
    return { status: 'error', message: errorText(error) };
  }
}

async function logsText(known: Parameters<typeof sourceFor>[1], now: number): Promise<{ ok: boolean; text: string }> {
  try {
    const loki = sourceFor('logs', known);
    const labels = await logLabels(loki, { from: now - HOUR_MS, to: now });
    return labels.length > 0
      ? { ok: true, text: `${loki.name} has logs.` }
      : { ok: false, text: `${loki.name} answers, but got no lines within the last hour.` };
  } catch (error) {
    return { ok: false, text: `Signals of logs cannot be asked: ${errorText(error)}` };
  }
}
