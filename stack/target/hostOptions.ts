import { parseArgs } from 'node:util';

export const TARGET_HELP = `Hosts at other locations, watched by this monitoring server.

npm run -s target -- add NAME --address HOST[:PORT] --server HOST[:PORT] [options]
npm run -s target -- check NAME [--prometheus URL] [--loki URL]
npm run -s target -- remove NAME

add      puts together the folder to copy to the host, stack/target/hosts/NAME: compose file, configuration,
         certificate and passwords; and tells Prometheus and the door for logs of it
check    whether its numbers arrive in Prometheus and its logs in Loki; ends with 0 or 1
remove   forgets it: it is not asked any more, and may not push any more

  NAME               how the host is called on the pages: letters, digits, dots and dashes
  --address H[:P]    where the server reaches the host, port 9443 where none is given
  --server H[:P]     where the host reaches this server's door for logs (--profile gateway), port 8443
  --shipper S        vector (default), promtail, alloy or docker-driver
  --labels L         recommended (default) or combined, one label as in containers="host/name"; Vector only
  --nginx F          json or combined: start an NGINX with that log format too
`;

export const SHIPPERS = ['vector', 'promtail', 'alloy', 'docker-driver'] as const;
export type Shipper = (typeof SHIPPERS)[number];

/** A server's name or address, and its port. */
export interface Address {
  host: string;
  port: number;
}

export interface HostOptions {
  name: string;
  address: Address;
  server: Address;
  shipper: Shipper;
  labels: 'recommended' | 'combined';
  nginx?: 'json' | 'combined';
}

export type TargetCommand =
  | { command: 'help' }
  | { command: 'add'; options: HostOptions }
  | { command: 'remove'; name: string }
  | { command: 'check'; name: string; prometheusUrl: string; lokiUrl: string };

/** Wrong use of the command line. */
export class TargetUsageError extends Error {
  override name = 'TargetUsageError';
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/;
const DOOR_PORT = 9443;
const GATEWAY_PORT = 8443;

function address(option: string, text: string | undefined, port: number): Address {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text ?? '');
  const [, host = '', given = String(port)] = match ?? [];
  if (match === null || Number(given) > 65_535) {
    throw new TargetUsageError(`--${option} must be a name or an address, with a port or without: not "${text ?? ''}"`);
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(given) };
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((value) => value === text);
  if (found === undefined) {
    throw new TargetUsageError(`--${option} is one of ${known.join(', ')}: not "${text}"`);
  }
  return found;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        address: { type: 'string' },
        server: { type: 'string' },
        shipper: { type: 'string', default: 'vector' },
        labels: { type: 'string', default: 'recommended' },
        nginx: { type: 'string' },
        prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
        loki: { type: 'string', default: 'http://127.0.0.1:3100' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new TargetUsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws TargetUsageError */
export function targetCommand(args: readonly string[]): TargetCommand {
  const { values, positionals } = parse(args);
  const [command = 'help', name = ''] = positionals;
  if (values.help || command === 'help') {
    return { command: 'help' };
  }
  if (!NAME.test(name)) {
    throw new TargetUsageError(`A host's name has letters, digits, dots and dashes, at most 63: not "${name}"`);
  }
  switch (command) {
    case 'remove':
      return { command, name };
    case 'check':
      return { command, name, prometheusUrl: values.prometheus, lokiUrl: values.loki };
    case 'add': {
      const shipper = oneOf('shipper', values.shipper, SHIPPERS);
      const labels = oneOf('labels', values.labels, ['recommended', 'combined']);
      if (labels === 'combined' && shipper !== 'vector') {
        throw new TargetUsageError('--labels combined is written by Vector only');
      }
      const nginx = values.nginx === undefined ? undefined : oneOf('nginx', values.nginx, ['json', 'combined']);
      return {
        command,
        options: {
          name,
          address: address('address', values.address, DOOR_PORT),
          server: address('server', values.server, GATEWAY_PORT),
          shipper,
          labels,
          nginx,
        },
      };
    }
    default:
      throw new TargetUsageError(`There is no command "${command}"`);
  }
}

/** `host:port` of a URL; addresses of IPv6 in brackets. */
export const authority = ({ host, port }: Address) => `${host.includes(':') ? `[${host}]` : host}:${port}`;
