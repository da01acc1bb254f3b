import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import type { BundleName } from './programs';

/** Something that a container sees of the machine: a file, a folder, or a named volume. */
export interface Mount {
  /** An absolute path, or the name of a volume. */
  source: string;
  /** The path in the container. */
  target: string;
  kind: 'path' | 'volume';
}

/** What the stack without Docker needs to know of a service of docker-compose.yaml. */
export interface ComposeService {
  name: string;
  /** The image's tag without a leading v. */
  version: string;
  command: string[];
  environment: Record<string, string>;
  mounts: Mount[];
  /** The port in the container, and the wanted one on this machine. */
  port?: { container: number; host: number };
}

export interface Compose {
  /** The folder of the compose file: the project's root. */
  root: string;
  services: ReadonlyMap<string, ComposeService>;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const serviceSchema = z.object({
  /** Absent where the service extends one of another file; such services are not started without Docker. */
  image: z.string().default(''),
  command: z.array(z.string()).default([]),
  env_file: z.array(z.string()).default([]),
  environment: z.record(z.string(), scalar).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
});
const composeSchema = z.object({ services: z.record(z.string(), serviceSchema) });
/** A file that is laid over another one, as `docker compose -f` does: ports are added, the rest is left. */
const overlaySchema = z.object({
  services: z.record(z.string(), z.strictObject({ ports: z.array(z.string()) })),
});

/** `${NAME:-default}` as compose reads it; `$$` is a dollar. */
export function interpolate(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/\$\$|\$\{(\w+)(?::-([^}]*))?\}/g, (whole, name: string | undefined, fallback = '') =>
    name === undefined ? '$' : env[name] || String(fallback)
  );
}

function readEnvFile(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const pairs = lines.flatMap((line) => {
    const match = /^([A-Za-z_]\w*)=(.*)$/.exec(line.trim());
    return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}

function mount(text: string, root: string): Mount {
  const [source = '', target = ''] = text.split(':');
  if (source.startsWith('.') || isAbsolute(source)) {
    return { source: isAbsolute(source) ? source : join(root, source), target, kind: 'path' };
  }
  return { source, target, kind: 'volume' };
}

function readYaml(file: string): unknown {
  if (!existsSync(file)) {
    throw new Error(`${file} is missing: the stack is made from it`);
  }
  return parse(readFileSync(file, 'utf8'), { merge: true });
}

/** The files of the stack whose servers can be reached from this machine, for `docker compose -f`. */
export function stackFiles(root: string): string[] {
  return [join(root, 'docker-compose.yaml'), join(root, 'stack', 'ports.yaml')];
}

/** Reads docker-compose.yaml, and the ports by which stack/ports.yaml makes its servers reachable. */
export function readCompose(root: string, env: NodeJS.ProcessEnv): Compose {
  const [main = '', ...overlays] = stackFiles(root);
  const fill = (text: string) => interpolate(text, env);
  const { services } = composeSchema.parse(readYaml(main));
  for (const overlay of overlays) {
    for (const [name, { ports }] of Object.entries(overlaySchema.parse(readYaml(overlay)).services)) {
      services[name]?.ports.push(...ports);
    }
  }
  const entries = Object.entries(services).map(([name, service]): [string, ComposeService] => {
    const [ports] = service.ports.map((text) => fill(text).split(':').map(Number));
    const environment = Object.entries(service.environment).map(([key, value]) => [key, fill(String(value))]);
    return [
      name,
      {
        name,
        version: (fill(service.image).split(':')[1] ?? '').replace(/^v/, ''),
        command: service.command.map(fill),
        environment: {
          ...Object.assign({}, ...service.env_file.map((path) => readEnvFile(join(root, path)))),
          ...(Object.fromEntries(environment) as Record<string, string>),
        },
        mounts: service.volumes.map((text) => mount(fill(text), root)),
        port: ports === undefined ? undefined : { container: ports.at(-1) ?? 0, host: ports.at(-2) ?? 0 },
      },
    ];
  });
  return { root, services: new Map(entries) };
}

/** A service that must be there. */
export function composeService(compose: Compose, name: string): ComposeService {
  const service = compose.services.get(name);
  if (service === undefined) {
    throw new Error(`docker-compose.yaml has no service ${name}`);
  }
  return service;
}

/** The versions of what the stack runs: the image tags. */
export function pinnedVersions(compose: Compose): Record<BundleName, string> {
  const version = (name: BundleName) => composeService(compose, name).version;
  return {
    prometheus: version('prometheus'),
    alertmanager: version('alertmanager'),
    loki: version('loki'),
    grafana: version('grafana'),
  };
}
