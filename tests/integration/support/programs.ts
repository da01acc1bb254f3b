import { resolve } from 'node:path';
import { findProgram } from '../../../stack/native/findProgram';
import type { ProgramName } from '../../../stack/native/programs';
import { pinnedVersions, readCompose } from '../../../stack/native/readCompose';
import { defaultCacheDir } from '../../../stack/native/sources/source';

const ROOT = resolve(__dirname, '../../..');

const found = new Map<ProgramName, Promise<string>>();

/** The path of a program of the stack; looked for, or got, once. Rejects with a ProgramMissing that says what to do. */
export function program(name: ProgramName): Promise<string> {
  const known = found.get(name);
  if (known) {
    return known;
  }
  const search = findProgram(name, {
    env: process.env,
    cacheDir: defaultCacheDir(process.env),
    versions: pinnedVersions(readCompose(ROOT, process.env)),
  }).then(({ path }) => path);
  found.set(name, search);
  return search;
}
