import type { MarkedEvent } from './EventsLayer';
import type { RecordedPlan } from '../grafana/recordedSteps';
import type { Span } from '../signals/recorded/coverage';
import { USUAL_TIMES } from '../signals/recorded/recordingRule';

/** What is to be told of the part of a range that was recorded. Unix milliseconds. */
export interface RecordingStory {
  /** When it began, where that is within the range. */
  since: number | undefined;
  /** When it stopped, where lines after that should have been counted by the end of the range. */
  stopped: number | undefined;
  /** Holes between. */
  holes: Span[];
}

/** Lines are waited for, and an evaluation may be on its way to Prometheus: so long nothing is amiss. */
const TAIL_MS = (USUAL_TIMES.lateSeconds + 3 * USUAL_TIMES.intervalSeconds) * 1000;

/** What a plan tells of its recording; nothing where nothing was recorded. */
export function recordingStory({ tiles, recorded }: RecordedPlan): RecordingStory | undefined {
  const first = recorded[0];
  const last = recorded.at(-1);
  if (!first || !last) {
    return undefined;
  }
  const from = tiles.from - tiles.stepSeconds * 1000;
  const to = tiles.from + (tiles.count - 1) * tiles.stepSeconds * 1000;
  return {
    since: first.from > from ? first.from : undefined,
    stopped: to - last.to > TAIL_MS ? last.to : undefined,
    holes: recorded.slice(1).map((span, index) => ({ from: recorded[index]?.to ?? span.from, to: span.from })),
  };
}

/** Where a chart changes from the logs to the recording, or back. */
export function recordingMarks(story: RecordingStory | undefined): MarkedEvent[] {
  if (!story) {
    return [];
  }
  const begins = (time: number) => ({ time, text: 'From here on recorded, before that from the logs', color: 'blue' });
  const ends = (time: number) => ({ time, text: 'From here on from the logs: nothing was recorded', color: 'orange' });
  return [
    ...(story.since === undefined ? [] : [begins(story.since)]),
    ...story.holes.flatMap(({ from, to }) => [ends(from), begins(to)]),
    ...(story.stopped === undefined ? [] : [ends(story.stopped)]),
  ];
}
