import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** What somebody sent to an HTTP sink. */
export interface Received {
  path: string;
  body: string;
}

/** A server that takes whatever it is sent, and shows it. */
export interface Sink<T> {
  port: number;
  received: readonly T[];
  stop(): Promise<void>;
}

/** Answers as chat services do: Telegram gives the message that it took, PagerDuty the key of the event. */
const ANSWER = JSON.stringify({
  ok: true,
  result: { message_id: 1, date: 1, chat: { id: 1, type: 'group' }, text: 'taken' },
  status: 'success',
  dedup_key: 'key',
  message: 'taken',
});

/** A sink for everything that is sent by HTTP, on a free port of 127.0.0.1. */
export async function startHttpSink(): Promise<Sink<Received>> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      received.push({ path, body: Buffer.concat(chunks).toString('utf8') });
      // PagerDuty says that it took an event, and has not worked on it yet.
      response.writeHead(path.startsWith('/pagerduty') ? 202 : 200, { 'Content-Type': 'application/json' }).end(ANSWER);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A sink for mail, on a free port of 127.0.0.1. */
export async function startMailSink(): Promise<Sink<Email>> {
  const received: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          received.push(mail);
          done();
        }, done);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
