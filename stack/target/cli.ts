/** `npm run -s target`: hosts at other locations. */
import { relative, resolve } from 'node:path';

import { reasonOf } from '../native/reasonOf';
import { addHost, removeHost } from './addHost';
import { checkHost } from './checkHost';
import { TARGET_HELP, targetCommand, TargetUsageError, type HostOptions } from './hostOptions';
import { placesIn } from './places';

const ROOT = resolve(__dirname, '../..');

function nextSteps({ name, address, shipper }: HostOptions, bundle: string): string {
  const folder = relative(process.cwd(), bundle);
  return [
    `${name} is known. What is left to do:`,
    `  1. The door for logs, if it is not open yet:  docker compose --profile gateway up -d`,
    `  2. Copy the folder to the host:               scp -rp ${folder} ${address.host}:quayside`,
    ...(shipper === 'docker-driver'
      ? ['     and set up the driver there:                docker-driver/README.md']
      : []),
    `  3. Start it there:                            cd quayside && docker compose up -d`,
    `  4. See that it arrives:                       npm run -s target -- check ${name}`,
    `The folder holds secrets: nobody else should have it. Adding ${name} again replaces them.`,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const command = targetCommand(process.argv.slice(2));
  const places = placesIn(ROOT);
  switch (command.command) {
    case 'help':
      process.stdout.write(TARGET_HELP);
      return 0;
    case 'add': {
      const bundle = await addHost(command.options, places);
      process.stdout.write(nextSteps(command.options, bundle));
      return 0;
    }
    case 'remove':
      removeHost(command.name, places);
      process.stdout.write(`${command.name} is forgotten. Stop what runs there: docker compose down\n`);
      return 0;
    case 'check': {
      const arrivals = await checkHost(command.name, command);
      for (const { what, arrives, told } of arrivals) {
        process.stdout.write(`${arrives ? 'arrives' : 'MISSING'}  ${what.padEnd(8)}  ${told}\n`);
      }
      return arrivals.every(({ arrives }) => arrives) ? 0 : 1;
    }
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const usage = error instanceof TargetUsageError;
    process.stderr.write(usage ? `${error.message}\n\n${TARGET_HELP}` : `${reasonOf(error)}\n`);
    process.exitCode = usage ? 2 : 1;
  }
);
