import { Problem } from '../grafana/Problem';
import { findNginxRecordings } from '../grafana/recordingsOfNginx';
import { DOCKER } from '../signals/conventions';
import { RecordingCache } from './RecordingCache';

jest.mock('../grafana/recordingsOfNginx');
jest.mock('../grafana/recordingsFound');

const SOURCE = { uid: 'p', name: 'P', type: 'prometheus', isDefault: true };
const TILES = { from: 0, stepSeconds: 60, count: 60 };
const find = jest.mocked(findNginxRecordings);

beforeEach(() => find.mockReset());

test('panels that are drawn together ask once, those over other steps by themselves', async () => {
  find.mockResolvedValue(undefined);
  const cache = new RecordingCache();
  await Promise.all([cache.nginx(SOURCE, DOCKER, TILES), cache.nginx(SOURCE, DOCKER, { ...TILES })]);
  expect(find).toHaveBeenCalledTimes(1);
  await cache.nginx(SOURCE, DOCKER, { ...TILES, count: 30 });
  expect(find).toHaveBeenCalledTimes(2);
});

test('what could not be asked is said, and asked again', async () => {
  find.mockRejectedValueOnce(new Problem('unreachable', 'Prometheus does not answer', '', ''));
  find.mockResolvedValue(undefined);
  const cache = new RecordingCache();
  const { recordings, problem } = await cache.nginx(SOURCE, DOCKER, TILES);
  expect([recordings, problem?.title]).toEqual([undefined, 'Prometheus does not answer']);
  expect(await cache.nginx(SOURCE, DOCKER, TILES)).toEqual({ recordings: undefined });
});

test('what is no problem of a server is not hidden', async () => {
  find.mockRejectedValue(new TypeError('a bug'));
  await expect(new RecordingCache().nginx(SOURCE, DOCKER, TILES)).rejects.toThrow('a bug');
});
