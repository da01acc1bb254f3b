import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from '../signals/conventions';
import { labelsIn, placeOf, type Place, type Seen } from './placeOf';

describe('labelsIn', () => {
  test.each([
    ['up', []],
    ['rate(a{name="web", instance="h:8080"}[5m])', [{ name: 'web', instance: 'h:8080' }]],
    ['a{name=~"web"} / b{name!="x"}', [{ name: 'web' }, {}]],
    ['a{name=~"web|db", instance=~"$host"}', [{}]],
    ['{container="a\\"b"} |= "x"', [{ container: 'a"b' }]],
  ])('%s', (text, labels) => expect(labelsIn(text)).toEqual(labels));
});

describe('placeOf', () => {
  const web = { host: 'web-1', name: 'edge' };
  const vector: Conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
  const seen = (part: Partial<Seen>): Seen => ({ labels: [], expressions: [], ...part });
  test.each<[string, Conventions, Seen, Place]>([
    ['nothing', DOCKER, seen({}), { page: 'overview' }],
    [
      'a series of cAdvisor’s',
      DOCKER,
      seen({ labels: [{ instance: 'web-1:8080', name: 'edge', image: 'nginx:1' }] }),
      { page: 'container', container: web },
    ],
    [
      'a query about one container',
      DOCKER,
      seen({ expressions: ['container_memory_rss{instance="web-1:8080", name="edge"}'] }),
      { page: 'container', container: web },
    ],
    [
      'a container of Kubernetes',
      KUBERNETES,
      seen({ labels: [{ node: 'n', namespace: 'shop', pod: 'p-1', container: 'api' }] }),
      { page: 'container', container: { host: 'n', namespace: 'shop', pod: 'p-1', name: 'api' } },
    ],
    [
      'a combined label',
      vector,
      seen({ labels: [{ containers: 'web-1/edge' }], logs: true }),
      { page: 'logs', containers: [web] },
    ],
    [
      'the words of the bundled data source',
      DOCKER,
      seen({ labels: [{ host: 'web-1', container: 'edge' }] }),
      { page: 'container', container: web },
    ],
    [
      'lines of several containers',
      DOCKER,
      seen({
        labels: [
          { host: 'web-1', container: 'edge' },
          { host: 'web-1', container: 'db' },
        ],
        logs: true,
      }),
      { page: 'logs', containers: [web, { host: 'web-1', name: 'db' }] },
    ],
    [
      'many containers of one host',
      DOCKER,
      seen({
        labels: [
          { instance: 'web-1:8080', name: 'edge' },
          { instance: 'web-1:8080', name: 'db' },
        ],
      }),
      { page: 'containers', hosts: ['web-1'] },
    ],
    [
      'a name without a host',
      DOCKER,
      seen({ expressions: ['absent(container_memory_usage_bytes{name="edge"})'] }),
      { page: 'containers', hosts: [], search: 'edge' },
    ],
    ['NGINX’s exporter', DOCKER, seen({ expressions: ['rate(nginx_http_requests_total[5m])'] }), { page: 'nginx' }],
  ])('%s', (_what, conventions, what, place) => expect(placeOf(conventions, what)).toEqual(place));
});
