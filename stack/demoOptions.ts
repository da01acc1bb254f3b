import { parseArgs } from 'node:util';

import type { FleetOptions } from '../fleet/options';

export const DEMO_HELP = `Starts the whole monitoring server with a simulated fleet and its history.

npm run demo -- [options]

  --hosts N          hosts of the fleet, default 4
  --containers N     containers on each host, default 10
  --seed N           the same seed gives the same fleet, default 1
  --hours N          length of the history, default 24
  --recorded         with what recording rules would have made of NGINX's logs, so that its page reads them
  --without-docker   start the programs themselves, also where Docker could
  --check            start it, look whether every page gets data, stop it; ends with 0 or 1
  --state-dir DIR    where data, logs and configuration go, default .quayside/demo
  --help

With Docker it starts docker-compose.yaml. Without it, the same programs from the same configuration; those
that are not installed are fetched or built, see docs/decisions/0004-programs.md.
Where no Grafana can be had, the pages are shown by the workbench.
`;

export interface DemoOptions {
  fleet: Partial<FleetOptions>;
  withoutDocker: boolean;
  check: boolean;
  help: boolean;
  stateDir?: string;
}

/** Wrong use of the command line. */
export class DemoUsageError extends Error {
  override name = 'DemoUsageError';
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new DemoUsageError(`--${name} must be a number, not "${text}"`);
  }
  return value;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        hosts: { type: 'string' },
        containers: { type: 'string' },
        seed: { type: 'string' },
        hours: { type: 'string' },
        recorded: { type: 'boolean' },
        'without-docker': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        'state-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new DemoUsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws DemoUsageError */
export function demoOptions(args: readonly string[]): DemoOptions {
  const values = parse(args);
  const fleet = {
    hosts: numberOf('hosts', values.hosts),
    containersPerHost: numberOf('containers', values.containers),
    seed: numberOf('seed', values.seed),
    hours: numberOf('hours', values.hours),
    recorded: values.recorded,
  };
  return {
    fleet: Object.fromEntries(Object.entries(fleet).filter(([, value]) => value !== undefined)),
    withoutDocker: values['without-docker'],
    check: values.check,
    help: values.help,
    stateDir: values['state-dir'],
  };
}
