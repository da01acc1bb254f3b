import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { run } from '../native/run';

const DEADLINE_MS = 30_000;
const CA_DAYS = 3650;
/** Certificates of hosts: shorter than what Apple and others accept at most. */
const HOST_DAYS = 820;

/** A key and a certificate, as files. */
export interface Certificate {
  key: string;
  certificate: string;
}

const openssl = (args: string[]) => run('openssl', args, { timeoutMs: DEADLINE_MS });

/** A secret that nobody has to type: 32 random bytes in letters that need no escaping. */
export const randomSecret = () => randomBytes(32).toString('base64url');

/**
 * Writes a secret. The folder that is mounted into a container must be readable by the container's user, so files
 * are; who may not read them on this machine is kept out by the folder around (`privateDir`).
 */
export function writeSecret(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
}

/** A folder that nobody but its owner can enter. */
export function privateDir(dir: string): string {
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o700);
  return dir;
}

/** The installation's own certificate authority; made where there is none yet. */
export async function ensureAuthority({ key, certificate }: Certificate): Promise<void> {
  if (existsSync(key) && existsSync(certificate)) {
    return;
  }
  mkdirSync(dirname(key), { recursive: true });
  mkdirSync(dirname(certificate), { recursive: true });
  await openssl([
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256'],
    ...['-days', String(CA_DAYS), '-subj', '/CN=Quayside certificate authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', key, '-out', certificate],
  ]);
  chmodSync(key, 0o600);
  chmodSync(certificate, 0o644);
}

/** How a server name stands in a certificate: clients compare addresses and names differently. */
const alternativeName = (name: string) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`;

/** A certificate for a server, signed by the authority. */
export async function issueCertificate(
  authority: Certificate,
  { names, files }: { names: readonly [string, ...string[]]; files: Certificate }
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'quayside-certificate-'));
  const request = join(work, 'request.pem');
  const extensions = join(work, 'extensions.cnf');
  try {
    mkdirSync(dirname(files.key), { recursive: true });
    mkdirSync(dirname(files.certificate), { recursive: true });
    await openssl([
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256'],
      // The name proper is limited to 64 letters and no longer read by anybody: the alternative names count.
      ...['-subj', '/CN=Quayside', '-keyout', files.key, '-out', request],
    ]);
    writeFileSync(
      extensions,
      [
        `subjectAltName=${[...new Set(names)].map(alternativeName).join(',')}`,
        'basicConstraints=critical,CA:FALSE',
        'keyUsage=critical,digitalSignature',
        'extendedKeyUsage=serverAuth',
      ].join('\n')
    );
    await openssl([
      ...['x509', '-req', '-in', request, '-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'],
      ...['-CAserial', join(work, 'serial'), '-sha256', '-days', String(HOST_DAYS), '-extfile', extensions],
      ...['-out', files.certificate],
    ]);
    chmodSync(files.key, 0o644);
    chmodSync(files.certificate, 0o644);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Whether a certificate is there and holds for a server name, for thirty days at least. */
export async function isCertifiedFor(certificate: string, name: string): Promise<boolean> {
  if (!existsSync(certificate)) {
    return false;
  }
  const check = isIP(name) === 0 ? ['-checkhost', name] : ['-checkip', name];
  const told = await openssl(['x509', '-in', certificate, '-noout', ...check]);
  if (!/does match/.test(told)) {
    return false;
  }
  return openssl(['x509', '-in', certificate, '-noout', '-checkend', String(30 * 86_400)]).then(
    () => true,
    () => false
  );
}

/** A line of an htpasswd file. The hash is the one that NGINX knows on every system; the passwords are random. */
export async function passwordLine(user: string, password: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'quayside-password-'));
  try {
    // By a file: arguments can be read by everybody on the machine.
    const file = join(work, 'password');
    writeFileSync(file, password, { mode: 0o600 });
    const hash = await openssl(['passwd', '-apr1', '-in', file]);
    return `${user}:${hash.trim()}\n`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Sets a user's line in an htpasswd file, or takes it out where the line is undefined. */
export function setPasswordLine(file: string, user: string, line: string | undefined): void {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const others = lines.filter((text) => text !== '' && !text.startsWith(`${user}:`)).map((text) => `${text}\n`);
  writeSecret(file, [...others, ...(line === undefined ? [] : [line])].join(''));
}
