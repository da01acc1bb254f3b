import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { ensureAuthority, issueCertificate, passwordLine } from '../../../stack/target/openssl';
import { debianProgram } from './debianProgram';

const ROOT = resolve(__dirname, '../../..');

/**
 * NGINX: on the PATH, or Debian's package unpacked into the cache.
 * @throws Error that says why there is none
 */
export async function nginxProgram(): Promise<string> {
  return (await debianProgram('nginx', { packages: ['nginx'], path: 'usr/sbin/nginx' })).path;
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
  writeFileSync(join(folder, 'mime.types'), 'types { text/html html; }\n');
  cpSync(join(ROOT, `stack/target/nginx/${format}.conf`), join(folder, 'log-format.conf'));
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replaceAll('/tmp/', `${folder}/`)
    .replaceAll('/etc/quayside/', `${folder}/`)
    // Where NGINX is only unpacked, its own configuration is elsewhere.
    .replaceAll('/etc/nginx/', `${folder}/`)
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
