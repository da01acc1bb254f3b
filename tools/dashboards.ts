import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DOCKER, parseConventions, type Conventions } from '../src/signals/conventions';
import { PLAIN_LOKI } from '../src/signals/nginx/lists';
import { buildDashboard } from './dashboards/build';
import { BUNDLED } from './dashboards/bundled';
import { DASHBOARDS } from './dashboards/definitions';
import { plainFlavour } from './dashboards/plain';

/** Where the dashboards lie that the plugin brings. */
export const BUNDLED_DIR = resolve(__dirname, '../src/dashboards');

/** Dashboards by the names of their files. */
export function bundledDashboards(): Map<string, Dashboard> {
  return new Map(DASHBOARDS.map((spec) => [`${spec.id}.json`, buildDashboard(spec, BUNDLED)]));
}

/** The same in plain PromQL and LogQL, for one installation's conventions, and for a Loki with or without `approx_topk`. */
export function plainDashboards(conventions: Conventions, approxTopk = false): Map<string, Dashboard> {
  const flavour = plainFlavour(conventions, { ...PLAIN_LOKI, approxTopk });
  const built = DASHBOARDS.map((spec): [string, Dashboard] => [
    `quayside-${spec.id}.json`,
    buildDashboard(spec, flavour),
  ]);
  // Conventions that name no log of NGINX leave nothing of its dashboard.
  return new Map(built.filter(([, { panels = [] }]) => panels.length > 0));
}

/** A dashboard as the text of its file. */
export function textOf(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const USAGE = `npm run dashboards -- [--out DIR [--conventions FILE] [--approx-topk]]

Without options: writes the dashboards that the plugin brings to src/dashboards.
  --out DIR           writes dashboards in plain PromQL and LogQL there, for a Grafana without the plugin
  --approx-topk       the Loki has approx_topk (limits_config.shard_aggregations): lists of any number of values
  --conventions FILE  how the installation labels its data (JSON, as on the configuration page); plain Docker without it
`;

function write(dir: string, dashboards: ReadonlyMap<string, Dashboard>): void {
  mkdirSync(dir, { recursive: true });
  for (const [file, dashboard] of dashboards) {
    writeFileSync(join(dir, file), textOf(dashboard));
  }
  process.stdout.write(`${dashboards.size} dashboards in ${dir}\n`);
}

function main(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      conventions: { type: 'string' },
      'approx-topk': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.out === undefined) {
    if (values.conventions !== undefined) {
      throw new Error('--conventions needs --out: the dashboards of the plugin work on every convention.');
    }
    write(BUNDLED_DIR, bundledDashboards());
    return;
  }
  const conventions = values.conventions
    ? parseConventions(JSON.parse(readFileSync(values.conventions, 'utf8')))
    : DOCKER;
  write(resolve(values.out), plainDashboards(conventions, values['approx-topk'] ?? false));
}

if (process.argv[1]?.endsWith('dashboards.ts')) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
