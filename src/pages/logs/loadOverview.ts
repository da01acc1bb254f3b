import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumeOf, type LogVolume } from '../../grafana/lokiCost';
import { detectedFields } from '../../grafana/lokiIndex';
import type { TimeSlice } from '../../signals/logBudget';
import { DETECTED_LEVEL, type LevelsFrom } from '../../signals/logLevels';

/** What is known of streams before anything of them is read. */
export interface LogOverview {
  volume: LogVolume;
  levelsFrom: LevelsFrom;
}

/** Lines that tell whether Loki notes levels. */
const SAMPLE = 50;

/** How much a selector holds, and who says what level its lines have. Rejects with a Problem. */
export async function loadOverview(
  source: DataSourceChoice,
  selector: string,
  range: TimeSlice,
  signal?: AbortSignal
): Promise<LogOverview> {
  const [volume, fields] = await Promise.all([
    logVolumeOf(source, selector, range, signal),
    detectedFields(source, selector, range, SAMPLE, signal),
  ]);
  const noted = fields?.some(({ name }) => name === DETECTED_LEVEL) ?? false;
  return { volume, levelsFrom: noted ? 'detected' : 'lines' };
}
