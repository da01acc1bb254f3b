import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { reasonOf } from '../../../stack/native/reasonOf';
import { run } from '../../../stack/native/run';
import { isExecutable, lookOnPath } from '../../../stack/native/sources/executable';
import { prometheusModuleVersion } from '../../../stack/native/programs';
import { pinnedVersions, readCompose } from '../../../stack/native/readCompose';
import { cachedExecutable, defaultCacheDir } from '../../../stack/native/sources/source';

/** The version of VRL that the pinned Vector is built with: its Cargo.lock. */
const VRL = '0.33.1';
/** The last Docker Compose 2: what runs it here need not be what runs it there, the format is one. */
const COMPOSE = '2.40.3';
/** On a machine that does much else besides; two to three minutes on one that does not. */
const BUILD_MS = 1_800_000;

/** A program that only tests need, and how it is had where nobody installed it. */
interface Tool {
  name: string;
  version: string;
  /** Names the file. */
  variable: string;
  build: (folder: string) => Promise<string>;
}

async function buildGo(folder: string, name: string, command: string, version: string, tags = ''): Promise<string> {
  if (lookOnPath('go', process.env) === undefined) {
    throw new Error('no Go toolchain');
  }
  const go = (args: string[]) =>
    run('nice', ['-n', '5', 'go', ...args], {
      cwd: folder,
      env: {
        ...process.env,
        GOFLAGS: ['-mod=mod', ...(tags === '' ? [] : [`-tags=${tags}`])].join(' '),
        GOWORK: 'off',
      },
      timeoutMs: BUILD_MS,
    });
  await go(['mod', 'init', 'quayside.local/tool']);
  await go(['get', '-tool', `${command}@${version}`]);
  await go(['build', '-buildvcs=false', '-ldflags=-s -w', '-o', join(folder, name), command]);
  return join(folder, name);
}

const TOOLS = {
  compose: {
    name: 'docker-compose',
    version: COMPOSE,
    variable: 'QUAYSIDE_COMPOSE',
    build: (folder: string) => buildGo(folder, 'docker-compose', 'github.com/docker/compose/v2/cmd', `v${COMPOSE}`),
  },
  promtool: {
    // Not the name under which the stack keeps its own, which goes with the Prometheus that was found.
    name: 'promtool3',
    version: pinnedVersions(readCompose(join(__dirname, '../../..'), process.env)).prometheus,
    variable: 'QUAYSIDE_PROMTOOL3',
    build(folder: string) {
      const version = prometheusModuleVersion(this.version);
      return buildGo(folder, 'promtool', 'github.com/prometheus/prometheus/cmd/promtool', version, 'remove_all_sd');
    },
  },
  vrl: {
    name: 'vrl',
    version: VRL,
    variable: 'QUAYSIDE_VRL',
    async build(folder: string) {
      if (lookOnPath('cargo', process.env) === undefined) {
        throw new Error('no Rust toolchain');
      }
      // Without optimisation: it is built in two minutes, and compiles our programs in no time either way.
      const features = ['--no-default-features', '--features', 'cli,stdlib', '--debug', '--locked'];
      const own = { CARGO_PROFILE_DEV_DEBUG: '0', CARGO_TARGET_DIR: join(folder, 'target') };
      await run('nice', ['-n', '5', 'cargo', 'install', 'vrl', '--version', VRL, ...features, '--root', folder], {
        // The end of what it says is the reason where it fails, which a backtrace would bury.
        env: { ...process.env, ...own, RUST_BACKTRACE: '0' },
        timeoutMs: BUILD_MS,
      });
      return join(folder, 'bin', 'vrl');
    },
  },
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/**
 * A tool of these tests: named by a variable, in the cache, or built into it, which takes minutes once.
 * @throws Error that says why it is not to be had
 */
export async function tool(name: ToolName): Promise<string> {
  const { variable, version, name: file, build } = TOOLS[name];
  const given = process.env[variable];
  if (given !== undefined) {
    return given;
  }
  const cacheDir = defaultCacheDir(process.env);
  const cached = cachedExecutable(cacheDir, file, version);
  if (isExecutable(cached)) {
    return cached;
  }
  mkdirSync(join(cacheDir, 'bin'), { recursive: true });
  const folder = mkdtempSync(join(cacheDir, `${file}-`));
  try {
    renameSync(await build.call(TOOLS[name], folder), cached);
    return cached;
  } catch (error) {
    throw new Error(`${file} ${version} could not be built (${reasonOf(error)}): set ${variable} to one`, {
      cause: error,
    });
  } finally {
    await run('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `docker compose`, however it is to be had: the engine's own plugin first. */
export async function composeCommand(): Promise<[string, ...string[]]> {
  if (process.env.QUAYSIDE_COMPOSE === undefined && lookOnPath('docker', process.env) !== undefined) {
    const hasPlugin = await run('docker', ['compose', 'version', '--short']).then(
      () => true,
      // Docker without the plugin: another one has to be found.
      () => false
    );
    if (hasPlugin) {
      return ['docker', 'compose'];
    }
  }
  return [await tool('compose')];
}
