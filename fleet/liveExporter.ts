import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fleet } from './fleet';
import { labelText, numberText } from './series';
import { targets, type Target } from './target';

export interface LiveExporter {
  /** Host and port that it listens on, as in `127.0.0.1:9400`. */
  address: string;
  close(): Promise<void>;
}

export interface LiveExporterOptions {
  /** 0 takes any free port. */
  port: number;
  /** Epoch seconds; the clock of this machine unless a test has its own. */
  now?: () => number;
}

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** A target's metrics in Prometheus' text format, each family in one piece. */
function exposition(target: Target, t: number): string {
  const families = new Map<string, string[]>();
  target.collect(t, ({ family, name, labels }, value) => {
    const lines = families.get(family.name) ?? [
      `# HELP ${family.name} ${family.help}`,
      `# TYPE ${family.name} ${family.type}`,
    ];
    families.set(family.name, lines);
    lines.push(`${name}${labelText(labels)} ${numberText(value)}`);
  });
  return `${[...families.values()].flat().join('\n')}\n`;
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('the exporter has no port'));
      } else {
        resolve(address);
      }
    });
  });
}

/**
 * Serves each target of the fleet at its path, as it is now, so that Prometheus goes on where the history ends.
 * A host that is away answers 503.
 */
export async function liveExporter(fleet: Fleet, options: LiveExporterOptions): Promise<LiveExporter> {
  const now = options.now ?? (() => Date.now() / 1000);
  const byPath = new Map(targets(fleet).map((target) => [target.path, target]));
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const target = byPath.get(path);
    if (!target) {
      response
        .writeHead(404, { 'Content-Type': 'text/plain' })
        .end(`Nothing here. Targets:\n${[...byPath.keys()].join('\n')}\n`);
      return;
    }
    const t = now();
    if (target.isUp(t)) {
      response.writeHead(200, { 'Content-Type': TEXT }).end(exposition(target, t));
    } else {
      response.writeHead(503, { 'Content-Type': 'text/plain' }).end('This host is away.\n');
    }
  });
  const { address, port } = await listen(server, options.port);
  return {
    address: `${address}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
