import { logLabels, logLabelValues } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import { queryInstant, type Sample } from '../grafana/prometheus';
import { DOCKER, KUBERNETES, parseConventions, type Conventions } from '../signals/conventions';
import { PROBES } from '../signals/probes';
import { detectConventions } from './detectConventions';

jest.mock('../grafana/prometheus', () => ({ queryInstant: jest.fn() }));
jest.mock('../grafana/loki', () => ({ logLabels: jest.fn(), logLabelValues: jest.fn() }));

const source = (type: string) => ({ uid: type, name: type, type, isDefault: true });
const prometheus = source('prometheus');
const loki = source('loki');

const series = (...all: Array<Record<string, string>>): Sample[] => all.map((labels) => ({ labels, value: 1 }));

/** What a Prometheus answers to the probes; to what is not named, nothing. */
type Answers = Partial<Record<keyof typeof PROBES | 'scrapes', Sample[]>>;

function answer(answers: Answers, streams: Record<string, string[]> | Problem = {}) {
  const byQuery = new Map(Object.entries(PROBES).map(([name, query]) => [query as string, name]));
  jest
    .mocked(queryInstant)
    .mockImplementation((_source, expr) =>
      Promise.resolve(answers[(byQuery.get(expr) ?? 'scrapes') as keyof Answers] ?? [])
    );
  if (streams instanceof Problem) {
    jest.mocked(logLabels).mockRejectedValue(streams);
  } else {
    jest.mocked(logLabels).mockResolvedValue(Object.keys(streams));
    jest.mocked(logLabelValues).mockImplementation((_source, label) => Promise.resolve(streams[label] ?? []));
  }
}

async function detect(sources: Parameters<typeof detectConventions>[0] = { prometheus, loki }): Promise<Conventions> {
  // What is detected must be what the settings would take.
  return parseConventions((await detectConventions(sources)).conventions);
}

const CADVISOR: Answers = {
  machines: series({ job: 'cadvisor', instance: 'web-1:8080' }, { job: 'cadvisor', instance: 'web-2:8080' }),
  dockerContainers: series({ job: 'cadvisor' }),
  nodes: series(
    { job: 'node', instance: 'web-1:9100', nodename: 'web-1' },
    { job: 'node', instance: 'web-2:9100', nodename: 'web-2' }
  ),
  scrapes: [{ labels: {}, value: 40 }],
};
const STREAMS = { host: ['web-1', 'web-2'], container: ['edge', 'db'] };

