import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLines, type LogLine } from '../../grafana/loki';

/** Lines that show a format: enough to see exceptions, few enough to read. */
const SAMPLE = 40;

/** How far back lines are looked for, in hours: a site that is asked for rarely has none of the last hour. */
const BACK = [1, 24, 7 * 24];

/** The newest lines of streams, of the last week. Rejects with a Problem. */
export async function loadSampleLines(
  source: DataSourceChoice,
  selector: string,
  signal?: AbortSignal
): Promise<LogLine[]> {
  const to = Date.now();
  for (const hours of BACK) {
    const found = await queryLines(source, selector, { from: to - hours * 3600_000, to }, SAMPLE, signal);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}
