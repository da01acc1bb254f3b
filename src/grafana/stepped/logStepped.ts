import type { Labels } from '../../signals/identity';
import { countedLevel } from '../../signals/logs';
import { durationText } from '../../signals/promql';
import { recordedLines } from '../../signals/recorded/logReads';
import type { Signal, SignalContext } from '../../signals/signal';
import { containerOfStream } from '../../signals/streams';
import type { DataSourceChoice } from '../dataSources';
import { queryLogSteps } from '../logSteps';
import { queryLogInstant } from '../loki';
import { readRecorded, type RawReader } from '../recordedSteps';
import { planOf, type RecordingsFound } from '../recordingsFound';
import { filled } from './combine';
import type { Stepped } from './Stepped';

/** What lines of containers are put together by; absent: each container for itself. */
export type LinesBy = 'host' | 'all' | undefined;

/** How lines of each container, or of all together, are read from their recording; nothing where there is none of that. Rejects with a Problem. */
export async function logStepped(
  loki: DataSourceChoice,
  signal: Signal,
  context: SignalContext,
  by: LinesBy,
  recordings: RecordingsFound | undefined
): Promise<Stepped | undefined> {
  const level = countedLevel(signal);
  const { conventions, scope } = context;
  const read = recordings && level && recordedLines(conventions, scope, level === 'all' ? undefined : level);
  const plan = read && (await planOf(recordings, read));
  if (!plan) {
    return undefined;
  }
  const { source } = recordings;
  const { tiles } = plan;
  const { stepSeconds } = tiles;
  const over = (window: string) => signal.query({ ...context, window });
  const grouped = (labels: Labels): Labels => {
    const host = by === 'host' ? containerOfStream(conventions, labels)?.host : undefined;
    return by === 'all' ? {} : host === undefined ? labels : { host };
  };
  return {
    tiles,
    plan,
    recorded: [{ expr: read.query(stepSeconds), source }],
    raw: [{ expr: over(durationText(stepSeconds)), source: loki }],
    ...(level === 'all' ? {} : { note: 'Levels are told as they were when they were recorded.' }),
    read: async (abort) => {
      const raw: RawReader = {
        steps: (from, to) => queryLogSteps(loki, over(durationText(stepSeconds)), { from, to, stepSeconds }, abort),
        part: (at, seconds) => queryLogInstant(loki, over(`${Math.round(seconds * 1000)}ms`), at, abort),
      };
      const found = await readRecorded(source, read, plan, raw, abort);
      return filled(
        found.map((one) => ({ ...one, labels: grouped(one.labels) })),
        tiles
      );
    },
  };
}
