import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { parse, stringify } from 'yaml';

import type { Compose, ComposeService, Mount } from './readCompose';

/** How the stack without Docker differs from the one in containers: where things are, and nothing else. */
export interface NativePlace {
  /** Rendered configuration and data live below this. */
  stateDir: string;
  /** Ports on 127.0.0.1 by service and port in the container: `loki:3100`. */
  ports: ReadonlyMap<string, number>;
  /** Services that do not run here. Nothing is scraped from them. */
  absent: ReadonlySet<string>;
}

/** A service as it is started without Docker. */
export interface NativeService {
  command: string[];
  environment: Record<string, string>;
  /** Where the container's paths are here. */
  paths: ReadonlyArray<{ container: string; native: string }>;
}

const YAML_FILE = /\.ya?ml$/;

/** Paths below a service's mounts, rewritten. Longest first: a file may be mounted into a mounted folder. */
function rewritePaths(text: string, paths: NativeService['paths']): string {
  for (const { container, native } of [...paths].sort((a, b) => b.container.length - a.container.length)) {
    // A whole path: `/loki` in `/loki/rules` and `--x=/loki`, but neither in `/lokis` nor in `http://loki/loki`.
    const pattern = new RegExp(`(^|[=,\\s])${escape(container)}(?=$|[/,\\s])`);
    if (pattern.test(text)) {
      return text.replace(pattern, (_whole, before: string) => before + native);
    }
  }
  return text;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `loki:3100` anywhere in a text, rewritten to where Loki listens here. */
function rewriteAddresses(text: string, ports: NativePlace['ports']): string {
  let result = text;
  for (const [address, port] of ports) {
    result = result.replace(new RegExp(`(?<![\\w.-])${escape(address)}(?!\\d)`, 'g'), `127.0.0.1:${port}`);
  }
  return result;
}

/** Whether a list's entry is the address of a service that does not run here. */
function isAbsent(entry: unknown, absent: ReadonlySet<string>): boolean {
  const service = typeof entry === 'string' ? /^([\w-]+):\d+$/.exec(entry)?.[1] : undefined;
  return service !== undefined && absent.has(service);
}

/** Rewrites every text of a configuration, and leaves out list entries that point to what does not run. */
export function rewrite(value: unknown, place: NativePlace, paths: NativeService['paths']): unknown {
  if (typeof value === 'string') {
    return rewriteAddresses(rewritePaths(value, paths), place.ports);
  }
  if (Array.isArray(value)) {
    return value.filter((entry) => !isAbsent(entry, place.absent)).map((entry) => rewrite(entry, place, paths));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rewrite(entry, place, paths)]));
  }
  return value;
}

/** Configuration is rendered; what is built (the plugin) is used where it is. */
function isConfiguration(source: string, root: string): boolean {
  return ['stack', 'provisioning'].includes(relative(root, source).split('/')[0] ?? '');
}

/** A container's path in the tree that is rendered for its service. */
function renderedPath(stateDir: string, service: ComposeService, path: string): string {
  return join(stateDir, 'config', service.name, path);
}

function nativePath(mount: Mount, service: ComposeService, compose: Compose, stateDir: string): string {
  if (mount.kind === 'volume') {
    return join(stateDir, 'data', mount.source);
  }
  return isConfiguration(mount.source, compose.root) ? renderedPath(stateDir, service, mount.target) : mount.source;
}

function renderFile(source: string, target: string, compose: Compose, write: (value: unknown) => unknown): void {
  mkdirSync(dirname(target), { recursive: true });
  if (!YAML_FILE.test(source)) {
    cpSync(source, target);
    return;
  }
  const from = relative(compose.root, source);
  const value: unknown = write(parse(readFileSync(source, 'utf8')));
  writeFileSync(target, `# Made from ${from} at each start: change that file.\n${stringify(value)}`);
}

/** The files of a folder and of those in it, by their path below it; of a file, itself. */
function filesBelow(source: string): string[] {
  if (!statSync(source).isDirectory()) {
    return [''];
  }
  const entries = readdirSync(source, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(source, join(entry.parentPath, entry.name)));
}

/** A mount below another one: in a container it appears inside, here a link has to be put there. */
function link(target: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  rmSync(at, { force: true });
  symlinkSync(target, at);
}

/**
 * Renders the configuration of a service from the very files that docker-compose.yaml mounts, and its
 * command and environment from docker-compose.yaml itself.
 */
export function renderConfig(compose: Compose, service: ComposeService, place: NativePlace): NativeService {
  const mounts = service.mounts.map((mount) => ({
    ...mount,
    native: nativePath(mount, service, compose, place.stateDir),
  }));
  // With the folder around each: settings name the folder into which several things are mounted.
  const paths = mounts.flatMap(({ target, native, source, kind }) => {
    const own = { container: target, native };
    const around = { container: dirname(target), native: dirname(native) };
    return kind === 'path' && isConfiguration(source, compose.root) ? [own, around] : [own];
  });
  const text = (value: string) => String(rewrite(value, place, paths));

  for (const { kind, source, target, native } of mounts) {
    if (kind === 'volume') {
      mkdirSync(native, { recursive: true });
    } else if (isConfiguration(source, compose.root)) {
      mkdirSync(statSync(source).isDirectory() ? native : dirname(native), { recursive: true });
      filesBelow(source).forEach((file) =>
        renderFile(join(source, file), join(native, file), compose, (value) => rewrite(value, place, paths))
      );
    }
    const outer = mounts.find((other) => other.target !== target && target.startsWith(`${other.target}/`));
    if (outer !== undefined && outer.kind === 'volume') {
      link(native, join(outer.native, relative(outer.target, target)));
    }
  }
  return {
    command: service.command.map(text),
    environment: Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, text(value)])),
    paths,
  };
}
