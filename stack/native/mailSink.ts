import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { SMTPServer } from 'smtp-server';

/** Where mails go that the stack's Alertmanager sends without Docker. */
export interface MailSink {
  port: number;
  /** Each mail is a file here, `0001.eml` the first. */
  dir: string;
  stop: () => Promise<void>;
}

/** More is no mail of Alertmanager's. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Takes every mail, on this machine only, and sends none on: what mailpit is in the stack with Docker. */
export async function startMailSink(dir: string): Promise<MailSink> {
  mkdirSync(dir, { recursive: true });
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        count++;
        writeFileSync(join(dir, `${String(count).padStart(4, '0')}.eml`), Buffer.concat(chunks));
        done();
      });
    },
  });
  // A client that breaks off is its own affair; without a listener it would end this process.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    dir,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
