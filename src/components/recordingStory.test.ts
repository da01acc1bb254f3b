import type { RecordedPlan } from '../grafana/recordedSteps';
import { recordingMarks, recordingStory } from './recordingStory';

const MINUTE = 60_000;
/** An hour from 0, in steps of a minute. */
const plan = (recorded: RecordedPlan['recorded']): RecordedPlan => ({
  tiles: { from: MINUTE, stepSeconds: 60, count: 60 },
  recorded,
  missing: [],
  parts: [],
});
const at = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });

describe('what is told of a recording', () => {
  it('is nothing special where all but the newest lines are recorded', () => {
    expect(recordingStory(plan([at(0, 58)]))).toEqual({ since: undefined, stopped: undefined, holes: [] });
  });

  it('is when it began', () => expect(recordingStory(plan([at(30, 59)]))).toMatchObject({ since: 30 * MINUTE }));

  it('is that it has stopped', () => expect(recordingStory(plan([at(0, 40)]))).toMatchObject({ stopped: 40 * MINUTE }));

  it('is where it has holes', () =>
    expect(recordingStory(plan([at(0, 10), at(20, 59)]))).toMatchObject({ holes: [at(10, 20)], stopped: undefined }));

  it('is nothing where nothing was recorded', () => expect(recordingStory(plan([]))).toBeUndefined());

  it('is marked wherever it changes', () =>
    expect(recordingMarks(recordingStory(plan([at(5, 10), at(20, 40)]))).map(({ time }) => time / MINUTE)).toEqual([
      5, 10, 20, 40,
    ]));
});
