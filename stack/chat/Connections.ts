import type { Logger } from 'pino';
import { WebSocket, type RawData } from 'ws';
import { InjectedFault, type Faults } from './Faults';
import type { ChatMetrics } from './metrics';
import { parseClientMessage, Refused, type Refusal, type ServerMessage } from './protocol';
import { Rooms, type Member } from './Rooms';
import type { Limits } from './settings';
import { TokenBucket } from './TokenBucket';

/** One open chat. */
interface Client extends Member {
  id: number;
  socket: WebSocket;
  room: string | undefined;
  bucket: TokenBucket;
  /** False until it has answered the last ping. */
  alive: boolean;
  /** What it sent is done one after the other, so that answers keep their order. */
  doing: Promise<void>;
  /** Messages that wait to be done. */
  waiting: number;
  /** Messages in a row that came too fast. */
  tooFast: number;
}

/** Bytes that may wait for a client that reads too slowly before it is let go. */
const MOST_UNSENT_BYTES = 1_000_000;
/** Messages of one client that may wait, while each is done in turn. */
const MOST_WAITING = 100;
/** Messages in a row that came too fast: nobody types like that, and each refusal costs a line of the log. */
const MOST_TOO_FAST = 50;
/** By RFC 6455: the client has sent what it may not, or should come back later. */
const CLOSE = { policy: 1008, restart: 1012 } as const;

/** Everybody who is connected, and what they tell each other. */
export class Connections {
  readonly rooms: Rooms<Client>;
  private readonly clients = new Set<Client>();
  private lastId = 0;

  constructor(
    private readonly limits: Limits,
    private readonly metrics: ChatMetrics,
    private readonly faults: Faults,
    private readonly log: Logger
  ) {
    this.rooms = new Rooms(limits);
  }

  get count(): number {
    return this.clients.size;
  }

  get isFull(): boolean {
    return this.clients.size >= this.limits.clients;
  }

  /** Takes on a socket that was just opened. */
  add(socket: WebSocket): void {
    const client: Client = {
      id: ++this.lastId,
      name: '',
      socket,
      room: undefined,
      bucket: new TokenBucket(this.limits.messagesPerSecond, Date.now()),
      alive: true,
      doing: Promise.resolve(),
      waiting: 0,
      tooFast: 0,
    };
    this.clients.add(client);
    this.metrics.connections.inc({ outcome: 'accepted' });
    this.log.debug({ event: 'connected', client: client.id }, 'A client has connected');
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('message', (data, isBinary) => this.receive(client, data, isBinary));
    socket.on('error', (error) => {
      // A frame that is too large or broken: ws closes the socket itself, with the right code.
      this.metrics.errors.inc({
        reason: 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too_large' : 'protocol',
      });
      this.log.warn({ event: 'socket_error', client: client.id, err: error }, 'A socket failed');
    });
    socket.on('close', (code) => {
      this.clients.delete(client);
      this.leave(client);
      this.log.debug({ event: 'disconnected', client: client.id, code }, 'A client has gone');
    });
  }

  /** Ends who has not answered since the last call, and asks all others whether they are there. */
  heartbeat(): void {
    for (const client of this.clients) {
      if (!client.alive) {
        client.socket.terminate();
        continue;
      }
      client.alive = false;
      client.socket.ping();
    }
  }

