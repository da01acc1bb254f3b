import { NGINX_SIGNALS } from '../signals/nginx/signals';
import type { RecordedRead } from '../signals/recorded/recordingRule';
import { queryInstant, queryPoints } from './prometheus';
import { readRecorded, type RecordedPlan } from './recordedSteps';

jest.mock('./prometheus');

const SOURCE = { uid: 'p', name: 'P', type: 'prometheus', isDefault: true };
const READ: RecordedRead = {
  query: (seconds) => `${NGINX_SIGNALS.requests.id} over ${seconds}`,
  heartbeat: { metric: 'h', matchers: [] },
  times: { intervalSeconds: 60, lateSeconds: 60 },
};
/** Three steps of ten minutes, of which the last three minutes are not recorded. */
const PLAN: RecordedPlan = {
  tiles: { from: 600_000, stepSeconds: 600, count: 3 },
  recorded: [{ from: 0, to: 1_620_000 }],
  missing: [{ from: 1_620_000, to: 1_800_000 }],
  parts: [{ kind: 'part', at: 1_800_000, seconds: 180, step: 2 }],
};

test('what is recorded after the plan was made is not added to what the logs say of the same lines', async () => {
  const times = [600_000, 1_200_000, 1_800_000];
  // One request a second: the newest minute came meanwhile, and is in the answer for the last step.
  jest.mocked(queryPoints).mockResolvedValue([{ labels: {}, times, values: [1, 1, 480 / 600] }]);
  jest.mocked(queryInstant).mockResolvedValue([{ labels: {}, value: 1 }]);
  const series = await readRecorded(SOURCE, READ, PLAN, {
    steps: () => Promise.resolve([]),
    part: () => Promise.resolve([{ labels: {}, value: 1 }]),
  });
  expect(series).toEqual([{ labels: {}, times, values: [1, 1, expect.closeTo(1, 9)] }]);
  expect(jest.mocked(queryInstant).mock.calls[0]?.slice(1, 3)).toEqual([READ.query(420), 1_620_000]);
});
