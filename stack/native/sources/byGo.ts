import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { BUNDLES, type Bundle, type GoSource } from '../programs';
import { reasonOf } from '../reasonOf';
import { run, type RunOptions } from '../run';
import { lookOnPath } from './executable';
import { inCache } from './inCache';
import { cachedExecutable, together, type Source, type SourceContext } from './source';

const downloadSchema = z.object({ Dir: z.string(), GoMod: z.string() });

/**
 * The `replace` lines of a go.mod. A module that is built as a dependency loses its own, and Loki does
 * not build without them. Lines that replace by a folder beside the module are left out: those modules
 * are published too.
 */
export function replacements(goMod: string): string[] {
  const lines: string[] = [];
  let inBlock = false;
  for (const raw of goMod.split('\n')) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    if (line === 'replace (') {
      inBlock = true;
    } else if (inBlock && line === ')') {
      inBlock = false;
    } else if ((inBlock || line.startsWith('replace ')) && line.includes('=>')) {
      lines.push(line.replace(/^replace\s+/, ''));
    }
  }
  return lines.filter((line) => !/=>\s*\.{1,2}\//.test(line)).map((line) => `replace ${line}`);
}

/**
 * A copy of the module's source with a page in the place of each file that it lacks, as a line of go.mod; Go
 * builds nothing else in its own cache.
 */
async function completed(go: GoSource, moduleDir: string, work: string): Promise<string[]> {
  if (go.unbuilt === undefined) {
    return [];
  }
  const copy = join(work, 'source');
  cpSync(moduleDir, copy, { recursive: true });
  // Go keeps its cache read-only, and folders that are read-only cannot be removed either.
  await run('chmod', ['-R', 'u+w', copy]);
  for (const file of go.unbuilt) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), '<!doctype html><title>Built without pages</title>');
  }
  return [`replace ${go.module} => ./source`];
}

async function build(bundle: Bundle, go: GoSource, goCommand: string, context: SourceContext): Promise<void> {
  const { cacheDir, env, onProgress, signal } = context;
  const release = context.versions[bundle.name];
  const version = go.version(release);
  mkdirSync(join(cacheDir, 'bin'), { recursive: true });
  const work = mkdtempSync(join(cacheDir, 'go-'));
  // nice: what already runs is being looked at while this takes every core for minutes.
  const nice = lookOnPath('nice', env);
  const [command, ...before] = nice === undefined ? [goCommand] : [nice, '-n', '10', goCommand];
  const runGo = (args: string[], options: RunOptions = {}) =>
    run(command ?? goCommand, [...before, ...args], {
      cwd: work,
      env: { ...env, GOFLAGS: ['-mod=mod', ...(go.tags ?? []).map((tag) => `-tags=${tag}`)].join(' '), GOWORK: 'off' },
      signal,
      ...options,
    });
  const started = Date.now();
  const say = (line: string) => {
    const minutes = ((Date.now() - started) / 60_000).toFixed(1);
    onProgress?.(`building ${bundle.title} ${release} from source, ${minutes} min: ${line}`);
  };
  try {
    say('downloading its source');
    const printed = await runGo(['mod', 'download', '-json', `${go.module}@${version}`], { env });
    const { Dir, GoMod } = downloadSchema.parse(JSON.parse(printed.slice(printed.indexOf('{'))));
    await runGo(['mod', 'init', `quayside.local/${bundle.name}`]);
    const goMod = join(work, 'go.mod');
    const lines = [...replacements(readFileSync(GoMod, 'utf8')), ...(await completed(go, Dir, work))];
    writeFileSync(goMod, [readFileSync(goMod, 'utf8'), ...lines, ''].join('\n'));
    for (const program of bundle.programs) {
      const commandPackage = `${go.module}/${go.command(program)}`;
      say('downloading what it needs');
      await runGo(['get', '-tool', `${commandPackage}@${version}`], { onLine: say });
      const partial = join(work, program);
      say('compiling');
      await runGo(['build', '-v', '-buildvcs=false', '-o', partial, commandPackage], {
        onLine: say,
      });
      renameSync(partial, cachedExecutable(cacheDir, program, release));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Go's own package manager: builds the program from its module, which takes minutes. */
export const obtainByGo: Source = {
  how: 'built from source by Go',
  slow: true,
  async find(program, context) {
    const bundle = BUNDLES[program.bundle];
    const { go } = bundle;
    if (go === undefined) {
      return undefined;
    }
    const goCommand = lookOnPath('go', context.env);
    if (goCommand === undefined) {
      throw new Error('no Go toolchain');
    }
    try {
      await together(`go ${context.cacheDir} ${bundle.name}`, () => build(bundle, go, goCommand, context));
    } catch (error) {
      throw new Error(`Go could not build it (${reasonOf(error)})`, { cause: error });
    }
    return inCache.find(program, context);
  },
};
