/** @jest-environment node */
import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { addHost, removeHost } from './addHost';
import type { HostOptions } from './hostOptions';
import type { Places } from './places';

let work: string;
let places: Places;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'quayside-target-'));
  places = {
    secrets: join(work, 'secrets'),
    targets: join(work, 'targets'),
    template: join(work, 'template'),
    bundles: join(work, 'hosts'),
  };
  cpSync(__dirname, places.template, { recursive: true, filter: (file) => !file.includes(`${__dirname}/hosts`) });
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const berlin: HostOptions = {
  name: 'berlin-1',
  address: { host: 'berlin-1.example', port: 9443 },
  server: { host: '192.0.2.1', port: 8443 },
  shipper: 'vector',
  labels: 'combined',
  nginx: 'json',
};
const read = (...parts: string[]) => readFileSync(join(...parts), 'utf8');
const certificate = (...parts: string[]) => new X509Certificate(read(...parts));

describe('addHost', () => {
  it('puts together a folder that needs nothing else', async () => {
    const bundle = await addHost(berlin, places);
    expect(bundle).toBe(join(places.bundles, 'berlin-1'));
    const compose = parse(read(bundle, 'compose.yaml'), { merge: true }) as {
      services: Record<string, { volumes?: string[]; extends?: { file: string } }>;
    };
    const mounted = Object.values(compose.services)
      .flatMap(({ volumes = [], extends: from }) => [...volumes, ...(from === undefined ? [] : [`./${from.file}`])])
      .filter((text) => text.startsWith('./'))
      .map((text) => text.replace('${QUAYSIDE_NGINX_FORMAT:-json}', 'json').split(':')[0] ?? '')
      // Only where that shipper was asked for.
      .filter((path) => !path.startsWith('./docker-driver'));
    expect(mounted.length).toBeGreaterThan(8);
    expect(mounted.filter((path) => !existsSync(join(bundle, path)))).toEqual([]);
    expect(read(bundle, '.env').split('\n').slice(1, -1)).toEqual([
      'COMPOSE_PROFILES=vector,nginx',
      'QUAYSIDE_HOST=berlin-1',
      'QUAYSIDE_PORT=9443',
      'QUAYSIDE_LOKI_URL=https://192.0.2.1:8443',
      'QUAYSIDE_LABELS=combined',
      'QUAYSIDE_NGINX_FORMAT=json',
    ]);
  });

  it('certifies the names by which each is reached, and nothing that signs', async () => {
    const bundle = await addHost(berlin, places);
    const ca = certificate(places.secrets, 'prometheus', 'ca.crt');
    const door = certificate(bundle, 'secrets', 'door', 'tls.crt');
    const gateway = certificate(places.secrets, 'gateway', 'tls.crt');
    expect([ca.ca, door.ca, gateway.ca]).toEqual([true, false, false]);
    expect(door.verify(ca.publicKey) && gateway.verify(ca.publicKey)).toBe(true);
    expect(door.checkHost('berlin-1.example')).toBe('berlin-1.example');
    expect(door.checkHost('paris-1.example')).toBeUndefined();
    expect(gateway.checkIP('192.0.2.1')).toBe('192.0.2.1');
    // NGINX, as the relay of Docker's driver, compares names and never addresses.
    expect(gateway.checkHost('quayside-gateway')).toBe('quayside-gateway');
  });

  it('tells Prometheus where the host is, and the door for logs who it is', async () => {
    await addHost(berlin, places);
    expect(parse(read(places.targets, 'host-berlin-1.yaml'))).toEqual([
      { targets: ['berlin-1.example:9443'], labels: { instance: 'berlin-1' } },
    ]);
    expect(read(places.secrets, 'gateway', 'htpasswd')).toMatch(/^berlin-1:\$apr1\$\S+\n$/);
  });

  it('keeps secrets to their owner, and never the authority’s key in a folder that travels', async () => {
    const bundle = await addHost(berlin, places);
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect([mode(places.secrets), mode(places.bundles), mode(join(bundle, 'secrets'))]).toEqual(['700', '700', '700']);
    expect(mode(join(places.secrets, 'ca.key'))).toBe('600');
    expect(read(bundle, 'secrets', 'shipper', 'loki-password')).toHaveLength(43);
    expect(existsSync(join(bundle, 'secrets', 'ca.key'))).toBe(false);
  });

  it('shares one authority and one scraping password, and gives each host a password of its own', async () => {
    const first = await addHost(berlin, places);
    const before = read(places.secrets, 'prometheus', 'ca.crt');
    const gateway = read(places.secrets, 'gateway', 'tls.crt');
    const password = read(places.secrets, 'prometheus', 'targets-password');
    const second = await addHost({ ...berlin, name: 'paris-1' }, places);
    expect(read(places.secrets, 'prometheus', 'ca.crt')).toBe(before);
    expect(read(places.secrets, 'gateway', 'tls.crt')).toBe(gateway);
    expect(read(places.secrets, 'prometheus', 'targets-password')).toBe(password);
    expect(read(first, 'secrets/shipper/loki-password')).not.toBe(read(second, 'secrets/shipper/loki-password'));
    expect(read(places.secrets, 'gateway', 'htpasswd').split('\n')).toHaveLength(3);
  });

  it('gives a host that is added again new secrets, and the door a new name where it moved', async () => {
    const old = read(await addHost(berlin, places), 'secrets/shipper/loki-password');
    const bundle = await addHost({ ...berlin, server: { host: 'monitoring.example', port: 8443 } }, places);
    expect(read(bundle, 'secrets/shipper/loki-password')).not.toBe(old);
    expect(read(places.secrets, 'gateway', 'htpasswd').match(/^berlin-1:/gm)).toHaveLength(1);
    expect(certificate(places.secrets, 'gateway', 'tls.crt').checkHost('monitoring.example')).toBe(
      'monitoring.example'
    );
  });

  it('brings the relay for Docker’s driver, with the host’s name in the options', async () => {
    const bundle = await addHost({ ...berlin, shipper: 'docker-driver', labels: 'recommended' }, places);
    const options = JSON.parse(read(bundle, 'docker-driver/daemon.json')) as { 'log-opts': Record<string, string> };
    expect(options['log-opts']['loki-relabel-config']).toContain('replacement: berlin-1}');
    const password = read(bundle, 'secrets/shipper/loki-password');
    const credentials = Buffer.from(`berlin-1:${password}`).toString('base64');
    expect(read(bundle, 'secrets/shipper/relay.conf')).toContain(`Basic ${credentials}`);
    expect(read(bundle, 'secrets/shipper/relay.conf')).toContain('proxy_ssl_name quayside-gateway;');
  });
});

describe('removeHost', () => {
  it('forgets one host and no other', async () => {
    await addHost(berlin, places);
    await addHost({ ...berlin, name: 'paris-1' }, places);
    removeHost('berlin-1', places);
    expect(existsSync(join(places.targets, 'host-berlin-1.yaml'))).toBe(false);
    expect(existsSync(join(places.bundles, 'berlin-1'))).toBe(false);
    expect(read(places.secrets, 'gateway', 'htpasswd')).toMatch(/^paris-1:\S+\n$/);
    expect(existsSync(join(places.targets, 'host-paris-1.yaml'))).toBe(true);
  });
});
