import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { run } from '../../../stack/native/run';
import { isExecutable, lookOnPath } from '../../../stack/native/sources/executable';
import { debianDir, defaultCacheDir } from '../../../stack/native/sources/source';
import { ensureAuthority, issueCertificate, passwordLine } from '../../../stack/target/openssl';

const PACKAGE = 'nginx-light';
const ROOT = resolve(__dirname, '../../..');

/**
 * NGINX: on the PATH, or Debian's package unpacked into the cache.
 * @throws Error that says why there is none
 */
export async function nginxProgram(): Promise<string> {
  const folder = debianDir(defaultCacheDir(process.env), PACKAGE);
  const candidates = [lookOnPath('nginx', process.env) ?? '', '/usr/sbin/nginx', join(folder, 'usr/sbin/nginx')];
  const found = candidates.find(isExecutable);
  if (found !== undefined) {
    return found;
  }
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'download-'));
  try {
    await run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', PACKAGE], {
      cwd: work,
      timeoutMs: 120_000,
    });
    const archive = readdirSync(work).find((file) => file.endsWith('.deb')) ?? '';
    await run('dpkg', ['-x', join(work, archive), folder]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return join(folder, 'usr/sbin/nginx');
}

interface NginxPlace {
  work: string;
  format?: 'json' | 'combined';
  /** Addresses of the configuration and what they are here. */
  addresses?: ReadonlyMap<string, string>;
}

/**
 * A folder with a configuration of the project, whose paths are this machine's, and with a certificate and passwords as
 * they would be mounted into its container.
 */
export async function nginxFolder(
  file: string,
  { work, format = 'json', addresses = new Map() }: NginxPlace
): Promise<string> {
  const folder = mkdtempSync(join(work, 'nginx-'));
  const secrets = join(folder, 'secrets');
  mkdirSync(secrets);
  const ca = { key: join(folder, 'ca.key'), certificate: join(secrets, 'ca.crt') };
  await ensureAuthority(ca);
  const files = { key: join(secrets, 'tls.key'), certificate: join(secrets, 'tls.crt') };
  await issueCertificate(ca, { names: ['localhost'], files });
  writeFileSync(join(secrets, 'htpasswd'), await passwordLine('berlin-1', 'secret'));
  writeFileSync(join(secrets, 'relay.conf'), 'set $gateway https://127.0.0.1:1;\n');
  cpSync(join(ROOT, `stack/target/nginx/${format}.conf`), join(folder, 'log-format.conf'));
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/etc/quayside/', `${folder}/`)
    .replaceAll('/dev/stdout', join(folder, 'out'))
    .replaceAll('/dev/stderr', join(folder, 'err'))
    // A name that only Docker knows; NGINX looks up at its start what stands in the file.
    .replaceAll('http://node-exporter:9100', 'http://127.0.0.1:9100')
    .replace(/^user root;/m, '');
  writeFileSync(
    join(folder, 'nginx.conf'),
    [...addresses].reduce((all, [from, to]) => all.replaceAll(from, to), text)
  );
  return folder;
}

/** Arguments that keep NGINX within a folder. */
export const nginxArguments = (folder: string, more: readonly string[]) => [
  ...['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'err')],
  ...more,
];