describe('detectConventions', () => {
  test('plain Docker', async () => {
    answer(CADVISOR, STREAMS);
    const { containers, hosts, logs, hostNames, aliases } = await detect();
    expect(containers).toEqual({
      style: 'docker',
      matchers: [{ label: 'job', op: '=', value: 'cadvisor' }],
      host: 'instance',
      name: 'name',
      image: 'image',
      limitsFrom: 'cadvisor',
      scrapeSeconds: 15,
    });
    expect(hosts).toEqual({ matchers: [{ label: 'job', op: '=', value: 'node' }], host: 'instance' });
    expect(logs).toEqual({ shape: 'labels', matchers: [], host: 'host', container: 'container' });
    expect({ hostNames, aliases }).toEqual({ hostNames: 'strip-port', aliases: [] });
  });

  test('compose', async () => {
    answer({ ...CADVISOR, composeContainers: [{ labels: {}, value: 12 }] }, STREAMS);
    const { containers } = await detect();
    expect(containers.project).toBe('container_label_com_docker_compose_project');
    expect(containers.service).toBe('container_label_com_docker_compose_service');
  });

  test('two jobs of cAdvisor, called anything', async () => {
    answer({ ...CADVISOR, dockerContainers: series({ job: 'c.a' }, { job: 'c|b' }) });
    expect((await detect()).containers.matchers).toEqual([{ label: 'job', op: '=~', value: 'c\\.a|c\\|b' }]);
  });

  test('series without a job', async () => {
    answer({ ...CADVISOR, dockerContainers: series({}) });
    expect((await detect()).containers.matchers).toEqual([]);
  });

  describe('Kubernetes', () => {
    const kubelet: Answers = {
      machines: series({ job: 'kubelet', instance: '10.0.0.5:10250', node: 'node-1' }),
      kubernetesContainers: series({ job: 'kubelet' }),
      scrapes: [{ labels: {}, value: 20 }],
    };
    const streams = { node_name: ['node-1'], namespace: ['shop'], pod: ['app-1'], container: ['app'] };

    test('with limits from kube-state-metrics', async () => {
      answer(kubelet, streams);
      const { containers, logs } = await detect();
      expect(containers).toEqual({ ...KUBERNETES.containers, matchers: [{ label: 'job', op: '=', value: 'kubelet' }] });
      expect(logs).toEqual(KUBERNETES.logs);
    });

    test('with limits from cAdvisor', async () => {
      answer({ ...kubelet, cadvisorLimits: [{ labels: {}, value: 3 }] }, streams);
      expect((await detect()).containers.limitsFrom).toBe('cadvisor');
    });

    test('without a label for the node', async () => {
      answer({ ...kubelet, machines: series({ job: 'kubelet', instance: '10.0.0.5:10250' }) }, streams);
      expect((await detect()).containers.host).toBe('instance');
    });

    test('without Loki', async () => {
      answer(kubelet);
      expect((await detect({ prometheus, loki: undefined })).logs).toEqual(KUBERNETES.logs);
    });
  });

  describe('logs', () => {
    test.each<[string, Record<string, string[]>, Conventions['logs']]>([
      [
        'of Vector, in one label',
        { containers: ['web-1/edge', 'web-2/a/b'], host: ['x'] },
        { shape: 'combined', matchers: [], label: 'containers', template: '{host}/{container}' },
      ],
      [
        'in one label that is called container',
        { container: ['web-1/edge'] },
        { shape: 'combined', matchers: [], label: 'container', template: '{host}/{container}' },
      ],
      [
        'of Vector, in one label, but for some',
        { containers: ['web-1/edge', 'web-2/shop', 'vector'] },
        { shape: 'combined', matchers: [], label: 'containers', template: '{host}/{container}' },
      ],
      [
        'of which only some names hold a slash',
        { container: ['web-1/edge', 'web-1/shop', 'db'], host: ['web-1'] },
        { shape: 'labels', matchers: [], container: 'container', host: 'host' },
      ],
      [
        'of the Docker API, with a slash before each name',
        { container: ['/edge'], host: ['web-1'] },
        { shape: 'labels', matchers: [], container: 'container', host: 'host' },
      ],
      [
        'of the Docker driver',
        { container_name: ['edge'], host: ['web-1'], filename: ['/x'] },
        { shape: 'labels', matchers: [], container: 'container_name', host: 'host' },
      ],
      [
        'that call the host otherwise',
        { container_name: ['edge'], hostname: ['web-1'] },
        { shape: 'labels', matchers: [], container: 'container_name', host: 'hostname' },
      ],
      ['that name no host', { container: ['edge'] }, { shape: 'labels', matchers: [], container: 'container' }],
      [
        'that name a service of compose',
        { compose_service: ['web'], host: ['web-1'] },
        { shape: 'labels', matchers: [], container: 'compose_service', host: 'host' },
      ],
      ['that name nothing known', { app: ['x'] }, DOCKER.logs],
      ['that are not there', {}, DOCKER.logs],
    ])('%s', async (_why, streams, logs) => {
      answer(CADVISOR, streams);
      expect((await detect()).logs).toEqual(logs);
      // Without Prometheus they are found the same way.
      expect((await detect({ prometheus: undefined, loki })).logs).toEqual(logs);
    });

    test('whose Loki cannot be asked are taken for the usual', async () => {
      answer(CADVISOR, new Problem('unreachable', '', '', ''));
      expect((await detect()).logs).toEqual(DOCKER.logs);
      expect((await detect()).containers.matchers).toHaveLength(1);
      expect(await detect({ prometheus: undefined, loki })).toEqual(DOCKER);
    });
  });

  test('one host under an address, a name, and in a combined label', async () => {
    answer(
      {
        ...CADVISOR,
        machines: series({ job: 'cadvisor', instance: '10.0.0.5:8080' }),
        nodes: series({ job: 'node', instance: '10.0.0.5:9100', nodename: 'web-1' }),
      },
      { containers: ['web-1/edge'] }
    );
    expect((await detect()).aliases).toEqual([
      { host: 'web-1', containers: ['10.0.0.5:8080'], hosts: ['10.0.0.5:9100'], logs: ['web-1'] },
    ]);
  });

  test.each([
    [600, 1],
    [120, 5],
    [41, 15],
    [39, 15],
    [20, 30],
    [10, 60],
    [1, 15],
    [undefined, 15],
  ])('%p scrapes in ten minutes are one in %p seconds', async (value, seconds) => {
    answer({ ...CADVISOR, scrapes: value === undefined ? [] : [{ labels: {}, value }] });
    expect((await detect()).containers.scrapeSeconds).toBe(seconds);
  });

  test('says which values of a combined label do not read so', async () => {
    answer(CADVISOR, { containers: ['web-1/edge', 'web-2/shop', 'vector'] });
    const { notes, metrics, logs } = await detectConventions({ prometheus, loki });
    expect(notes).toEqual([expect.stringMatching(/^1 of 3 values of the label containers .*: vector$/)]);
    expect([metrics, logs]).toEqual([true, true]);
  });

  test('says what of it is only assumed', async () => {
    answer({}, { app: ['x'] });
    expect(await detectConventions({ prometheus, loki })).toMatchObject({ metrics: false, logs: false, notes: [] });
    answer(CADVISOR, new Problem('unreachable', 'It is away', 'no route', ''));
    expect(await detectConventions({ prometheus, loki })).toMatchObject({
      metrics: true,
      logs: false,
      notes: [expect.stringMatching(/It is away\. no route/)],
    });
  });

  test('nothing there leaves the usual', async () => {
    answer({});
    expect(await detect()).toEqual(DOCKER);
    expect(await detect({ prometheus: undefined, loki: undefined })).toEqual(DOCKER);
  });

  test('a Prometheus that cannot be asked is a problem', async () => {
    answer(CADVISOR);
    jest.mocked(queryInstant).mockRejectedValue(new Problem('unreachable', 'x', '', ''));
    await expect(detectConventions({ prometheus, loki })).rejects.toThrow(Problem);
  });
});
