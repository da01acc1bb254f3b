/** `npm run -s stack:rules`: what the stack reads and the catalog writes: rules of Prometheus and Loki, plain dashboards. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import { plainDashboards, textOf } from '../tools/dashboards';
import { ruleFiles, USUAL_TARGET } from '../tools/rules';
import { stackConventions } from './stackConventions';

const ROOT = resolve(__dirname, '..');
/** Rules of Grafana's own are for those who provision another one; its texts lie with Alertmanager. */
const RULES_OF = ['prometheus/', 'loki/'];

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The variables of the stack as docker compose reads them: .env, and before it the environment. */
export function stackVariables(root: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(root, '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...env };
}

function main(): void {
  const variables = stackVariables(ROOT, process.env);
  const conventions = stackConventions(variables);
  const grafanaUrl = `http://localhost:${variables.QUAYSIDE_GRAFANA_PORT ?? 3000}`;
  const { files, counts } = ruleFiles({ ...USUAL_TARGET, conventions, grafanaUrl });
  for (const [path, text] of files) {
    if (RULES_OF.some((folder) => path.startsWith(folder))) {
      write(join(ROOT, 'stack/server/rules', path), text);
    }
  }
  const dashboards = plainDashboards(conventions, true);
  for (const [file, dashboard] of dashboards) {
    write(join(ROOT, 'provisioning/dashboards/quayside', file), textOf(dashboard));
  }
  process.stdout.write(
    `The stack has ${counts.prometheus} rules for Prometheus, ${counts.loki} for Loki, and ${dashboards.size} plain dashboards.\n`
  );
}

if (process.argv[1]?.endsWith('generate.ts')) {
  main();
}
