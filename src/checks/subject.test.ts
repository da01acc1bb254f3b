/** @jest-environment node */
import { accessLog, JSON_FORMAT } from '../signals/nginx/test-support/contexts';
import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from '../signals/conventions';
import { checkById, CHECKS } from './catalog';
import { subjectKey, subjectOf, type FindingSubject } from './subject';
import { subjectText } from './subjectText';

const nginx = { access: accessLog(JSON_FORMAT) };
const WITH_NGINX: Conventions = { ...DOCKER, nginx };
const COMBINED: Conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS, nginx };

describe('subjectOf', () => {
  test.each<[string, string, Conventions, Record<string, string>, FindingSubject, string]>([
    [
      'a container, by the one name of its host',
      'oom-kill',
      DOCKER,
      { instance: 'web-1:8080', name: 'edge' },
      { kind: 'container', container: { host: 'web-1', name: 'edge' } },
      'edge on web-1',
    ],
    [
      'a container that loses packets, on Docker',
      'container-network-faults',
      DOCKER,
      { instance: 'web-1:8080', name: 'edge' },
      { kind: 'container', container: { host: 'web-1', name: 'edge' } },
      'edge on web-1',
    ],
    [
      'a pod on Kubernetes',
      'container-network-faults',
      KUBERNETES,
      { node: 'n1', namespace: 'shop', pod: 'api-1' },
      { kind: 'pod', host: 'n1', namespace: 'shop', pod: 'api-1' },
      'shop/api-1 on n1',
    ],
    [
      'a disk',
      'host-disk-low',
      DOCKER,
      { instance: 'web-1:9100', device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
      { kind: 'file system', host: 'web-1', mountpoint: '/', device: '/dev/sda1' },
      '/ on web-1 (/dev/sda1)',
    ],
    [
      'an interface',
      'host-network-faults',
      DOCKER,
      { instance: 'web-1:9100', device: 'eth0' },
      { kind: 'device', host: 'web-1', device: 'eth0' },
      'eth0 on web-1',
    ],
    [
      'an endpoint',
      'endpoint-down',
      DOCKER,
      { job: 'blackbox', instance: 'https://a/' },
      { kind: 'endpoint', job: 'blackbox', address: 'https://a/' },
      'https://a/ asked by job blackbox',
    ],
    [
      'a virtual host',
      'nginx-server-errors',
      WITH_NGINX,
      { host: 'web-1', container: 'edge', ngx_virtual_host: 'shop.example.com' },
      {
        kind: 'virtual host',
        host: 'web-1',
        container: { host: 'web-1', name: 'edge' },
        virtualHost: 'shop.example.com',
      },
      'shop.example.com at edge on web-1',
    ],
    [
      'an NGINX whose log names no virtual host, and whose stream says host and container in one label',
      'nginx-server-errors',
      COMBINED,
      { containers: 'web-1/edge' },
      { kind: 'virtual host', host: 'web-1', container: { host: 'web-1', name: 'edge' }, virtualHost: '' },
      'edge on web-1',
    ],
    [
      'a client of a virtual host',
      'nginx-client-burst',
      WITH_NGINX,
      { host: 'web-1', container: 'edge', ngx_virtual_host: 'shop.example.com', ngx_client: '203.0.113.66' },
      {
        kind: 'virtual host',
        host: 'web-1',
        container: { host: 'web-1', name: 'edge' },
        virtualHost: 'shop.example.com',
        client: '203.0.113.66',
      },
      '203.0.113.66 asks shop.example.com at edge on web-1',
    ],
    [
      'a client where the log names no virtual host',
      'nginx-client-burst',
      COMBINED,
      { containers: 'web-1/edge', ngx_client: '2001:db8::7' },
      {
        kind: 'virtual host',
        host: 'web-1',
        container: { host: 'web-1', name: 'edge' },
        virtualHost: '',
        client: '2001:db8::7',
      },
      '2001:db8::7 asks edge on web-1',
    ],
    [
      'an upstream',
      'nginx-upstream-fails',
      WITH_NGINX,
      { host: 'web-1', container: 'edge', ngx_error_upstream: '10.0.1.12:8080' },
      {
        kind: 'upstream',
        host: 'web-1',
        container: { host: 'web-1', name: 'edge' },
        address: '10.0.1.12:8080',
      },
      '10.0.1.12:8080 behind edge on web-1',
    ],
    ['the logs of a host', 'logs-stopped', DOCKER, { host: 'web-1' }, { kind: 'log', host: 'web-1' }, 'web-1 logs'],
    [
      'the logs of a host that is part of a label',
      'logs-stopped',
      COMBINED,
      { host: 'web-1' },
      { kind: 'log', host: 'web-1' },
      'web-1 logs',
    ],
    ['all logs', 'logs-stopped', DOCKER, {}, { kind: 'log', host: '' }, 'All logs'],
    [
      'what a container threw',
      'exceptions-new',
      DOCKER,
      { host: 'web-1', container: 'api', quayside_thrown: 'TypeError' },
      { kind: 'log', host: 'web-1', container: { host: 'web-1', name: 'api' }, thrown: 'TypeError' },
      'TypeError in api on web-1',
    ],
  ])('%s', (_what, id, conventions, labels, subject, text) => {
    expect(subjectOf(checkById(id), conventions, labels)).toEqual(subject);
    expect(subjectText(subject)).toBe(text);
  });

  test('two clients are two', () => {
    const check = checkById('nginx-client-burst');
    const keyOf = (client: string) =>
      subjectKey(subjectOf(check, WITH_NGINX, { host: 'web-1', container: 'edge', ngx_client: client }));
    expect(keyOf('203.0.113.66')).not.toBe(keyOf('203.0.113.67'));
  });

  test('every check has a subject even without any label', () => {
    for (const check of CHECKS) {
      const subject = subjectOf(check, WITH_NGINX, {});
      expect(subjectKey(subject)).toContain(subject.kind);
      expect(typeof subjectText(subject)).toBe('string');
    }
  });
});
