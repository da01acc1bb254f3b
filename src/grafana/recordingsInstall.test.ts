import { removeRecordingGroup, writeRecordingGroup } from './alerting/recordingGroups';
import { queryInstant } from './prometheus';
import { installRecording, probeRemoteWrite } from './recordingsInstall';

jest.mock('./prometheus');
jest.mock('./alerting/recordingGroups');

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const PLACES = { loki: source('Loki'), prometheus: source('Prometheus') };
const GROUP = { name: 'quayside-x', interval: '60s', rules: [] };
const written = () => jest.mocked(writeRecordingGroup).mock.calls.map(([, { name }]) => name);
const removed = () => jest.mocked(removeRecordingGroup).mock.calls.map(([, name]) => name);

beforeEach(() => jest.resetAllMocks());

test('a trial whose sample arrives lets the rules be installed, and goes again', async () => {
  jest.mocked(queryInstant).mockResolvedValue([{ labels: {}, value: 1 }]);
  await installRecording(PLACES, GROUP, true, jest.fn());
  expect(written()).toEqual(['quayside-probe', 'quayside-x']);
  expect(removed()).toEqual(['quayside-probe']);
});

test('a trial whose sample does not arrive says what to configure, and leaves nothing behind', async () => {
  await expect(probeRemoteWrite(PLACES, jest.fn(), undefined, 0)).rejects.toMatchObject({
    title: 'What Loki’s ruler records does not reach Prometheus',
    wayOut: expect.stringContaining('ruler.remote_write'),
  });
  expect(removed()).toEqual(['quayside-probe']);
});

test('a Prometheus that fails meanwhile leaves no trial behind', async () => {
  jest.mocked(queryInstant).mockRejectedValue(new Error('down'));
  await expect(installRecording(PLACES, GROUP, true, jest.fn())).rejects.toThrow('down');
  expect(written()).toEqual(['quayside-probe']);
  expect(removed()).toEqual(['quayside-probe']);
});

test('without a trial the rules are installed at once', async () => {
  await installRecording(PLACES, GROUP, false, jest.fn());
  expect(written()).toEqual(['quayside-x']);
  expect(queryInstant).not.toHaveBeenCalled();
});
