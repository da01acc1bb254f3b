import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumeOf } from '../../grafana/lokiCost';
import type { Series } from '../../grafana/prometheus';
import { ownStepped } from '../../grafana/stepped/ownStepped';
import type { Stepped } from '../../grafana/stepped/Stepped';
import type { Conventions } from '../../signals/conventions';
import { derivedSelector } from '../../signals/derived/derivedLines';
import type { OwnSignal } from '../../signals/derived/ownSignals';
import { CHART_POINTS, tilesOver } from '../../signals/rangeTiles';
import { recordingStory, type RecordingStory } from '../recordingStory';

/** What is asked. */
export interface OwnQuestion {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice;
  conventions: Conventions;
  /** Unix milliseconds. */
  range: { from: number; to: number };
  /** Bytes of logs that may be read for it. */
  budget: number;
}

/** A signal of one's own over a range, all of it together. */
export interface OwnGlance {
  /** Nothing where it has no value, or where it was not read. */
  series: Series | undefined;
  /** What was recorded of it. */
  story: RecordingStory | undefined;
  /** Bytes of logs that reading it would take, more than the budget: it was not read. */
  tooDear?: number;
}

/** The share of the range that is read from the logs, 0 to 1. */
function shareOfLogs({ plan, tiles }: Stepped): number {
  if (!plan) {
    return 1;
  }
  const missing = plan.missing.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
  return missing / (tiles.count * tiles.stepSeconds);
}

/**
 * Reads a signal of one's own: what is recorded of it, and the rest from the logs as far as the budget goes. Rejects with a
 * Problem.
 */
export async function loadOwnSignal(
  signal: OwnSignal,
  { prometheus, loki, conventions, range, budget }: OwnQuestion,
  abort?: AbortSignal
): Promise<OwnGlance> {
  const context = { conventions, levelsFrom: 'lines' as const };
  const { metric } = signal;
  const tiles = tilesOver(range, CHART_POINTS, metric.times.intervalSeconds);
  const stepped = await ownStepped({ prometheus, loki }, signal, context, { by: [], form: 'series', tiles });
  const story = stepped.plan && recordingStory(stepped.plan);
  const share = shareOfLogs(stepped);
  if (share > 0) {
    const { bytes } = await logVolumeOf(loki, derivedSelector(metric, context), range, abort);
    const price = bytes * share * stepped.raw.length;
    if (price > budget) {
      return { series: undefined, story, tooDear: price };
    }
  }
  const [series] = await stepped.read(abort);
  return { series, story };
}
