/** @jest-environment node */
import { DOCKER, KUBERNETES, type Conventions } from '../../signals/conventions';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { containersBehind, hostsSaidBy, namesOf } from './containersBehind';
import { groupFamilies } from './groupFamilies';
import { redCandidates } from './redCandidates';

const family = (name: string, type: MetricFamily['type'] = 'gauge'): MetricFamily => ({
  name,
  type,
  help: '',
  unit: /seconds$/.test(name) ? 'seconds' : 'count',
  from: 'metadata',
  series: 1,
  ended: false,
  hasQuantiles: type === 'summary',
  hasCount: type === 'histogram' || type === 'summary',
});

describe('groups of metrics', () => {
  test('are made by the first word, the runtime last', () => {
    const groups = groupFamilies(
      ['process_cpu', 'nodejs_heap', 'chat_a', 'chat_b', 'alone', 'go_threads'].map((name) => family(name))
    );
    expect(groups.map(({ prefix, runtime, families }) => [prefix, runtime, families.length])).toEqual([
      ['chat', false, 2],
      ['', false, 1],
      ['go', true, 1],
      ['nodejs', true, 1],
      ['process', true, 1],
    ]);
  });

  test('that are large are split by the second word, and nothing is lost', () => {
    const names = ['a', 'b', 'c'].flatMap((part) => Array.from({ length: 12 }, (_, n) => `shop_${part}_${n}`));
    const groups = groupFamilies([...names, 'shop_single'].map((name) => family(name)));
    expect(groups.map(({ prefix }) => prefix)).toEqual(['shop', 'shop_a', 'shop_b', 'shop_c']);
    expect(groups.reduce((sum, { families }) => sum + families.length, 0)).toBe(37);
  });
});

describe('what may be requests', () => {
  test('is paired with the duration whose name is most like its own', () => {
    const found = redCandidates([
      family('chat_broadcast_seconds', 'summary'),
      family('chat_message_latency_seconds', 'histogram'),
      family('chat_messages_total', 'counter'),
      family('http_request_duration_seconds', 'histogram'),
      family('nodejs_gc_duration_seconds', 'histogram'),
      family('process_cpu_seconds_total', 'counter'),
    ]);
    expect(found.map(({ requests, duration }) => [requests.name, duration?.name])).toEqual([
      ['chat_messages_total', 'chat_message_latency_seconds'],
      ['chat_broadcast_seconds', 'chat_broadcast_seconds'],
      ['chat_message_latency_seconds', 'chat_message_latency_seconds'],
      ['http_request_duration_seconds', 'http_request_duration_seconds'],
    ]);
  });

  test('needs no duration', () => {
    expect(redCandidates([family('mails_jobs_total', 'counter')])).toMatchObject([{ duration: undefined }]);
  });
});

describe('containers behind an application', () => {
  const conventions: Conventions = { ...DOCKER, aliases: [{ host: 'web-1', containers: ['10.0.0.5:8080'] }] };
  const at = (host: string, name: string, service?: string) => ({
    container: { host, name },
    ...(service ? { service } : {}),
  });
  const candidates = [
    at('web-1', 'shop-api', 'api'),
    at('app-1', 'shop-api', 'api'),
    at('web-1', 'shop-chat-1', 'chat'),
  ];
  const behind = (job: string, labels: Record<string, string>) =>
    containersBehind(conventions, job, [labels], candidates).map(({ container, how }) => [
      container.host,
      container.name,
      how,
    ]);

  test('are told by a label of the target, on its host', () => {
    expect(behind('api', { instance: 'app-1:3100', container_name: '/shop-api' })).toEqual([
      ['app-1', 'shop-api', 'label'],
    ]);
  });

  test('are told by the address, which may be a compose service', () => {
    expect(behind('x', { instance: 'chat:3200' })).toEqual([['web-1', 'shop-chat-1', 'address']]);
  });

  test('are told by the job on the host of the target, whatever cAdvisor calls that', () => {
    expect(behind('shop-api', { instance: 'web-1:3100' })).toEqual([['web-1', 'shop-api', 'job']]);
    expect(behind('shop-api', { instance: '10.0.0.5:8080' })).toEqual([['web-1', 'shop-api', 'job']]);
  });

  test('are not guessed from an address that says nothing', () => {
    expect(behind('shop-api', { instance: '10.9.9.9:3100' })).toEqual([]);
    expect(namesOf('chat', [{ instance: '127.0.0.1:3200' }, { instance: 'localhost:1' }]).names).toEqual(['chat']);
  });

  test('are those of the host that the target names itself, and of no other', () => {
    const labels = { instance: 'chat:3200', host: 'web-1', service: 'chat' };
    const everywhere = [...candidates, at('app-1', 'other-chat-1', 'chat')];
    const found = (target: Record<string, string>) =>
      containersBehind(conventions, 'chat', [target], everywhere).map(({ container, oneOfSeveral }) => [
        container.host,
        container.name,
        oneOfSeveral ?? false,
      ]);
    expect(found(labels)).toEqual([['web-1', 'shop-chat-1', false]]);
    // Its container has gone: that of another host is none of its.
    expect(found({ ...labels, host: 'db-1' })).toEqual([]);
    // As cAdvisor, or as another system, calls that host.
    expect(found({ ...labels, host: '10.0.0.5:8080' })).toEqual([['web-1', 'shop-chat-1', false]]);
    expect(hostsSaidBy(conventions, [labels, { instance: 'other:1', node: 'db-1' }])).toEqual(['web-1', 'db-1']);
    expect(hostsSaidBy(conventions, [{ instance: 'web-1:3100' }])).toEqual([]);
    expect(found({ instance: 'chat:3200', service: 'chat' })).toEqual([
      ['web-1', 'shop-chat-1', true],
      ['app-1', 'other-chat-1', true],
    ]);
  });

  test('are told by the pod on Kubernetes', () => {
    const pods = [
      { container: { host: 'n1', namespace: 'shop', pod: 'api-1', name: 'api' } },
      { container: { host: 'n1', namespace: 'shop', pod: 'api-1', name: 'sidecar' } },
      { container: { host: 'n1', namespace: 'other', pod: 'api-1', name: 'api' } },
    ];
    const labels = { instance: '10.1.1.1:80', namespace: 'shop', pod: 'api-1', container: 'api' };
    expect(containersBehind(KUBERNETES, 'api', [labels], pods)).toEqual([
      { container: pods[0]?.container, instance: '10.1.1.1:80', how: 'label' },
    ]);
  });
});
