import { join } from 'node:path';

import { reasonOf } from '../../../stack/native/reasonOf';
import { unpackDebianPackage } from '../../../stack/native/sources/byDebian';
import { isExecutable, lookOnPath } from '../../../stack/native/sources/executable';
import { debianDir, defaultCacheDir } from '../../../stack/native/sources/source';

/** How a program that only tests need is had from Debian. */
interface Packaged {
  /** Its package first, then those of its libraries that a machine may lack. */
  packages: readonly [string, ...string[]];
  /** Of the executable, within its package. */
  path: string;
}

export interface DebianProgram {
  path: string;
  /** Where its package was unpacked; undefined where it was installed by others. */
  folder?: string;
  /** Folders in which it finds the libraries that were unpacked with it. */
  libraries: string[];
}

/**
 * A program on the PATH, or Debian's package unpacked into the cache: nothing is installed, and no root is needed.
 * @throws Error that says why there is none
 */
export async function debianProgram(name: string, { packages, path }: Packaged): Promise<DebianProgram> {
  const installed = [lookOnPath(name, process.env) ?? '', join('/usr/sbin', name)].find(isExecutable);
  if (installed !== undefined) {
    return { path: installed, libraries: [] };
  }
  const cacheDir = defaultCacheDir(process.env);
  const folder = debianDir(cacheDir, packages[0]);
  const libraries = packages
    .slice(1)
    .flatMap((one) =>
      ['x86_64', 'aarch64'].map((cpu) => join(debianDir(cacheDir, one), 'usr/lib', `${cpu}-linux-gnu`))
    );
  const unpacked = { path: join(folder, path), folder, libraries };
  if (isExecutable(unpacked.path)) {
    return unpacked;
  }
  try {
    // The program's own package last: once it is there, all that it needs is.
    for (const one of [...packages].reverse()) {
      await unpackDebianPackage(one, { env: process.env, cacheDir });
    }
    if (!isExecutable(unpacked.path)) {
      throw new Error(`${packages[0]} holds no ${path}`);
    }
  } catch (error) {
    throw new Error(`no ${name} on the PATH, nor Debian's package (${reasonOf(error)}): install ${name}`, {
      cause: error,
    });
  }
  return unpacked;
}
