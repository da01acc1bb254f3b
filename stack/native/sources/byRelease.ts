import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { BUNDLES, type Bundle, type ReleaseSource } from '../programs';
import { reasonOf } from '../reasonOf';
import { run } from '../run';
import { downloadVerified, fetchText } from './download';
import { inCache } from './inCache';
import { cachedExecutable, cachedGrafana, together, type Source, type SourceContext } from './source';
import { unzipFile } from './unzipFile';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

interface Release {
  url: string;
  sha256: string;
}

const packagesSchema = z.object({
  items: z.array(z.object({ os: z.string(), arch: z.string(), url: z.url(), sha256: z.string().optional() })),
});

function architecture(): string {
  const arch = ARCHITECTURES[process.arch];
  if (arch === undefined || !['linux', 'darwin'].includes(process.platform)) {
    throw new Error(`no release for ${process.platform} on ${process.arch}`);
  }
  return arch;
}

/** The checksum of a file in a list of `checksum  file` lines. */
export function checksumOf(list: string, file: string): string {
  const line = list.split('\n').find((candidate) => candidate.trim().replace('*', '').endsWith(` ${file}`));
  const sha256 = line?.trim().split(/\s+/)[0];
  if (sha256 === undefined || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new Error(`no checksum for ${file}`);
  }
  return sha256;
}

async function locate(source: ReleaseSource, version: string): Promise<Release> {
  const arch = architecture();
  if (source.kind === 'archive') {
    const url = source.archive(version, process.platform, arch);
    return { url, sha256: checksumOf(await fetchText(source.checksums(version)), url.split('/').pop() ?? '') };
  }
  // Grafana's archives have a build number in their names, which only its list of packages knows.
  const { items } = packagesSchema.parse(JSON.parse(await fetchText(source.packages(version))));
  const item = items.find(
    ({ os, arch: itsArch, url }) => os === process.platform && itsArch === arch && url.endsWith('.tar.gz')
  );
  if (item === undefined) {
    throw new Error(`no release of Grafana ${version} for ${process.platform} on ${arch}`);
  }
  return { url: item.url, sha256: item.sha256 ?? (await fetchText(`${item.url}.sha256`)).trim().split(/\s+/)[0] ?? '' };
}

/** The only folder in a folder: archives hold everything below one. */
function onlyFolder(dir: string): string {
  const [first] = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (first === undefined) {
    throw new Error('the archive is empty');
  }
  return join(dir, first.name);
}

async function install(
  bundle: Bundle,
  version: string,
  { cacheDir, onProgress, signal }: SourceContext
): Promise<void> {
  const release = await locate(bundle.release, version);
  mkdirSync(join(cacheDir, 'bin'), { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'download-'));
  try {
    const archive = join(work, 'archive');
    const say = (message: string) => onProgress?.(`downloading ${bundle.title} ${version}: ${message}`);
    await downloadVerified(release.url, release.sha256, archive, say, signal);
    if (release.url.endsWith('.zip')) {
      const [program] = bundle.programs;
      const file = join(work, 'program');
      writeFileSync(
        file,
        unzipFile(readFileSync(archive), (name) => name.startsWith(bundle.name))
      );
      chmodSync(file, 0o755);
      renameSync(file, cachedExecutable(cacheDir, program ?? bundle.name, version));
      return;
    }
    const unpacked = join(work, 'unpacked');
    mkdirSync(unpacked);
    await run('tar', ['-xzf', archive, '-C', unpacked], { signal });
    const folder = onlyFolder(unpacked);
    if (bundle.name === 'grafana') {
      renameSync(folder, cachedGrafana(cacheDir, version));
      return;
    }
    for (const program of bundle.programs.filter((name) => existsSync(join(folder, name)))) {
      const partial = join(work, program);
      cpSync(join(folder, program), partial);
      renameSync(partial, cachedExecutable(cacheDir, program, version));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The official release, verified by the checksum that was published with it. */
export const obtainByRelease: Source = {
  how: 'the official release',
  async find(program, context) {
    const bundle = BUNDLES[program.bundle];
    const version = context.versions[program.bundle];
    context.onProgress?.(`looking for the release of ${bundle.title} ${version}`);
    try {
      await together(`release ${context.cacheDir} ${bundle.name}`, () => install(bundle, version, context));
    } catch (error) {
      throw new Error(`no release reachable (${reasonOf(error)})`, { cause: error });
    }
    return inCache.find(program, context);
  },
};
