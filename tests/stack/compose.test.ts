import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { z } from 'zod';

import { run } from '../../stack/native/run';
import { composeCommand } from './support/tools';

const ROOT = resolve(__dirname, '../..');

const portSchema = z.object({ host_ip: z.string().optional(), published: z.string(), target: z.number() });
const serviceSchema = z.object({
  image: z.string(),
  build: z.unknown().optional(),
  cap_add: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  read_only: z.boolean().default(false),
  healthcheck: z.object({ test: z.array(z.string()), disable: z.boolean().optional() }).optional(),
  mem_limit: z.coerce.number().optional(),
  restart: z.string().optional(),
  ports: z.array(portSchema).default([]),
  volumes: z
    .array(
      z.object({
        type: z.string(),
        source: z.string().optional(),
        target: z.string(),
        read_only: z.boolean().optional(),
      })
    )
    .default([]),
});
const projectSchema = z.object({ services: z.record(z.string(), serviceSchema) });
type Service = z.infer<typeof serviceSchema>;

interface Variant {
  files: string[];
  profiles: string[];
  env?: Record<string, string>;
}

const SERVER = ['docker-compose.yaml'];
const TARGET = ['stack/target/compose.yaml'];
const VARIANTS: Record<string, Variant> = {
  'the monitoring server': { files: SERVER, profiles: [] },
  'the server with its ports': { files: [...SERVER, 'stack/ports.yaml'], profiles: [] },
  'the server with faults': { files: [...SERVER, 'stack/faults.yaml'], profiles: [] },
  'the demo': { files: [...SERVER, 'stack/ports.yaml'], profiles: ['demo'], env: { QUAYSIDE_OPEN: 'true' } },
  'sign-in with a provider': { files: SERVER, profiles: ['oidc'], env: { QUAYSIDE_OIDC: 'true' } },
  'the door for logs': { files: SERVER, profiles: ['gateway'] },
  'NGINX in combined format': { files: SERVER, profiles: [], env: { QUAYSIDE_NGINX_FORMAT: 'combined' } },
  'a host with Vector': { files: TARGET, profiles: ['vector'] },
  'a host with Vector, one combined label': {
    files: TARGET,
    profiles: ['vector'],
    env: { QUAYSIDE_LABELS: 'combined' },
  },
  'a host with Promtail': { files: TARGET, profiles: ['promtail'] },
  'a host with Alloy': { files: TARGET, profiles: ['alloy'] },
  "a host with Docker's driver": { files: TARGET, profiles: ['docker-driver'] },
  'a host with NGINX': { files: TARGET, profiles: ['vector', 'nginx'] },
};

let command: [string, ...string[]];
const projects = new Map<string, z.infer<typeof projectSchema>>();

async function config({ files, profiles, env = {} }: Variant) {
  const [program, ...leading] = command;
  const args = [
    ...leading,
    '--project-directory',
    join(ROOT, files[0] ?? '', '..'),
    ...files.flatMap((file) => ['-f', join(ROOT, file)]),
  ];
  const printed = await run(
    program,
    [...args, ...profiles.flatMap((profile) => ['--profile', profile]), 'config', '--format', 'json'],
    {
      // Without what this machine has set: what the files say is what counts.
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_CONFIG: process.env.DOCKER_CONFIG, ...env },
      timeoutMs: 60_000,
    }
  );
  return projectSchema.parse(JSON.parse(printed.slice(printed.indexOf('{'))));
}

beforeAll(async () => {
  command = await composeCommand();
  for (const [name, variant] of Object.entries(VARIANTS)) {
    projects.set(name, await config(variant));
  }
});

const servicesOf = (name: string) => Object.entries(projects.get(name)?.services ?? {});
const everyService = (): Array<[string, Service]> =>
  Object.keys(VARIANTS).flatMap((name) =>
    servicesOf(name).map(([service, one]): [string, Service] => [`${service} of ${name}`, one])
  );
const those = (wrong: (service: Service) => boolean) =>
  everyService()
    .filter(([, service]) => wrong(service))
    .map(([name]) => name);

