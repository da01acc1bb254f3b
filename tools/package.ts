/** `npm run -s package`: the zip that `grafana cli --pluginUrl` installs, with its checksums. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';

import { zipSync, type AsyncZippable } from 'fflate';
import { z } from 'zod';

const ROOT = resolve(__dirname, '..');
const HELP = `Makes the plugin's zip and its checksums.

npm run -s package -- [options]

  --out DIR     where to, default artifacts
  --no-build    pack dist as it is
  --validate    run Grafana's plugin validator on it (it is downloaded; PLUGINCHECK names one that is here)
`;
/** Read by the catalogue's form (md5) and by people (sha256). */
const CHECKSUMS = ['sha256', 'md5'] as const;
/** Files in a zip have no time zone and no need to say when they were copied: the same build gives the same zip. */
const TIME = new Date('2020-01-01T00:00:00Z');
const EXECUTABLE = 0o755;
const READABLE = 0o644;
const UNIX = 3;

const pluginSchema = z.object({ id: z.string(), info: z.object({ version: z.string().regex(/^\d+\.\d+\.\d+/) }) });

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((file) => join(dir, file))
    .filter((file) => statSync(file).isFile())
    .sort();
}

/** A zip whose only folder is called like the plugin, as Grafana wants it. */
export function zipOf(dir: string, id: string): Uint8Array {
  const entries = filesBelow(dir).map((file): [string, AsyncZippable[string]] => {
    const mode = /(^|\/)gpx_/.test(file) ? EXECUTABLE : READABLE;
    const options = { mtime: TIME, os: UNIX, attrs: (mode << 16) >>> 0 };
    return [`${id}/${relative(dir, file).split(sep).join('/')}`, [readFileSync(file), options]];
  });
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0], { level: 9 });
}

/** What a built plugin says of itself. @throws Error where there is none, or its placeholders were not filled in. */
export function packedPlugin(dist: string): { id: string; version: string } {
  const file = join(dist, 'plugin.json');
  if (!existsSync(file)) {
    throw new Error(`${relative(ROOT, dist)} holds no plugin: npm run build`);
  }
  const { id, info } = pluginSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { id, version: info.version };
}

function runOrThrow(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (error !== undefined || status !== 0) {
    throw new Error(
      `${command} ${args.slice(0, 2).join(' ')} ${error?.message ?? `ended with ${status ?? 'a signal'}`}`
    );
  }
}

/** Writes zip and checksums. @returns the zip's path */
export function writePackage(dist: string, out: string): string {
  const { id, version } = packedPlugin(dist);
  const name = `${id}-${version}.zip`;
  const bytes = zipOf(dist, id);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, name), bytes);
  for (const algorithm of CHECKSUMS) {
    const hash = createHash(algorithm).update(bytes).digest('hex');
    // In the form that sha256sum --check reads.
    writeFileSync(join(out, `${name}.${algorithm}`), `${hash}  ${name}\n`);
  }
  return join(out, name);
}

function main(): void {
  const { values } = parseArgs({
    // --no-build, as it is written everywhere.
    allowNegative: true,
    options: {
      out: { type: 'string', default: join(ROOT, 'artifacts') },
      build: { type: 'boolean', default: true },
      validate: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.build) {
    runOrThrow('npm', ['run', '-s', 'build']);
  }
  const zip = writePackage(join(ROOT, 'dist'), resolve(values.out));
  process.stdout.write(`${zip}\n${CHECKSUMS.map((algorithm) => `${zip}.${algorithm}\n`).join('')}`);
  if (values.validate) {
    const { PLUGINCHECK } = process.env;
    const checker: [string, string[]] =
      PLUGINCHECK === undefined ? ['npx', ['--no-install', 'plugin-validator']] : [PLUGINCHECK, []];
    runOrThrow(checker[0], [
      ...checker[1],
      '-strict',
      '-config',
      join(ROOT, 'tools', 'validator.yaml'),
      '-sourceCodeUri',
      `file://${ROOT}`,
      zip,
    ]);
  }
}

if (require.main === module) {
  main();
}
