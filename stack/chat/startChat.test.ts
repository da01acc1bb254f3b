/** @jest-environment node */
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { runLoad } from './runLoad';
import { chatSettings } from './settings';
import { startChat, type Chat } from './startChat';
import { TestClient } from './test-support/TestClient';

let chat: Chat;
let file: string;
const clients: TestClient[] = [];

async function start(env: Record<string, string> = {}): Promise<void> {
  file = join(mkdtempSync(join(tmpdir(), 'chat-')), 'chat.log');
  chat = await startChat(chatSettings({ CHAT_PORT: '0', CHAT_LOG: 'file', CHAT_LOG_FILE: file, ...env }));
}

async function client(headers: Record<string, string> = {}): Promise<TestClient> {
  const one = new TestClient(chat.url, headers);
  clients.push(one);
  return one.opened();
}

/** What the log says, once the service has ended. */
async function logged(): Promise<Array<Record<string, unknown>>> {
  await chat.stop();
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The value of a series as Prometheus would scrape it; 0 where it is not there. */
async function metric(series: string): Promise<number> {
  const text = await (await fetch(`${chat.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line ? Number(line.slice(series.length + 1)) : 0;
}

afterEach(async () => {
  clients.splice(0).forEach(({ socket }) => socket.terminate());
  await chat.stop();
});

describe('chatting', () => {
  beforeEach(() => start());

  test('what one says, all of the room hear, and nobody else', async () => {
    const [ada, bob, eve] = [await client(), await client(), await client()];
    await ada.join('lobby', 'Ada');
    await bob.join('lobby', 'Bob');
    await eve.join('harbour', 'Eve');
    ada.send({ type: 'say', text: '<img src=x onerror=alert(1)>' });
    const { message } = await bob.next('said');
    expect(message).toMatchObject({ name: 'Ada', text: '<img src=x onerror=alert(1)>' });
    await ada.next('said');
    expect((await (await client()).join('lobby', 'Zoe')).history).toEqual([message]);
    expect(eve.got.filter(({ type }) => type === 'said')).toEqual([]);
  });

  test('who comes and goes is told', async () => {
    const ada = await client();
    await ada.join('lobby', 'Ada');
    const bob = await client();
    await bob.join('lobby', 'Bob');
    await ada.next('people', ({ people }) => people.join() === 'Ada,Bob');
    await bob.close();
    await ada.next('people', ({ people }) => people.join() === 'Ada');
  });

  test('who is not let in stays where it was', async () => {
    const [ada, bob] = [await client(), await client()];
    await ada.join('lobby', 'Ada');
    await bob.join('harbour', 'ada');
    bob.send({ type: 'join', room: 'lobby', name: 'ADA' });
    expect(await bob.next('refused')).toMatchObject({ reason: 'name_taken' });
    bob.send({ type: 'say', text: 'still here' });
    expect((await bob.next('said')).message).toMatchObject({ name: 'ada', text: 'still here' });
  });

  test('what is wrong is refused with its reason, counted, and logged without its words', async () => {
    const ada = await client();
    ada.send({ type: 'say', text: 'secret words' });
    expect(await ada.next('refused')).toMatchObject({ reason: 'not_joined' });
    ada.send('no JSON');
    await ada.next('refused', ({ reason }) => reason === 'invalid');
    expect(await metric('chat_errors_total{reason="not_joined"}')).toBe(1);
    expect(await metric('chat_messages_total{outcome="refused"}')).toBe(2);
    const lines = await logged();
    expect(lines.filter(({ event }) => event === 'refused').map(({ reason }) => reason)).toEqual([
      'not_joined',
      'invalid',
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret words');
  });

  test('a page of another site may not connect; a program may', async () => {
    await expect(client({ origin: 'https://evil.example' })).rejects.toThrow(/403/);
    await expect(client({ origin: 'null' })).rejects.toThrow(/403/);
    await expect(client({ origin: chat.url })).resolves.toBeDefined();
    await expect(client()).resolves.toBeDefined();
    expect(await metric('chat_connections_total{outcome="wrong_origin"}')).toBe(2);
  });

  test('a frame that is too large ends the connection', async () => {
    const ada = await client();
    ada.send('x'.repeat(20_000));
    expect(await ada.closed).toBe(1009);
    expect(await metric('chat_errors_total{reason="too_large"}')).toBe(1);
  });
});

describe('limits', () => {
  test('who is too fast is told, and let go if it goes on', async () => {
    await start({ CHAT_MESSAGES_PER_SECOND: '1' });
    const ada = await client();
    for (let i = 0; i < 60; i++) {
      ada.send({ type: 'leave' });
    }
    expect(await ada.next('refused')).toMatchObject({ reason: 'rate_limited' });
    expect(await ada.closed).toBe(1008);
  });

  test('a full service says so', async () => {
    await start({ CHAT_MAX_CLIENTS: '1' });
    const ada = await client();
    await expect(client()).rejects.toThrow(/503/);
    await ada.close();
    await expect(client()).resolves.toBeDefined();
  });
});

describe('over HTTP', () => {
  test('the page allows nothing but its own files, and is whole', async () => {
    await start();
    const page = await fetch(chat.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
    expect(files).toEqual(['chat.css', 'chat.js']);
    for (const name of files) {
      expect((await fetch(`${chat.url}/${name}`)).status).toBe(200);
    }
    expect(html).not.toMatch(/<script>|style=|\son\w+=/);
  });

  test('other paths are one route to the metrics, and no file can be reached', async () => {
    await start();
    for (const path of ['/../settings.ts', '/%2e%2e/settings.ts', '/page/index.html', '/a', '/b', '/faults']) {
      expect((await fetch(`${chat.url}${path}`)).status).toBe(404);
    }
    expect((await fetch(chat.url, { method: 'DELETE' })).status).toBe(405);
    expect(await metric('http_request_duration_seconds_count{method="other",route="other",code="404"}')).toBe(6);
  });

  test('metrics are of all four types', async () => {
    await start();
    const ada = await client();
    await ada.join('lobby', 'Ada');
    ada.send({ type: 'say', text: 'hello' });
    await ada.next('said');
    const text = await (await fetch(`${chat.url}/metrics`)).text();
    for (const [name, type] of [
      ['chat_messages_total', 'counter'],
      ['chat_connected_clients', 'gauge'],
      ['chat_message_latency_seconds', 'histogram'],
      ['chat_broadcast_seconds', 'summary'],
    ]) {
      expect(text).toContain(`# TYPE ${name} ${type}`);
    }
    expect(await metric('chat_connected_clients')).toBe(1);
    expect(await metric('chat_rooms')).toBe(1);
    expect(await metric('chat_messages_total{outcome="accepted"}')).toBe(1);
    expect(await metric('chat_message_size_bytes_bucket{le="16"}')).toBe(1);
    expect(await metric('chat_broadcast_seconds_count')).toBe(1);
    expect(await metric('chat_broadcast_seconds{quantile="0.99"}')).toBeGreaterThan(0);
  });
});

