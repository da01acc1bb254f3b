import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../stack/native/freePort';
import { Supervisor } from '../../stack/native/supervise';
import { waitFor } from '../../stack/native/waitFor';
import { nginxArguments, nginxFolder, nginxProgram } from './support/nginx';

/** The real door for logs, in front of a server that tells what reached it. */
let work: string;
let loki: Server;
let supervisor: Supervisor;
let port: number;
let ca: string;
const reached: string[] = [];

function tell(message: IncomingMessage, body: string): void {
  reached.push(`${message.method ?? ''} ${message.url ?? ''} ${message.headers['x-scope-orgid'] ?? '-'} ${body}`);
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'quayside-gateway-'));
  loki = createServer((message, answer) => {
    let body = '';
    message.on('data', (chunk: Buffer) => (body += chunk.toString()));
    message.on('end', () => {
      tell(message, body);
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => loki.listen(0, '127.0.0.1', resolve));
  const lokiPort = (loki.address() as AddressInfo).port;
  ({ port } = await freePort(0));
  const health = (await freePort(0, new Set([port]))).port;
  const folder = await nginxFolder('stack/gateway/nginx.conf', {
    work,
    addresses: new Map([
      ['listen 8443 ssl', `listen 127.0.0.1:${port} ssl`],
      ['127.0.0.1:8080', `127.0.0.1:${health}`],
      ['loki:3100', `127.0.0.1:${lokiPort}`],
    ]),
  });
  ca = readFileSync(join(folder, 'secrets', 'ca.crt'), 'utf8');
  supervisor = new Supervisor(work);
  const { logFile, exited } = supervisor.start({
    name: 'nginx',
    command: await nginxProgram(),
    // Started by root it would work as somebody who may not look into this test's folder.
    args: nginxArguments(folder, ['-g', `daemon off;${process.getuid?.() === 0 ? ' user root;' : ''}`]),
  });
  await waitFor('NGINX', async () => (await ask('/', {})) > 0 || undefined, {
    deadlineMs: 20_000,
    logFile,
    unless: exited,
  });
});
afterAll(async () => {
  await supervisor.stopAll();
  await new Promise((resolve) => loki.close(resolve));
  rmSync(work, { recursive: true, force: true });
});
beforeEach(() => reached.splice(0));

interface Asked {
  user?: string;
  method?: string;
  headers?: Record<string, string>;
  trusted?: string;
}

/** The status that the door answers with, over TLS that is verified. */
function ask(path: string, { user, method = 'GET', headers = {}, trusted = ca }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        path,
        method,
        headers,
        auth: user,
        ca: trusted,
        agent: false,
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      }
    );
    asked.on('error', reject);
    asked.end(method === 'POST' ? 'lines' : undefined);
  });
}

const PUSH = '/loki/api/v1/push';
const KNOWN = 'berlin-1:secret';

describe('the door for logs', () => {
  it('takes lines of a host that it knows, and lets nobody choose a tenant', async () => {
    expect(await ask(PUSH, { user: KNOWN, method: 'POST', headers: { 'x-scope-orgid': 'another' } })).toBe(204);
    expect(reached).toEqual([`POST ${PUSH} - lines`]);
  });

  it.each([
    ['nobody', undefined],
    ['a wrong password', 'berlin-1:wrong'],
    ['a host that it does not know', 'paris-1:secret'],
  ])('turns away %s', async (_who, user) => {
    expect(await ask(PUSH, { user, method: 'POST' })).toBe(401);
    expect(reached).toEqual([]);
  });

  it.each([
    '/loki/api/v1/query_range?query={host="x"}',
    '/loki/api/v1/rules',
    '/loki/api/v1/delete',
    '/metrics',
    '/config',
    '/',
  ])('does not give out %s, not even to a host that it knows', async (path) => {
    expect(await ask(encodeURI(path), { user: KNOWN })).toBe(404);
    expect(reached).toEqual([]);
  });

  it('does not let lines be read where they are pushed', async () => {
    expect(await ask(PUSH, { user: KNOWN })).toBe(403);
  });

  it('is not trusted with another authority’s certificate', async () => {
    await expect(ask(PUSH, { user: KNOWN, trusted: '' })).rejects.toThrow(/certificate|self.signed/i);
  });
});
