import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createFleet } from './createFleet';
import type { Fleet } from './fleet';
import { liveExporter } from './liveExporter';
import { liveLogs } from './liveLogs';
import { nginxOfFleet } from './nginxOfFleet';
import { FleetOptionError, type FleetOptions } from './options';
import { scrapeConfig } from './scrapeConfig';
import { truth } from './truth';
import { writeLogs } from './writeLogs';
import { writeMetrics } from './writeMetrics';

const HELP = `A simulated fleet of hosts, containers and NGINX servers with known incidents.

npm run fleet -- <command> [options]

Commands
  history         write the past: metrics into a data directory of Prometheus, logs to Loki
  live            go on from there: serve metrics to Prometheus, push logs to Loki
  scrape-config   print scrape_configs (JSON, which is YAML) for the live exporter
  nginx           print how its NGINX servers log (JSON), for the part “nginx” of the app's conventions
  truth           print everything that is known of the fleet as JSON

Options of history (one of the first and the last, or both)
  --prometheus-dir DIR   data directory of a Prometheus that is not running
  --promtool PATH        promtool 2.42 or later (default: promtool on the PATH)
  --loki URL             address of Loki

Options of live and scrape-config
  --port N               port on 127.0.0.1 to serve metrics at (default 9400)
  --loki URL             address of Loki (live; without it no logs are pushed)

Options of the fleet; give the same ones to each command
  --seed N               default 1
  --hosts N              default 4
  --containers N         containers on each host, default 10
  --hours N              length of the metric history, default 24, up to 720
  --log-hours N          length of the log history, default 24 or --hours if that is less
  --end SECONDS          end of the history, epoch seconds or an ISO date; default now
  --step SECONDS         scrape interval of the history, default: 15 s in the last hours, coarser before
  --incidents KIND       standard (default), more (of rarer kinds) or none
  --monitoring           scrape Prometheus, Loki, Alertmanager and a prober of endpoints as well
  --style STYLE          docker (default) or kubernetes
  --log-labels KIND      host-container (default) or combined, as in {containers="host/container"}
  --access-format KIND   combined, json, or both (default): the first NGINX in JSON, the second combined
  --recorded             write what recording rules would have made of the access logs as well; the pages read it
                         where the app's conventions have what the command nginx prints
  --access-rate N        requests a minute of the first NGINX, default 170
  --log-rate N           lines a minute of each container, default 2
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'prometheus-dir': { type: 'string' },
  promtool: { type: 'string', default: 'promtool' },
  loki: { type: 'string' },
  port: { type: 'string', default: '9400' },
  seed: { type: 'string' },
  hosts: { type: 'string' },
  containers: { type: 'string' },
  hours: { type: 'string' },
  'log-hours': { type: 'string' },
  end: { type: 'string' },
  step: { type: 'string' },
  incidents: { type: 'string' },
  monitoring: { type: 'boolean' },
  style: { type: 'string' },
  'log-labels': { type: 'string' },
  'access-format': { type: 'string' },
  recorded: { type: 'boolean' },
  'access-rate': { type: 'string' },
  'log-rate': { type: 'string' },
} as const;

/** Wrong use of the command line; the message says what to do instead. */
class UsageError extends Error {}

type Values = Partial<Record<keyof typeof OPTIONS, string | boolean>>;

function text(values: Values, name: keyof typeof OPTIONS): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

function number(values: Values, name: keyof typeof OPTIONS): number | undefined {
  const value = text(values, name);
  if (value === undefined) {
    return undefined;
  }
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isFinite(parsed)) {
    throw new UsageError(`--${name} must be a number, not "${value}"`);
  }
  return parsed;
}

function moment(values: Values): number | undefined {
  const value = text(values, 'end');
  if (value === undefined || /^\d+$/.test(value)) {
    return number(values, 'end');
  }
  const parsed = Date.parse(value);
  if (Number.isNaN(parsed)) {
    throw new UsageError(`--end must be epoch seconds or an ISO date, not "${value}"`);
  }
  return Math.floor(parsed / 1000);
}

function choice<T extends string>(values: Values, name: keyof typeof OPTIONS, allowed: readonly T[]): T | undefined {
  const value = text(values, name);
  const found = allowed.find((one) => one === value);
  if (value !== undefined && found === undefined) {
    throw new UsageError(`--${name} must be one of ${allowed.join(', ')}, not "${value}"`);
  }
  return found;
}

/** Options that were given; those that were not keep their defaults. */
function given(values: Values): Partial<FleetOptions> {
  const all: Partial<FleetOptions> = {
    seed: number(values, 'seed'),
    hosts: number(values, 'hosts'),
    containersPerHost: number(values, 'containers'),
    hours: number(values, 'hours'),
    logHours: number(values, 'log-hours'),
    end: moment(values),
    stepSeconds: number(values, 'step'),
    incidents: choice(values, 'incidents', ['standard', 'more', 'none']),
    monitoring: values.monitoring === true || undefined,
    style: choice(values, 'style', ['docker', 'kubernetes']),
    logLabels: choice(values, 'log-labels', ['host-container', 'combined']),
    accessFormat: choice(values, 'access-format', ['combined', 'json', 'both']),
    recorded: values.recorded === true || undefined,
    accessLinesPerMinute: number(values, 'access-rate'),
    containerLinesPerMinute: number(values, 'log-rate'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says how far something is, at each tenth. */
function progress(what: string): (share: number) => void {
  let said = 0;
  return (share) => {
    const tenth = Math.floor(share * 10);
    if (tenth > said) {
      said = tenth;
      say(`${what}: ${tenth * 10} %`);
    }
  };
}

async function history(fleet: Fleet, values: Values): Promise<void> {
  const prometheusDir = text(values, 'prometheus-dir');
  const lokiUrl = text(values, 'loki');
  if (prometheusDir === undefined && lokiUrl === undefined) {
    throw new UsageError('history needs --prometheus-dir, --loki, or both');
  }
  if (prometheusDir !== undefined) {
    mkdirSync(prometheusDir, { recursive: true });
    const promtool = text(values, 'promtool') ?? 'promtool';
    const { samples, series, steps, seconds } = await writeMetrics(fleet, {
      prometheusDir,
      promtool,
      onProgress: progress('metrics'),
    });
    const plan = steps.map(({ from, to, stepSeconds }) => `${((to - from) / 3600).toFixed(1)} h at ${stepSeconds} s`);
    say(`metrics: ${samples} samples of ${series} series (${plan.join(', ')}) in ${seconds.toFixed(1)} s`);
  }
  if (lokiUrl !== undefined) {
    const { lines, pushes, seconds } = await writeLogs(fleet, { lokiUrl, onProgress: progress('logs') });
    say(`logs: ${lines} lines in ${pushes} pushes in ${seconds.toFixed(1)} s`);
  }
}

function port(values: Values): number {
  const value = number(values, 'port') ?? 9400;
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new UsageError(`--port must be a whole number from 0 to 65535, not ${value}`);
  }
  return value;
}

async function live(fleet: Fleet, values: Values): Promise<void> {
  const exporter = await liveExporter(fleet, { port: port(values) });
  say(`metrics: http://${exporter.address}/ (any path shows the list)`);
  const lokiUrl = text(values, 'loki');
  const logs =
    lokiUrl === undefined ? null : liveLogs(fleet, { lokiUrl, onError: (error) => say(`logs: ${error.message}`) });
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await logs?.stop();
  await exporter.close();
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(HELP);
    return;
  }
  if (rest.length > 0) {
    throw new UsageError(`one command at a time: "${rest.join(' ')}" is too much`);
  }
  const fleet = createFleet(given(values));
  switch (command) {
    case 'history':
      return history(fleet, values);
    case 'live':
      return live(fleet, values);
    case 'scrape-config':
      process.stdout.write(`${JSON.stringify(scrapeConfig(fleet, `127.0.0.1:${port(values)}`), null, 2)}\n`);
      return;
    case 'nginx':
      process.stdout.write(`${JSON.stringify(nginxOfFleet(fleet), null, 2)}\n`);
      return;
    case 'truth':
      process.stdout.write(`${JSON.stringify(truth(fleet), null, 2)}\n`);
      return;
    default:
      throw new UsageError(`there is no command "${command}": history, live, scrape-config, nginx or truth`);
  }
}

function isArgumentError(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || error instanceof FleetOptionError || code.startsWith('ERR_PARSE_ARGS');
}

main().catch((error: unknown) => {
  if (isArgumentError(error)) {
    say(`${error.message}\nSee npm run fleet -- --help`);
    process.exitCode = 2;
  } else {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
});
