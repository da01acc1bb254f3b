import { removeRecordingGroup, writeRecordingGroup } from './alerting/recordingGroups';
import { queryInstant } from './prometheus';
import { installRecording, probeRemoteWrite, withoutLeftTrials } from './recordingsInstall';

jest.mock('./prometheus');
jest.mock('./alerting/recordingGroups');

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const GROUP = { name: 'quayside-x', interval: '60s', rules: [] };
const called = (name: string) => name.replace(/\d+$/, 'N');
const written = () => jest.mocked(writeRecordingGroup).mock.calls.map(([, { name }]) => called(name));
const removed = () => jest.mocked(removeRecordingGroup).mock.calls.map(([, name]) => called(name));

beforeEach(() => jest.resetAllMocks());

test('a trial whose sample arrives lets the rules be installed, and goes again', async () => {
  jest.mocked(queryInstant).mockResolvedValue([{ labels: {}, value: 1 }]);
  await installRecording(PLACES, GROUP, true, jest.fn());
  expect(written()).toEqual(['quayside-trial-N', 'quayside-x']);
  expect(removed()).toEqual(['quayside-trial-N']);
});

test('a trial whose sample does not arrive says what to configure, and leaves nothing behind', async () => {
  await expect(probeRemoteWrite(PLACES, jest.fn(), undefined, 0)).rejects.toMatchObject({
    title: 'What Loki’s ruler records does not reach Prometheus',
    wayOut: expect.stringContaining('ruler.remote_write'),
  });
  expect(removed()).toEqual(['quayside-trial-N']);
});

test('a Prometheus that fails meanwhile leaves no trial behind', async () => {
  jest.mocked(queryInstant).mockRejectedValue(new Error('down'));
  await expect(installRecording(PLACES, GROUP, true, jest.fn())).rejects.toThrow('down');
  expect(written()).toEqual(['quayside-trial-N']);
  expect(removed()).toEqual(['quayside-trial-N']);
});

test('without a trial the rules are installed at once', async () => {
  await installRecording(PLACES, GROUP, false, jest.fn());
  expect(written()).toEqual(['quayside-x']);
  expect(queryInstant).not.toHaveBeenCalled();
});

describe('trials that a closed page left behind', () => {
  const now = 1_800_000_000_000;
  const [old, young] = [now - 3600_000, now - 60_000].map((began) => ({ ...GROUP, name: `quayside-trial-${began}` }));
  const groups = [GROUP, ...[old, young].flatMap((one) => one ?? []), { ...GROUP, name: 'quayside-trial' }];

  test('are removed, those under way are not, and none is listed', async () => {
    const kept = await withoutLeftTrials(PLACES.loki, groups, now, true);
    expect(kept.map(({ name }) => name)).toEqual(['quayside-x', 'quayside-trial']);
    expect(jest.mocked(removeRecordingGroup).mock.calls.map(([, name]) => name)).toEqual([old?.name]);
  });

  test('stay where one may not remove them', async () => {
    await withoutLeftTrials(PLACES.loki, groups, now, false);
    expect(removeRecordingGroup).not.toHaveBeenCalled();
  });
});
