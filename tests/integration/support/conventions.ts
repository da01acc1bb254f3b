import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseConventions, type Conventions } from '../../../src/signals/conventions';

/** The conventions of a fleet, from a file that `npm run catalog -- --conventions` takes as well. */
export function conventionsOf(name: 'docker' | 'docker-combined-logs' | 'kubernetes'): Conventions {
  const file = resolve(__dirname, `../../fixtures/conventions/${name}.json`);
  return parseConventions(JSON.parse(readFileSync(file, 'utf8')));
}
