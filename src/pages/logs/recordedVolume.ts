import type { NamedSource } from '../../components/RecordedSources';
import { recordedSource } from '../../components/recordedSource';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLogInstant } from '../../grafana/loki';
import { queryLogSteps } from '../../grafana/logSteps';
import { Problem } from '../../grafana/Problem';
import type { Series } from '../../grafana/prometheus';
import { readRecorded, type RawReader } from '../../grafana/recordedSteps';
import { findRecordings, nearlyWhole, planOf, type RecordingsFound } from '../../grafana/recordingsFound';
import { volumeSteps } from '../../insights/logs/volumeSteps';
import type { Labels } from '../../signals/identity';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { DETECTED_LEVEL, LEVELS } from '../../signals/logLevels';
import { NO_FILTER, volumeOf, type LogQuery } from '../../signals/logQuery';
import { durationText } from '../../signals/promql';
import { logHeartbeats, recordedLevels } from '../../signals/recorded/logReads';
import { LevelCounts, loadVolume, type LogVolumes } from './loadVolume';

/** Lines by level, and what they were read from. */
export interface VolumesFound extends LogVolumes {
  source: NamedSource['source'];
  /** Why it could not be asked whether they are recorded: the logs have all of it. */
  problem?: Problem;
}

/** What was found of the recording: without volumes the logs are read. */
type Recorded = Pick<VolumesFound, 'source' | 'problem'> & { volumes?: LogVolumes };

/** Answers to each query of the volume, as one set of series by level, a second. */
function asRates(
  answers: ReadonlyArray<{ counts: ReturnType<typeof volumeOf>[number]['counts']; found: Series[] }>,
  seconds: number
): Series[] {
  const times = [...new Set(answers.flatMap(({ found }) => found.flatMap((series) => series.times)))].sort(
    (a, b) => a - b
  );
  const counts = new LevelCounts(times.length);
  for (const { counts: of, found } of answers) {
    for (const { labels, times: own, values } of found) {
      own.forEach((time, index) => counts.add(of, labels, times.indexOf(time), values[index] ?? 0));
    }
  }
  counts.finish();
  return LEVELS.map((level) => ({
    labels: { [DETECTED_LEVEL]: level },
    times,
    values: (counts.byLevel.get(level) ?? []).map((count) => count / seconds),
  })).filter(({ values }) => values.some((value) => value > 0));
}

/** The logs, where nothing was recorded. */
function rawReader(loki: DataSourceChoice, query: LogQuery, stepSeconds: number, signal?: AbortSignal): RawReader {
  const all = async (window: string, ask: (expr: string) => Promise<Series[]>) =>
    Promise.all(volumeOf(query, window).map(async ({ counts, expr }) => ({ counts, found: await ask(expr) })));
  return {
    steps: async (from, to) => {
      const range = { from, to, stepSeconds };
      const answers = await all(durationText(stepSeconds), (expr) => queryLogSteps(loki, expr, range, signal));
      return asRates(answers, stepSeconds);
    },
    part: async (at, seconds) => {
      const answers = await all(`${Math.round(seconds * 1000)}ms`, async (expr) =>
        (await queryLogInstant(loki, expr, at, signal)).map(({ labels, value }) => ({
          labels,
          times: [at],
          values: [value],
        }))
      );
      return asRates(answers, seconds).map(({ labels, values: [value = 0] }): { labels: Labels; value: number } => ({
        labels,
        value,
      }));
    },
  };
}

async function read(
  { loki, recordings }: { loki: DataSourceChoice; recordings: RecordingsFound | undefined },
  query: LogQuery,
  range: TimeSlice,
  most: number,
  signal?: AbortSignal
): Promise<Recorded> {
  const asked = recordedLevels(query);
  const everything: LogQuery = { ...query, selection: { scope: {}, matchers: [] }, filter: NO_FILTER };
  const used = recordings && nearlyWhole(recordings, most);
  const source = await recordedSource({ plain: recordedLevels(everything), asked }, recordings, used);
  const plan = used && asked && (await planOf(used, asked));
  if (!plan) {
    return { source };
  }
  const { stepSeconds, times, exact } = volumeSteps(range);
  const [first = range.to] = times;
  const series = await readRecorded(used.source, asked, plan, rawReader(loki, query, stepSeconds, signal), signal);
  const counts = new LevelCounts(times.length);
  for (const { labels, times: own, values } of series) {
    own.forEach((time, index) => {
      const step = Math.round((time - first) / 1000 / stepSeconds);
      counts.add('each', labels, step, Math.round((values[index] ?? 0) * stepSeconds));
    });
  }
  const how = exact ? 'exact' : 'least';
  return { source, volumes: { times, stepSeconds, byLevel: counts.byLevel, totals: counts.totals(), how } };
}

async function recordedVolume(
  { loki, prometheus }: { loki: DataSourceChoice; prometheus: DataSourceChoice },
  query: LogQuery,
  range: TimeSlice,
  most: number,
  signal?: AbortSignal
): Promise<Recorded> {
  const { stepSeconds, times } = volumeSteps(range);
  const [from = range.to] = times;
  const tiles = { from, stepSeconds, count: times.length };
  try {
    const recordings = await findRecordings(prometheus, logHeartbeats(query.conventions), tiles, signal);
    return await read({ loki, recordings }, query, range, most, signal);
  } catch (error) {
    if (error instanceof Problem) {
      return { source: 'unrecorded', problem: error };
    }
    throw error;
  }
}

/**
 * Lines by level over a range: from their recording where there is one, and from the logs where it has holes that hold no
 * more than `most`; otherwise from the logs, as `reading` says. Rejects with a Problem.
 * @param prometheus where recordings are; nothing: the logs are read
 * @param most share of the range, 0 to 1, that may be read from the logs beside a recording
 */
export async function loadVolumes(
  { loki, prometheus }: { loki: DataSourceChoice; prometheus: DataSourceChoice | undefined },
  query: LogQuery,
  range: TimeSlice,
  reading: Reading,
  most: number,
  signal?: AbortSignal
): Promise<VolumesFound> {
  const { volumes, ...recorded }: Recorded = prometheus
    ? await recordedVolume({ loki, prometheus }, query, range, most, signal)
    : { source: 'unrecorded' };
  return { ...(volumes ?? (await loadVolume(loki, query, range, reading, signal))), ...recorded };
}
