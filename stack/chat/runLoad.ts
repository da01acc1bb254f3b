import { WebSocket } from 'ws';
import type { ServerMessage } from './protocol';

export interface LoadOptions {
  /** Address of the service, as a browser would open it. */
  url: string;
  clients: number;
  rooms: number;
  /** Of all clients together. */
  messagesPerSecond: number;
  /** Share of messages that the service has to refuse, 0 to 1. */
  badShare: number;
  /** Ends the load. */
  signal: AbortSignal;
  onProgress?: (line: string) => void;
}

export interface LoadTold {
  connected: number;
  sent: number;
  /** Messages that came, each once for everybody who got it. */
  received: number;
  refused: number;
  /** Clients that were not let in, or whose connection ended before they were. */
  failedConnections: number;
}

const CONNECT_AT_ONCE = 50;
const REPORT_MS = 5000;
const WORDS = ['tide', 'crane', 'pilot', 'buoy', 'rope', 'berth', 'cargo', 'lamp', 'gull', 'keel'];

const isOneOf = (count: number) => Math.floor(Math.random() * count);
/** A few words, now and then many: sizes of messages are not all alike. */
const text = () =>
  Array.from({ length: 1 + Math.floor(40 * Math.random() ** 4) }, () => WORDS[isOneOf(WORDS.length)]).join(' ');

/**
 * Opens one chat and joins a room. Resolves with nothing where it is not let in, where the connection ends before it is,
 * however it ends.
 * @param joining those that are not in yet
 */
function open(
  options: LoadOptions,
  index: number,
  told: LoadTold,
  joining: Set<WebSocket>
): Promise<WebSocket | undefined> {
  const url = new URL('/ws', options.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    joining.add(socket);
    socket.on('error', (error) => options.onProgress?.(`A connection failed: ${error.message}`));
    // Comes after every error, and without one where the other side simply goes.
    socket.once('close', () => {
      if (joining.delete(socket)) {
        told.failedConnections++;
        resolve(undefined);
      }
    });
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'join', room: `room ${index % options.rooms}`, name: `load ${index}` }));
    });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      if (message.type === 'joined') {
        joining.delete(socket);
        told.connected++;
        resolve(socket);
      } else if (message.type === 'said') {
        told.received++;
      } else if (message.type === 'refused') {
        told.refused++;
        if (joining.has(socket)) {
          socket.close();
        }
      }
    });
  });
}

/** Connects clients, spreads them over rooms, and lets them chat until the signal. Resolves with what happened. */
export async function runLoad(options: LoadOptions): Promise<LoadTold> {
  const { clients, messagesPerSecond, badShare, signal, onProgress } = options;
  const told: LoadTold = { connected: 0, sent: 0, received: 0, refused: 0, failedConnections: 0 };
  const sockets: WebSocket[] = [];
  const joining = new Set<WebSocket>();
  const giveUp = () => joining.forEach((socket) => socket.terminate());
  signal.addEventListener('abort', giveUp, { once: true });
  for (let first = 0; first < clients && !signal.aborted; first += CONNECT_AT_ONCE) {
    const batch = Array.from({ length: Math.min(CONNECT_AT_ONCE, clients - first) }, (_, i) =>
      open(options, first + i, told, joining)
    );
    sockets.push(...(await Promise.all(batch)).filter((socket) => socket !== undefined));
  }
  signal.removeEventListener('abort', giveUp);
  onProgress?.(`${sockets.length} of ${clients} clients are connected`);
  if (sockets.length > 0 && !signal.aborted) {
    const say = () => {
      const socket = sockets[isOneOf(sockets.length)];
      if (socket?.readyState === WebSocket.OPEN) {
        socket.send(Math.random() < badShare ? 'no JSON' : JSON.stringify({ type: 'say', text: text() }));
        told.sent++;
      }
    };
    const talking = setInterval(say, 1000 / messagesPerSecond);
    const reporting = setInterval(() => onProgress?.(`${told.sent} sent, ${told.received} received`), REPORT_MS);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    clearInterval(talking);
    clearInterval(reporting);
  }
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          if (socket.readyState === WebSocket.CLOSED) {
            resolve();
          } else {
            socket.once('close', () => resolve());
            socket.close();
          }
        })
    )
  );
  return told;
}