describe('every compose file and profile', () => {
  it('is understood by docker compose', () => {
    expect([...projects.keys()]).toEqual(Object.keys(VARIANTS));
    expect(Object.keys(projects.get('sign-in with a provider')?.services ?? {})).toContain('dex');
    expect(Object.keys(projects.get('a host with Alloy')?.services ?? {}).sort()).toEqual(
      ['alloy', 'cadvisor', 'docker-socket', 'door', 'node-exporter'].sort()
    );
  });

  it('pins every image to a version, the same one everywhere', () => {
    expect(those(({ image }) => !/:v?\d+\.\d+\.\d+[a-z0-9.-]*$/.test(image))).toEqual([]);
    const tags = new Map<string, Set<string>>();
    for (const [, { image }] of everyService()) {
      const [name = ''] = image.split(':');
      tags.set(name, (tags.get(name) ?? new Set()).add(image));
    }
    // Node: the fleet needs what the project was installed with, the others what is newest.
    tags.delete('node');
    expect([...tags.values()].filter((images) => images.size > 1).map((images) => [...images])).toEqual([]);
  });

  it('gives no service more rights than it needs', () => {
    expect(those(({ privileged }) => privileged)).toEqual([]);
    expect(those(({ cap_drop: dropped }) => !dropped.includes('ALL'))).toEqual([]);
    expect(those(({ security_opt: options }) => !options.includes('no-new-privileges:true'))).toEqual([]);
    expect(those(({ read_only: readOnly }) => !readOnly)).toEqual([]);
    const rights = everyService().flatMap(([name, { cap_add: added }]) =>
      added.map((right) => `${name.split(' ')[0] ?? ''} ${right}`)
    );
    expect([...new Set(rights)].sort()).toEqual([
      'cadvisor DAC_READ_SEARCH',
      'cadvisor SYSLOG',
      'cadvisor SYS_PTRACE',
      'docker-socket SETGID',
    ]);
  });

  it('lets one service alone reach Docker’s socket, and nobody write to the machine', () => {
    const bound = everyService().flatMap(([name, { volumes }]) =>
      volumes
        .filter(({ type, read_only: readOnly }) => type === 'bind' && readOnly !== true)
        .map(({ target }) => `${name.split(' ')[0] ?? ''} ${target}`)
    );
    expect([...new Set(bound)]).toEqual(['docker-socket /var/run/docker.sock']);
  });

  it('looks after every service: health, memory, restarts', () => {
    const once = (name: string) => name.startsWith('setup ');
    // A fault that is shown on purpose needs no health.
    const faulty = (name: string) => /^(leaky|flaky|throttled) /.test(name);
    expect(
      those(({ healthcheck }) => healthcheck === undefined).filter((name) => !once(name) && !faulty(name))
    ).toEqual([]);
    expect(those(({ mem_limit: limit }) => limit === undefined)).toEqual([]);
    expect(those(({ restart }) => restart !== 'unless-stopped').filter((name) => !once(name))).toEqual([]);
  });

  it('mounts what is there', () => {
    const missing = everyService().flatMap(([name, { volumes }]) =>
      volumes
        .map(({ type, source = '' }) => ({ type, path: relative(ROOT, source) }))
        // Built, or made for each host, and not in the project.
        .filter(
          ({ type, path }) => type === 'bind' && !path.startsWith('..') && !/^(dist|stack\/target\/secrets)/.test(path)
        )
        .filter(({ path }) => !existsSync(join(ROOT, path)))
        .map(({ path }) => `${name}: ${path}`)
    );
    expect(missing).toEqual([]);
  });
});

describe('what is open', () => {
  const open = (name: string) =>
    servicesOf(name).flatMap(([service, { ports }]) =>
      ports.map(({ host_ip: at, published }) => `${service} ${at ?? '*'}:${published}`)
    );

  it('is Grafana on this machine, and nothing else', () => {
    expect(open('the monitoring server')).toEqual(['grafana 127.0.0.1:3000']);
  });

  it('is more of this machine where that is asked for', () => {
    expect(open('the server with its ports').filter((port) => !port.includes(' 127.0.0.1:'))).toEqual([]);
    expect(open('sign-in with a provider').sort()).toEqual(['dex 127.0.0.1:5556', 'grafana 127.0.0.1:3000']);
  });

  it('is the door for logs to others where that is asked for, and the door of a host', () => {
    expect(open('the door for logs').sort()).toEqual(['gateway 0.0.0.0:8443', 'grafana 127.0.0.1:3000']);
    expect(open('a host with Vector')).toEqual(['door 0.0.0.0:9443']);
    expect(open("a host with Docker's driver").sort()).toEqual(['door 0.0.0.0:9443', 'relay 127.0.0.1:3101']);
  });
});
