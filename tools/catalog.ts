import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checksFor } from '../src/checks/catalog';
import { condition, parameterValues } from '../src/checks/check';
import { SIGNALS } from '../src/signals/catalog';
import { DOCKER, parseConventions, type Conventions } from '../src/signals/conventions';
import { EVERYTHING } from '../src/signals/scope';

/** One entry of the catalog as other programs read it. */
export interface CatalogEntry {
  id: string;
  kind: 'signal' | 'check';
  source: 'metrics' | 'logs';
  title: string;
  unit: string;
  /** PromQL or LogQL over everything, with concrete windows. */
  expr: string;
  /** Asked at one point in time. */
  instant: boolean;
  /** Metrics without which it has no value. */
  needs: readonly string[];
}

/** All signals and checks for one installation, rates over 5 minutes and events over one hour. */
export function catalogEntries(conventions: Conventions): CatalogEntry[] {
  const scope = EVERYTHING;
  const signals = SIGNALS.filter(({ applies }) => applies?.(conventions) ?? true).map(
    ({ id, source, title, unit, needs, query }): CatalogEntry => ({
      id,
      kind: 'signal',
      source,
      title,
      unit,
      expr: query({ conventions, scope, window: '5m', range: '1h' }),
      instant: true,
      needs,
    })
  );
  const checks = checksFor(conventions).map((check): CatalogEntry => ({
    id: check.id,
    kind: 'check',
    source: check.source,
    title: check.title,
    unit: check.unit,
    expr: condition(check, { conventions, scope, parameters: parameterValues(check) }),
    instant: true,
    needs: check.needs,
  }));
  return [...signals, ...checks];
}

const USAGE = `npm run -s catalog -- [--json] [--conventions FILE]

Lists every signal and check with its query.
  --json              one JSON list instead of a table
  --conventions FILE  how the installation labels its data (JSON); plain Docker without it
`;

function main(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: { json: { type: 'boolean' }, conventions: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const conventions = values.conventions
    ? parseConventions(JSON.parse(readFileSync(values.conventions, 'utf8')))
    : DOCKER;
  const entries = catalogEntries(conventions);
  if (values.json) {
    process.stdout.write(JSON.stringify(entries, null, 2) + '\n');
    return;
  }
  for (const { id, kind, source, unit, expr } of entries) {
    process.stdout.write(`${kind.padEnd(6)} ${source.padEnd(7)} ${id.padEnd(40)} ${unit}\n       ${expr}\n`);
  }
}

if (process.argv[1]?.endsWith('catalog.ts')) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
