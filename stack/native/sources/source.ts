import { homedir } from 'node:os';
import { join } from 'node:path';

import type { BundleName, Program } from '../programs';

/** What the sources may look at, and where they may write. */
export interface SourceContext {
  env: NodeJS.ProcessEnv;
  /** Where programs are kept that were got once. */
  cacheDir: string;
  /** The versions that docker-compose.yaml pins. */
  versions: Readonly<Record<BundleName, string>>;
  /** Told what is being done, in a few words. */
  onProgress?: (message: string) => void;
  signal?: AbortSignal;
}

/** One place where a program may be had. */
export interface Source {
  /** For people: `on the PATH`. */
  how: string;
  /** Takes minutes. */
  slow?: boolean;
  /**
   * The path of the program, or undefined where this source does not concern it: Grafana is no Debian package.
   * Throws an error whose message is the reason why it is not to be had here.
   */
  find(program: Program, context: SourceContext): Promise<string | undefined>;
}

/** The cache that a user has, unless they say otherwise. */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  return env.QUAYSIDE_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'quayside');
}

/** Where an executable of a version is kept in the cache. */
export function cachedExecutable(cacheDir: string, name: string, version: string): string {
  return join(cacheDir, 'bin', `${name}-${version}`);
}

/** Where the files of a Debian package are unpacked in the cache. */
export function debianDir(cacheDir: string, packageName: string): string {
  return join(cacheDir, 'debian', packageName);
}

/** Grafana is no single file: its home directory in the cache. */
export function cachedGrafana(cacheDir: string, version: string): string {
  return join(cacheDir, `grafana-${version}`);
}

const underWay = new Map<string, Promise<unknown>>();

/** Does a thing once for all who ask for it at the same time: Prometheus and promtool come together. */
export async function together<T>(key: string, work: () => Promise<T>): Promise<T> {
  const running = underWay.get(key) as Promise<T> | undefined;
  if (running !== undefined) {
    return running;
  }
  const started = work();
  underWay.set(key, started);
  try {
    return await started;
  } finally {
    underWay.delete(key);
  }
}
