import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { InjectedFault, type Faults } from './Faults';
import type { ChatMetrics } from './metrics';

interface HandlerOptions {
  metrics: ChatMetrics;
  log: Logger;
  faults: Faults;
  /** Whether /faults is there at all. */
  faultsOpen: boolean;
  rooms: () => Array<{ room: string; people: number }>;
  /** False from the moment the service begins to stop. */
  isServing: () => boolean;
}

interface Answer {
  status: number;
  type: string;
  body: string;
  cache?: string;
}

/** Beside the code, and beside the bundle that is made of it. */
const PAGE_DIR = join(__dirname, 'page');
const PAGE: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/chat.js': { file: 'chat.js', type: 'text/javascript; charset=utf-8' },
  '/chat.css': { file: 'chat.css', type: 'text/css; charset=utf-8' },
};

/** Nothing from elsewhere, nothing within the page's own markup, and nobody may frame it. */
const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const BODY_LIMIT = 10_000;

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(value)}\n`,
});
const text = (status: number, body: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk);
    if (body.length > BODY_LIMIT) {
      throw new SyntaxError('The body is too long');
    }
  }
  return JSON.parse(body);
}

/** Everything of the service that is plain HTTP: its page, its health, its metrics, its list of rooms. */
export function httpHandler(options: HandlerOptions): RequestListener {
  const { metrics, log, faults, faultsOpen, rooms, isServing } = options;
  const page = new Map(
    Object.entries(PAGE).map(([path, { file, type }]): [string, Answer] => [
      path,
      { status: 200, type, body: readFileSync(join(PAGE_DIR, file), 'utf8'), cache: 'no-cache' },
    ])
  );

  const changeFaults = async (request: IncomingMessage): Promise<Answer> => {
    try {
      const plan = faults.set(await bodyOf(request));
      log.warn({ event: 'faults', ...plan }, 'Faults are injected as asked');
      return json(200, plan);
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof SyntaxError) {
        return json(400, { error: error.message });
      }
      throw error;
    }
  };

  const listRooms = async (): Promise<Answer> => {
    await faults.strike('the list of rooms');
    return json(200, { rooms: rooms() });
  };

  /** By method and path. What stands here is also what the metrics call it: any other path is one route to them. */
  const routes: Record<string, (request: IncomingMessage) => Answer | Promise<Answer>> = {
    'GET /api/rooms': listRooms,
    'GET /health': () => (isServing() ? text(200, 'ok') : text(503, 'stopping')),
    'GET /metrics': async () => ({
      status: 200,
      type: metrics.registry.contentType,
      body: await metrics.registry.metrics(),
    }),
    ...(faultsOpen ? { 'GET /faults': () => json(200, faults.current), 'PUT /faults': changeFaults } : {}),
  };

  const answer = async (request: IncomingMessage, path: string): Promise<Answer> => {
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const route = routes[`${method} ${path}`];
    if (route) {
      return route(request);
    }
    const file = page.get(path);
    if (file && method === 'GET') {
      return file;
    }
    const known = file !== undefined || Object.keys(routes).some((one) => one.endsWith(` ${path}`));
    return known ? text(405, 'Not with this method') : text(404, 'Nothing here');
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const began = process.hrtime.bigint();
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    let answered: Answer;
    try {
      answered = await answer(request, path);
    } catch (error) {
      metrics.errors.inc({ reason: error instanceof InjectedFault ? 'fault' : 'internal' });
      log.error({ event: 'request_failed', path: path.slice(0, 200), err: error }, 'A request failed');
      answered = json(500, { error: 'Something went wrong here' });
    }
    const { status, type, body, cache = 'no-store' } = answered;
    response.writeHead(status, {
      ...SECURITY_HEADERS,
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': cache,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    const known = status !== 404 && status !== 405;
    metrics.requests.observe(
      { method: known ? (request.method ?? '') : 'other', route: known ? path : 'other', code: String(status) },
      Number(process.hrtime.bigint() - began) / 1e9
    );
  };
  return (request, response) => void handle(request, response);
}
