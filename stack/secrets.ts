/** `npm run -s secrets`: the passwords of the stack, in .env, where docker compose reads them. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

import { hashSync } from 'bcryptjs';

import { randomSecret } from './target/openssl';

const FILE = resolve(__dirname, '..', '.env');
/** 2^10 rounds: what Dex takes for its own. */
const ROUNDS = 10;
const USERS = ['viewer', 'editor', 'admin'] as const;

/** Lines of .env that are not there yet, and what to tell the person who asked for them. */
export function missingSecrets(present: string): { lines: string[]; told: string[] } {
  const has = (name: string) => new RegExp(`^${name}=`, 'm').test(present);
  const lines: string[] = [];
  const told: string[] = [];
  if (!has('QUAYSIDE_ADMIN_PASSWORD')) {
    const password = randomSecret();
    lines.push(`QUAYSIDE_ADMIN_PASSWORD=${password}`);
    told.push(`admin of Grafana, without the provider: ${password}`);
  }
  if (!has('QUAYSIDE_OIDC_SECRET')) {
    lines.push(`QUAYSIDE_OIDC_SECRET=${randomSecret()}`);
  }
  for (const user of USERS) {
    const name = `QUAYSIDE_${user.toUpperCase()}_HASH`;
    if (!has(name)) {
      const password = randomSecret().slice(0, 20);
      // In single quotes: a hash is full of dollars, which compose would take for variables.
      lines.push(`${name}='${hashSync(password, ROUNDS)}'`);
      told.push(`${user}@quayside.example, with the provider: ${password}`);
    }
  }
  return { lines, told };
}

function main(): void {
  const present = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const { lines, told } = missingSecrets(present);
  if (lines.length === 0) {
    process.stdout.write(
      `${relative(process.cwd(), FILE)} holds every secret already; take a line out to get a new one.\n`
    );
    return;
  }
  const head =
    present === '' ? '# Secrets of the stack, made by `npm run -s secrets`. Nobody else should have them.\n' : present;
  writeFileSync(FILE, `${head.replace(/\n?$/, '\n')}${lines.join('\n')}\n`, { mode: 0o600 });
  chmodSync(FILE, 0o600);
  process.stdout.write(`Passwords, shown this once and kept nowhere as text but Grafana's own, in .env:\n`);
  told.forEach((line) => process.stdout.write(`  ${line}\n`));
}

if (require.main === module) {
  main();
}
