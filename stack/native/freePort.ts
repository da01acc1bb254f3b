import { createServer } from 'node:net';

import { portHolder } from './portHolder';

/** The port to use, and why it is not the one that was wanted. */
export interface ChosenPort {
  port: number;
  /** Set when the wanted port is in use, e.g. `9090 is in use by prometheus (pid 123)`. */
  note?: string;
}

const HOST = '127.0.0.1';
/** How far from the wanted port to look before taking any port. */
const NEARBY = 20;

/** Resolves with the port that could be bound (the system's choice for 0), or undefined. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') {
        resolve(undefined);
      } else {
        reject(error);
      }
    });
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** Any port that is free. The system may give the same one twice, so what was given out before is asked past. */
async function anyPort(taken: ReadonlySet<number>): Promise<number | undefined> {
  for (let attempt = 0; attempt < NEARBY; attempt++) {
    const port = await tryPort(0);
    if (port !== undefined && !taken.has(port)) {
      return port;
    }
  }
  return undefined;
}

/**
 * The wanted port, or another one near it where that is in use; any for 0. Ports in `taken` count as in use: they
 * were given out before, to programs that do not listen yet.
 */
export async function freePort(wanted: number, taken: ReadonlySet<number> = new Set()): Promise<ChosenPort> {
  if (wanted === 0) {
    const port = await anyPort(taken);
    if (port === undefined) {
      throw new Error(`no port is free on ${HOST}`);
    }
    return { port };
  }
  if (!taken.has(wanted) && (await tryPort(wanted)) !== undefined) {
    return { port: wanted };
  }
  const holder = taken.has(wanted) ? 'another part of this stack' : portHolder(wanted);
  const note = `${wanted} is in use${holder ? ` by ${holder}` : ''}`;
  for (let port = wanted + 1; port <= wanted + NEARBY; port++) {
    if (!taken.has(port) && (await tryPort(port)) !== undefined) {
      return { port, note };
    }
  }
  const any = await anyPort(taken);
  if (any === undefined) {
    throw new Error(`${note}, and no other port is free on ${HOST}`);
  }
  return { port: any, note };
}
