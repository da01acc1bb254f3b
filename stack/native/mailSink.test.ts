/** @jest-environment node */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startMailSink, type MailSink } from './mailSink';

let dir: string;
let sink: MailSink;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'quayside-mail-'));
  sink = await startMailSink(join(dir, 'mail'));
});
afterEach(async () => {
  await sink.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Says each line when the server has answered the one before; resolves with all answers. */
function talk(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(sink.port, '127.0.0.1');
    const left = [...lines];
    let told = '';
    socket.on('data', (data) => {
      told += data.toString();
      const next = left.shift();
      if (next !== undefined) {
        socket.write(`${next}\r\n`);
      }
    });
    socket.on('end', () => resolve(told));
    socket.on('error', reject);
  });
}

const HELLO = ['HELO alertmanager', 'MAIL FROM:<quayside@localhost>', 'RCPT TO:<administrators@localhost>', 'DATA'];

it('keeps every mail as a file, and sends none on', async () => {
  const told = await talk([...HELLO, 'Subject: A container is unhealthy\r\n\r\nweb on berlin-1\r\n.', 'QUIT']);
  expect(told).toContain('250');
  expect(readdirSync(sink.dir)).toEqual(['0001.eml']);
  expect(readFileSync(join(sink.dir, '0001.eml'), 'utf8')).toContain('web on berlin-1');
});

it('outlives a client that breaks off', async () => {
  const broken = connect(sink.port, '127.0.0.1');
  await new Promise((resolve) => broken.once('data', resolve));
  broken.resetAndDestroy();
  await talk([...HELLO, 'Subject: x\r\n\r\ny\r\n.', 'QUIT']);
  expect(readdirSync(sink.dir)).toEqual(['0001.eml']);
});
