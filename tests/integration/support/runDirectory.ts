import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'quayside-integration-';
/** By which the processes of one run of Jest know their common folder. */
const VARIABLE = 'QUAYSIDE_INTEGRATION_DIR';

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process is what the question is about.
    return false;
  }
}

/** Makes the folder of this run, and removes those of runs that were killed before they could tidy up. */
export function createRunDirectory(): void {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(PREFIX))) {
    if (!runs(Number(name.slice(PREFIX.length)))) {
      // Its servers may still be writing as they end.
      rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
    }
  }
  const directory = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(directory, { recursive: true });
  process.env[VARIABLE] = directory;
}

/** The folder of this run: histories, data and logs of servers are below it. @throws outside of a run */
export function runDirectory(): string {
  const directory = process.env[VARIABLE];
  if (!directory) {
    throw new Error(`${VARIABLE} is not set: run these tests with npm run test:integration`);
  }
  return directory;
}

export function removeRunDirectory(): void {
  rmSync(runDirectory(), { recursive: true, force: true });
}
