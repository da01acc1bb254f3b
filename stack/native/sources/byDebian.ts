import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { BUNDLES } from '../programs';
import { reasonOf } from '../reasonOf';
import { run } from '../run';
import { lookOnPath } from './executable';
import { inCache } from './inCache';
import { debianDir, together, type Source, type SourceContext } from './source';

const QUICK = ['-o', 'Acquire::http::Timeout=10', '-o', 'Acquire::https::Timeout=10', '-o', 'Acquire::Retries=1'];
const DOWNLOAD_MS = 120_000;

/** apt with lists and cache of its own: needs no root, and does not touch the system's. */
function ownAptState(cacheDir: string): string[] {
  const state = join(cacheDir, 'apt');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  return [
    ...['-o', `Dir::State::lists=${join(state, 'lists')}`],
    ...['-o', `Dir::Cache=${join(state, 'cache')}`],
    ...['-o', 'Dir::State::status=/var/lib/dpkg/status'],
  ];
}

async function download(packageName: string, cwd: string, context: Omit<SourceContext, 'versions'>): Promise<void> {
  const { env, cacheDir, onProgress, signal } = context;
  const aptGet = (args: string[]) =>
    // As root, apt would change to a user who may not write into the cache.
    run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', ...QUICK, ...args], {
      cwd,
      env,
      signal,
      timeoutMs: DOWNLOAD_MS,
    });
  try {
    await aptGet(['download', packageName]);
  } catch (error) {
    signal?.throwIfAborted();
    onProgress?.(`Debian's lists are missing or old (${reasonOf(error)}): reading them anew`);
    const own = ownAptState(cacheDir);
    await aptGet([...own, 'update']);
    await aptGet([...own, 'download', packageName]);
  }
}

/**
 * Unpacks a Debian package into its folder of the cache (`debianDir`). Its own dependencies are not brought along.
 * @throws Error that says why it cannot be had
 */
export async function unpackDebianPackage(
  packageName: string,
  context: Omit<SourceContext, 'versions'>
): Promise<void> {
  const { env, cacheDir, onProgress, signal } = context;
  mkdirSync(cacheDir, { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'debian-'));
  try {
    onProgress?.(`downloading Debian's package ${packageName}`);
    await download(packageName, work, context);
    const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
    if (archive === undefined) {
      throw new Error('apt-get brought no package');
    }
    const unpacked = join(work, 'unpacked');
    await run('dpkg', ['-x', join(work, archive), unpacked], { env, signal });
    const target = debianDir(cacheDir, packageName);
    mkdirSync(join(target, '..'), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Debian's package, unpacked into the cache: nothing is installed, and no root is needed. */
export const obtainByDebian: Source = {
  how: "Debian's package",
  async find(program, context) {
    const { debian } = BUNDLES[program.bundle];
    if (debian === undefined) {
      return undefined;
    }
    if (lookOnPath('apt-get', context.env) === undefined || lookOnPath('dpkg', context.env) === undefined) {
      throw new Error('no Debian here');
    }
    try {
      await together(`debian ${context.cacheDir} ${debian.package}`, () =>
        unpackDebianPackage(debian.package, context)
      );
    } catch (error) {
      throw new Error(`no Debian package to be had (${reasonOf(error)})`, { cause: error });
    }
    return inCache.find(program, context);
  },
};