describe('faults', () => {
  const put = (plan: unknown) => fetch(`${chat.url}/faults`, { method: 'PUT', body: JSON.stringify(plan) });

  test('are injected where that is allowed: messages and requests fail, with a stack in the log', async () => {
    await start({ CHAT_FAULTS: 'on' });
    expect((await put({ errorShare: 2 })).status).toBe(400);
    expect((await put({ errorShare: 1 })).status).toBe(200);
    const ada = await client();
    await ada.join('lobby', 'Ada');
    ada.send({ type: 'say', text: 'hello' });
    expect(await ada.next('refused')).toMatchObject({ reason: 'fault' });
    expect((await fetch(`${chat.url}/api/rooms`)).status).toBe(500);
    expect(await metric('chat_messages_total{outcome="failed"}')).toBe(1);
    expect(await metric('chat_errors_total{reason="fault"}')).toBe(2);
    await put({});
    expect((await fetch(`${chat.url}/api/rooms`)).status).toBe(200);
    const failures = (await logged()).filter(({ level }) => level === 'error');
    expect(failures.map(({ event }) => event)).toEqual(['message_failed', 'request_failed']);
    expect(JSON.stringify(failures[0])).toContain('InjectedFault: Cannot reach the store of messages');
  });
});

describe('the end', () => {
  test('everybody is told to come back, health says so, and the log is complete', async () => {
    await start();
    const ada = await client();
    await ada.join('lobby', 'Ada');
    expect(await (await fetch(`${chat.url}/health`)).text()).toBe('ok\n');
    const { url } = chat;
    const lines = await logged();
    expect(await ada.closed).toBe(1012);
    expect(lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['started', 'joined', 'stopping']));
    expect(lines[lines.length - 1]).toMatchObject({ level: 'info', event: 'stopped' });
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});

describe('load', () => {
  test('many clients connect, chat in their rooms, and leave', async () => {
    await start({ CHAT_LOG: 'file' });
    const stop = new AbortController();
    const enough = async () => {
      while ((await metric('chat_messages_total{outcome="accepted"}')) < 20) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await metric('chat_connected_clients')).toBe(120);
      expect(await metric('chat_rooms')).toBe(4);
      stop.abort();
    };
    const [told] = await Promise.all([
      runLoad({ url: chat.url, clients: 120, rooms: 4, messagesPerSecond: 200, badShare: 0.05, signal: stop.signal }),
      enough(),
    ]);
    expect(told).toMatchObject({ connected: 120, failedConnections: 0 });
    expect(told.received).toBeGreaterThan(20 * 20);
  });

  /** A service that takes connections, and ends each before anybody is let in. */
  async function ending(end: (socket: WebSocket) => void): Promise<{ url: string; close: () => void }> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', end);
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
  }
  const few = { clients: 3, rooms: 1, messagesPerSecond: 10, badShare: 0 };

  test('ends where connections are closed before anybody is let in', async () => {
    await start();
    const closing = await ending((socket) => socket.close(1013));
    try {
      const told = await runLoad({ ...few, url: closing.url, signal: new AbortController().signal });
      expect(told).toMatchObject({ connected: 0, failedConnections: 3 });
    } finally {
      closing.close();
    }
  });

  test('ends when it is stopped while nobody answers', async () => {
    await start();
    const stop = new AbortController();
    let connected = 0;
    const silent = await ending(() => {
      if (++connected === 3) {
        stop.abort();
      }
    });
    try {
      expect(await runLoad({ ...few, url: silent.url, signal: stop.signal })).toMatchObject({ connected: 0 });
    } finally {
      silent.close();
    }
  });
});
