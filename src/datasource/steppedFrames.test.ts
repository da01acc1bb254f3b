import type { RecordedPlan } from '../grafana/recordedSteps';
import { readingNotices } from './steppedFrames';

const MINUTE = 60_000;
/** An hour from 0, in steps of a minute. */
const plan = (...recorded: Array<[from: number, to: number]>): RecordedPlan => ({
  tiles: { from: MINUTE, stepSeconds: 60, count: 60 },
  recorded: recorded.map(([from, to]) => ({ from: from * MINUTE, to: to * MINUTE })),
  missing: [],
  parts: [],
});
const texts = (of: Parameters<typeof readingNotices>[0]) =>
  readingNotices(of).map(({ severity, text }) => `${severity}: ${text}`);

test.each<[string, RecordedPlan | undefined, RegExp[]]>([
  ['nothing', undefined, [/^info: Read from the logs/]],
  ['all of it', plan([0, 60]), [/^info: Recorded\.$/]],
  [
    'its later part',
    plan([20, 60]),
    [/^info: Recorded since 1970-01-01 \d\d:20, and before that read from the logs\.$/],
  ],
  [
    'all but a hole',
    plan([0, 20], [30, 60]),
    [/from 1970-01-01 \d\d:20 to 1970-01-01 \d\d:30 nothing was recorded, and the logs fill in\.$/],
  ],
  ['all but two holes', plan([0, 20], [30, 40], [50, 60]), [/:30, and in 1 more such holes, nothing was recorded/]],
  [
    'its beginning',
    plan([0, 30]),
    [/^info: Recorded\.$/, /^warning: Nothing has been recorded since 1970-01-01 \d\d:30/],
  ],
])('says what is read where %s was recorded', (_what, of, expected) => {
  const said = texts({ plan: of });
  expect(said).toHaveLength(expected.length);
  expected.forEach((pattern, index) => expect(said[index]).toMatch(pattern));
});

test('says what else there is to say', () =>
  expect(texts({ plan: plan([0, 60]), note: 'Of buckets.' })).toEqual(['info: Recorded. Of buckets.']));
