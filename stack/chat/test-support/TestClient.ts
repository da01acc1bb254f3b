import { WebSocket } from 'ws';
import type { ServerMessage } from '../protocol';

type MessageOf<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;

/** A client whose messages can be waited for. */
export class TestClient {
  readonly got: ServerMessage[] = [];
  readonly socket: WebSocket;
  private readonly waiting = new Set<() => void>();
  /** The code with which it was closed. */
  readonly closed: Promise<number>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
    this.socket.on('message', (data) => {
      this.got.push(JSON.parse(String(data)) as ServerMessage);
      this.waiting.forEach((look) => look());
    });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Resolves when it is open; rejects with the refusal. */
  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve(this));
      this.socket.once('error', reject);
    });
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message of a type that came, or will come, and that `holds`. */
  next<Type extends ServerMessage['type']>(
    type: Type,
    holds: (message: MessageOf<Type>) => boolean = () => true
  ): Promise<MessageOf<Type>> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.got.find(
          (one): one is MessageOf<Type> => one.type === type && holds(one as MessageOf<Type>)
        );
        if (found) {
          this.waiting.delete(look);
          resolve(found);
        }
      };
      this.waiting.add(look);
      look();
    });
  }

  async join(room: string, name: string): Promise<MessageOf<'joined'>> {
    this.send({ type: 'join', room, name });
    return this.next('joined', (message) => message.room === room);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
