import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { isExecutable, lookOnPath } from '../../../stack/native/sources/executable';

/** The browser that the pages are opened in. */
export interface FoundBrowser {
  /** Absent: the one that Playwright has installed for itself. */
  executablePath?: string;
  /** What it needs in its environment beside this process' own. */
  env: Record<string, string>;
  /** Where it came from, for people. */
  how: string;
}

/** Runs as root in containers, and talks to nobody but the pages under test. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];

const VARIABLE = 'QUAYSIDE_CHROMIUM';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const UNPACKED = resolve(__dirname, '../../../node_modules/.cache/quayside-chromium');

function fromEnvironment(env: NodeJS.ProcessEnv): FoundBrowser | undefined {
  const executablePath = env[VARIABLE];
  if (!executablePath) {
    return undefined;
  }
  if (!isExecutable(executablePath)) {
    // A variable that points to nothing is the user's own mistake, which no other source may hide.
    throw new Error(`${VARIABLE} is ${executablePath}, which is no program that can be run`);
  }
  return { executablePath, env: {}, how: VARIABLE };
}

function fromPath(env: NodeJS.ProcessEnv): FoundBrowser | undefined {
  const executablePath = NAMES.map((name) => lookOnPath(name, env)).find((path) => path !== undefined);
  return executablePath === undefined ? undefined : { executablePath, env: {}, how: `the PATH (${executablePath})` };
}

/** Runs `work` while the environment has these variables. */
async function withEnvironment<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) {
      if (!(name in before)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, before);
  }
}

/**
 * The Chromium that npm has installed as a package: for machines that have none, and on which nothing may be installed.
 * Undefined where the package has no program for this machine.
 */
export async function packagedBrowser(): Promise<FoundBrowser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return undefined;
  }
  mkdirSync(UNPACKED, { recursive: true });
  // It unpacks into the folder for temporary files, where a file of the same name could be anybody's; and it unpacks the
  // libraries that a bare machine lacks only where it takes the machine for one of a few clouds.
  const executablePath = await withEnvironment({ TMPDIR: UNPACKED, VERCEL: '1' }, async () => {
    const { default: chromium } = await import('@sparticuz/chromium');
    return chromium.executablePath();
  });
  const env: Record<string, string> = {};
  if (spawnSync(executablePath, ['--version'], { stdio: 'ignore' }).status !== 0) {
    const own = join(UNPACKED, 'al2023', 'lib');
    env['LD_LIBRARY_PATH'] = [own, process.env['LD_LIBRARY_PATH']].filter((path) => !!path).join(delimiter);
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    env['FONTCONFIG_PATH'] = join(UNPACKED, 'fonts');
  }
  return { executablePath, env, how: 'the npm package @sparticuz/chromium' };
}

/**
 * Finds a browser: a variable, the PATH, the npm package, and at last Playwright's own, which has to be installed with
 * `npx playwright install chromium`.
 */
export async function findBrowser(env: NodeJS.ProcessEnv): Promise<FoundBrowser> {
  return (
    fromEnvironment(env) ?? fromPath(env) ?? (await packagedBrowser()) ?? { env: {}, how: 'Playwright’s installation' }
  );
}
