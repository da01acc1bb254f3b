import { findInstallation, type Installation } from '../discovery/installation';
import { loadAppSettings } from '../grafana/appSettings';
import { logLabels } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import { queryInstant } from '../grafana/prometheus';
import { DOCKER } from '../signals/conventions';
import { checkHealth } from './health';
import { InstallationCache } from './installation';

jest.mock('../grafana/appSettings');
jest.mock('../grafana/prometheus');
jest.mock('../grafana/loki');
jest.mock('../discovery/installation', () => ({
  ...jest.requireActual<object>('../discovery/installation'),
  findInstallation: jest.fn(),
}));

const source = (name: string) => ({ uid: name, name, type: name.toLowerCase(), isDefault: true });
const FOUND: Installation = {
  prometheus: source('Prometheus'),
  loki: source('Loki'),
  conventions: DOCKER,
  from: 'detected',
};

async function healthOf(installation: Partial<Installation>, { containers = 3, labels = ['host'] } = {}) {
  jest.mocked(loadAppSettings).mockResolvedValue({});
  jest.mocked(findInstallation).mockResolvedValue({ ...FOUND, ...installation });
  jest.mocked(queryInstant).mockResolvedValue(containers > 0 ? [{ labels: {}, value: containers }] : []);
  jest.mocked(logLabels).mockResolvedValue(labels);
  return checkHealth(new InstallationCache({}));
}

test.each<[string, Partial<Installation>, Parameters<typeof healthOf>[1], string, RegExp]>([
  ['all is there', {}, {}, 'success', /3 containers.*has logs.*were detected/],
  ['the settings say how data is labelled', { from: 'settings' }, {}, 'success', /those of Quayside’s settings/],
  ['the data fits nothing', { from: 'assumed' }, {}, 'warning', /fits no conventions.*page Setup/],
  [
    'nothing could be asked',
    { from: 'assumed', problem: new Problem('unreachable', 'Prometheus does not answer', '', '') },
    {},
    'warning',
    /could not be detected \(Prometheus does not answer\)/,
  ],
  ['there are no containers', {}, { containers: 0 }, 'warning', /no containers now/],
  ['no lines come', {}, { labels: [] }, 'warning', /got no lines/],
  ['there is no Loki', { loki: undefined }, {}, 'warning', /There is no Loki data source/],
  ['there is no Prometheus', { prometheus: undefined }, {}, 'error', /There is no Prometheus data source/],
])('says so where %s', async (_what, installation, there, status, message) => {
  const health = await healthOf(installation, there);
  expect(health.status).toBe(status);
  expect(health.message).toMatch(message);
});

test('says why the settings cannot be had', async () => {
  jest.mocked(loadAppSettings).mockRejectedValue(new Problem('forbidden', 'You may not use Quayside', '', 'Ask.'));
  const health = await checkHealth(new InstallationCache({}));
  expect(health).toEqual({ status: 'error', message: 'You may not use Quayside. Ask.' });
});
