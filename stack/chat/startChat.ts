import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { chatLogger } from './chatLogger';
import { Connections } from './Connections';
import { Faults } from './Faults';
import { httpHandler } from './httpHandler';
import { chatMetrics } from './metrics';
import type { ChatSettings } from './settings';

export interface Chat {
  url: string;
  /** Lets everybody finish, then ends; the log is complete afterwards. */
  stop(): Promise<void>;
}

/** Where a client that answers no ping is noticed, milliseconds. */
const HEARTBEAT_MS = 30_000;
/** What a client has to say good-bye when the service stops, milliseconds. */
const GRACE_MS = 5000;
/** JSON around a text, and characters of up to four bytes, each of which may be escaped as six. */
const frameBytes = (chars: number) => chars * 12 + 1000;

/** A page of another site must not chat in the name of its visitor. Programs send no origin. */
function mayConnect(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.includes(origin)) {
    return true;
  }
  return URL.canParse(origin) && new URL(origin).host === host;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Starts the service. Rejects where it cannot listen. */
export async function startChat(settings: ChatSettings): Promise<Chat> {
  const { log, close: closeLog } = chatLogger(settings.log);
  const faults = new Faults();
  let serving = true;
  const metrics = chatMetrics({ clients: () => connections.count, rooms: () => connections.rooms.count });
  const connections = new Connections(settings.limits, metrics, faults, log);
  const server = createServer(
    httpHandler({
      metrics,
      log,
      faults,
      faultsOpen: settings.faults,
      rooms: () => connections.rooms.list(),
      isServing: () => serving,
    })
  );
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytes(settings.limits.messageChars),
    perMessageDeflate: false,
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal =
      (request.url ?? '').split('?')[0] !== '/ws'
        ? ['404 Not Found', 'wrong_path']
        : !mayConnect(request, settings.origins)
          ? ['403 Forbidden', 'wrong_origin']
          : !serving || connections.isFull
            ? ['503 Service Unavailable', serving ? 'full' : 'stopping']
            : undefined;
    if (refusal) {
      const [status = '', outcome = ''] = refusal;
      metrics.connections.inc({ outcome });
      log.warn({ event: 'connection_refused', outcome }, 'A connection was refused');
      refuseUpgrade(socket, status);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => connections.add(opened));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const heartbeat = setInterval(() => connections.heartbeat(), HEARTBEAT_MS);
  const url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  log.info({ event: 'started', url, ways: settings.log.ways, faults: settings.faults }, 'The chat is open');

  const stop = async () => {
    serving = false;
    clearInterval(heartbeat);
    log.info({ event: 'stopping', clients: connections.count }, 'The chat closes');
    const closed = new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    await connections.close(GRACE_MS);
    server.closeIdleConnections();
    const cutOff = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(cutOff);
    log.info({ event: 'stopped' }, 'The chat is closed');
    await closeLog();
  };
  let stopping: Promise<void> | undefined;
  return { url, stop: () => (stopping ??= stop()) };
}
