import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeTargets } from '../targets';
import { authority, type HostOptions } from './hostOptions';
import {
  ensureAuthority,
  isCertifiedFor,
  issueCertificate,
  passwordLine,
  privateDir,
  randomSecret,
  setPasswordLine,
  writeSecret,
} from './openssl';
import { targetFile, type Places } from './places';

/** Who asks at a host's door. */
const SCRAPER = 'quayside';
/** What a host needs of stack/target. */
const PARTS = ['compose.yaml', 'services.yaml', 'docker-socket', 'door', 'vector', 'promtail', 'alloy', 'nginx'];
const DRIVER = 'docker-driver';
/** A name of the door for logs besides its address: NGINX, as the relay, compares names and never addresses. */
const GATEWAY_NAME = 'quayside-gateway';

const read = (file: string) => readFileSync(file, 'utf8').trim();

/** The password with which Prometheus asks every host; made with the first of them. */
function targetsPassword(secrets: string): string {
  const file = join(secrets, 'prometheus', 'targets-password');
  if (!existsSync(file)) {
    writeSecret(file, randomSecret());
  }
  return read(file);
}

/** What fills in the compose file of a host. */
function environment({ name, address, server, shipper, labels, nginx }: HostOptions): string {
  return [
    `# ${name}, made by \`npm run -s target -- add\` on the monitoring server.`,
    `COMPOSE_PROFILES=${[shipper, ...(nginx === undefined ? [] : ['nginx'])].join(',')}`,
    `QUAYSIDE_HOST=${name}`,
    `QUAYSIDE_PORT=${address.port}`,
    `QUAYSIDE_LOKI_URL=https://${authority(server)}`,
    `QUAYSIDE_LABELS=${labels}`,
    ...(nginx === undefined ? [] : [`QUAYSIDE_NGINX_FORMAT=${nginx}`]),
    '',
  ].join('\n');
}

/** For the relay in front of Docker's driver, which can neither read a certificate nor keep a password to itself. */
function relayConfiguration({ server, name }: HostOptions, password: string): string {
  const credentials = Buffer.from(`${name}:${password}`).toString('base64');
  return [
    `set $gateway https://${authority(server)};`,
    `proxy_ssl_name ${GATEWAY_NAME};`,
    `proxy_set_header Host ${authority(server)};`,
    `proxy_set_header Authorization "Basic ${credentials}";`,
    '',
  ].join('\n');
}

/** The options of Docker's driver, with the host's name filled in. */
function driverConfiguration(template: string, name: string): string {
  return readFileSync(join(template, DRIVER, 'daemon.json'), 'utf8').replaceAll('HOST', name);
}

/**
 * Makes a host known: gives it a certificate and a password, tells Prometheus and the door for logs of it, and puts
 * together the folder to copy to it. A host that is there already gets new ones; the old ones are no longer taken.
 * @returns the folder
 */
export async function addHost(options: HostOptions, places: Places): Promise<string> {
  const { name, address, server } = options;
  const secrets = privateDir(places.secrets);
  const ca = { key: join(secrets, 'ca.key'), certificate: join(secrets, 'prometheus', 'ca.crt') };
  await ensureAuthority(ca);
  const gateway = {
    key: join(secrets, 'gateway', 'tls.key'),
    certificate: join(secrets, 'gateway', 'tls.crt'),
  };
  if (!(await isCertifiedFor(gateway.certificate, server.host))) {
    await issueCertificate(ca, { names: [server.host, GATEWAY_NAME], files: gateway });
  }

  const bundle = join(privateDir(places.bundles), name);
  rmSync(bundle, { recursive: true, force: true });
  mkdirSync(bundle, { recursive: true });
  for (const part of PARTS) {
    cpSync(join(places.template, part), join(bundle, part), { recursive: true });
  }
  const own = privateDir(join(bundle, 'secrets'));
  const door = join(own, 'door');
  await issueCertificate(ca, {
    names: [address.host, name],
    files: { key: join(door, 'tls.key'), certificate: join(door, 'tls.crt') },
  });
  writeSecret(join(door, 'htpasswd'), await passwordLine(SCRAPER, targetsPassword(secrets)));
  const password = randomSecret();
  writeSecret(join(own, 'shipper', 'loki-password'), password);
  writeSecret(join(own, 'shipper', 'ca.crt'), readFileSync(ca.certificate, 'utf8'));
  if (options.shipper === DRIVER) {
    cpSync(join(places.template, DRIVER), join(bundle, DRIVER), { recursive: true });
    writeFileSync(join(bundle, DRIVER, 'daemon.json'), driverConfiguration(places.template, name));
    writeSecret(join(own, 'shipper', 'relay.conf'), relayConfiguration(options, password));
  }
  writeFileSync(join(bundle, '.env'), environment(options));

  // Last, so that nobody is asked for, or let in, whose folder could not be made.
  setPasswordLine(join(secrets, 'gateway', 'htpasswd'), name, await passwordLine(name, password));
  writeTargets(places.targets, {
    [`host-${name}`]: [{ targets: [authority(address)], labels: { instance: name } }],
  });
  return bundle;
}

/** Forgets a host. What it has sent stays until it is too old. */
export function removeHost(name: string, places: Places): void {
  rmSync(targetFile(places, name), { force: true });
  setPasswordLine(join(places.secrets, 'gateway', 'htpasswd'), name, undefined);
  rmSync(join(places.bundles, name), { recursive: true, force: true });
}