  /** Tells everybody to come back in a moment; who has not gone after `graceMs` is cut off. */
  async close(graceMs: number): Promise<void> {
    const sockets = [...this.clients].map(({ socket }) => socket);
    const gone = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          if (socket.readyState === WebSocket.CLOSED) {
            resolve();
          } else {
            socket.once('close', () => resolve());
            socket.close(CLOSE.restart, 'The service restarts');
          }
        })
    );
    const cutOff = setTimeout(() => sockets.forEach((socket) => socket.terminate()), graceMs);
    await Promise.all(gone);
    clearTimeout(cutOff);
  }

  private receive(client: Client, data: RawData, isBinary: boolean): void {
    const arrived = process.hrtime.bigint();
    const text = isBinary ? '' : String(data);
    this.metrics.bytes.inc({ direction: 'in' }, Buffer.byteLength(text));
    if (client.waiting >= MOST_WAITING) {
      this.metrics.errors.inc({ reason: 'rate_limited' });
      client.socket.close(CLOSE.policy, 'Too many messages');
      return;
    }
    client.waiting++;
    client.doing = client.doing
      .then(() => this.handle(client, text, arrived))
      .finally(() => {
        client.waiting--;
      });
  }

  private async handle(client: Client, text: string, arrived: bigint): Promise<void> {
    try {
      if (client.socket.readyState !== WebSocket.OPEN) {
        return;
      }
      if (!client.bucket.take(Date.now())) {
        if (++client.tooFast > MOST_TOO_FAST) {
          client.socket.close(CLOSE.policy, 'Too many messages');
        }
        throw new Refused('rate_limited', `At most ${this.limits.messagesPerSecond} messages a second: wait a moment`);
      }
      client.tooFast = 0;
      const message = parseClientMessage(text, this.limits.messageChars);
      switch (message.type) {
        case 'join':
          this.join(client, message.room, message.name);
          break;
        case 'leave':
          this.leave(client);
          break;
        case 'say':
          await this.say(client, message.text, arrived);
          this.metrics.messages.inc({ outcome: 'accepted' });
          break;
      }
    } catch (error) {
      this.refuse(client, error);
    }
  }

  private refuse(client: Client, error: unknown): void {
    const refused = error instanceof Refused;
    const reason: Refusal | 'internal' = refused ? error.reason : error instanceof InjectedFault ? 'fault' : 'internal';
    this.metrics.messages.inc({ outcome: refused ? 'refused' : 'failed' });
    this.metrics.errors.inc({ reason });
    if (refused) {
      this.log.info({ event: 'refused', client: client.id, reason }, 'A message was refused');
    } else {
      this.log.error({ event: 'message_failed', client: client.id, reason, err: error }, 'A message failed');
    }
    this.send(client, {
      type: 'refused',
      reason: refused ? error.reason : 'fault',
      text: refused ? error.message : 'Something went wrong here: your message was not delivered',
    });
  }

  private join(client: Client, room: string, name: string): void {
    const before = { room: client.room, name: client.name };
    this.leave(client);
    client.name = name;
    try {
      const { people, history } = this.rooms.join(room, client);
      client.room = room;
      this.log.info({ event: 'joined', client: client.id, people: people.length }, 'A client has joined a room');
      this.send(client, { type: 'joined', room, name, people, history });
      this.tellPeople(room, client);
    } catch (error) {
      // Who was not let in stays where it was.
      if (before.room !== undefined) {
        client.name = before.name;
        this.rooms.join(before.room, client);
        client.room = before.room;
        this.tellPeople(before.room);
      }
      throw error;
    }
  }

  private leave(client: Client): void {
    const { room } = client;
    if (room !== undefined) {
      client.room = undefined;
      this.rooms.leave(room, client);
      this.tellPeople(room);
    }
  }

  private async say(client: Client, text: string, arrived: bigint): Promise<void> {
    if (client.room === undefined) {
      throw new Refused('not_joined', 'Join a room first');
    }
    await this.faults.strike('the delivery of a message');
    // It may have left while that took its time.
    const { room } = client;
    if (room === undefined) {
      return;
    }
    const message = this.rooms.say(room, client.name, text, Date.now());
    const timed = this.metrics.broadcast.startTimer();
    this.broadcast(this.rooms.members(room), { type: 'said', message });
    timed();
    this.metrics.size.observe(Buffer.byteLength(text));
    this.metrics.latency.observe(Number(process.hrtime.bigint() - arrived) / 1e9);
  }

  private tellPeople(room: string, except?: Client): void {
    const people = this.rooms.people(room);
    this.broadcast(
      this.rooms.members(room).filter((member) => member !== except),
      { type: 'people', people }
    );
  }

  private broadcast(clients: readonly Client[], message: ServerMessage): void {
    const text = JSON.stringify(message);
    for (const client of clients) {
      this.sendText(client, text);
    }
  }

  private send(client: Client, message: ServerMessage): void {
    this.sendText(client, JSON.stringify(message));
  }

  private sendText(client: Client, text: string): void {
    const { socket } = client;
    if (socket.readyState !== WebSocket.OPEN) {
      return;
    }
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) {
      this.metrics.errors.inc({ reason: 'slow_client' });
      this.log.warn({ event: 'slow_client', client: client.id }, 'A client reads too slowly and is let go');
      socket.terminate();
      return;
    }
    this.metrics.bytes.inc({ direction: 'out' }, Buffer.byteLength(text));
    socket.send(text);
  }
}
