/** `npm run chat:load -- --clients 500`: many people who chat. */
import { parseArgs } from 'node:util';
import { runLoad } from './runLoad';

const HELP = `Many clients that chat with each other.

npm run chat:load -- [options]

  --url URL          address of the service (default http://127.0.0.1:3200)
  --clients N        how many (default 100)
  --rooms N          rooms that they are spread over (default: one for 25 clients)
  --rate N           messages a second of all together (default 20)
  --seconds N        how long (default 60; 0: until it is stopped)
  --bad SHARE        share of messages that the service has to refuse, 0 to 1 (default 0.01)
`;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3200' },
    clients: { type: 'string', default: '100' },
    rooms: { type: 'string' },
    rate: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    bad: { type: 'string', default: '0.01' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function number(name: 'clients' | 'rate' | 'seconds' | 'bad' | 'rooms', fallback: number, min: number): number {
  const value = Number(values[name] ?? fallback);
  if (!Number.isFinite(value) || value < min) {
    process.stderr.write(`--${name} must be a number from ${min}\n`);
    process.exit(2);
  }
  return value;
}

async function main(): Promise<void> {
  const clients = number('clients', 100, 1);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const seconds = number('seconds', 60, 0);
  const timer = seconds > 0 ? setTimeout(() => stop.abort(), seconds * 1000) : undefined;
  const told = await runLoad({
    url: values.url,
    clients,
    rooms: number('rooms', Math.ceil(clients / 25), 1),
    messagesPerSecond: number('rate', 20, 0.1),
    badShare: number('bad', 0.01, 0),
    signal: stop.signal,
    onProgress: (line) => process.stdout.write(`${line}\n`),
  });
  clearTimeout(timer);
  process.stdout.write(`${JSON.stringify(told)}\n`);
  process.exitCode = told.connected === clients ? 0 : 1;
}

if (values.help) {
  process.stdout.write(HELP);
} else {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
