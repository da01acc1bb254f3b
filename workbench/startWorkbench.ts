import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi, type ApiAnswer, type ApiRequest } from './server/answerApi';
import { answerWorkbench } from './server/answerWorkbench';
import { bootData } from './server/bootData';
import { buildHost } from './server/buildHost';
import { hostPage } from './server/hostPage';
import { HttpError } from './server/HttpError';
import { PluginFiles } from './server/PluginFiles';
import { serveFile } from './server/serveFile';
import { Upstream, type UpstreamTimeouts } from './server/Upstream';
import { WorkbenchState } from './server/WorkbenchState';

export interface WorkbenchOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** Without one, the data source exists and can't be reached. */
  prometheusUrl?: string;
  lokiUrl?: string;
  /** The built plugin: the folder with module.js and plugin.json. */
  distDir: string;
  /** The app's jsonData. */
  settings: Record<string, unknown>;
  /** The Prometheus data source's scrape interval, as set in Grafana; `$__rate_interval` follows from it. */
  scrapeInterval?: string;
  timeouts?: Partial<UpstreamTimeouts>;
  /** Unix seconds that alert rules are evaluated at: the end of the data, where they are old. Now, where it is left out. */
  evaluateAt?: number;
  /** Told of every call that the workbench doesn't answer. */
  onUnanswered?: (method: string, path: string) => void;
}

export interface Workbench {
  url: string;
  stop(): Promise<void>;
}

/** Starts the workbench on 127.0.0.1: the plugin's pages without a Grafana, on the data of a real Prometheus and Loki. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const plugins = new PluginFiles(options.distDir);
  plugins.app(); // fails now, not on the first page, when nothing was built
  const hostDir = await buildHost();
  const state = new WorkbenchState(options.settings);
  const timeouts: UpstreamTimeouts = { upstreamMs: 60_000, faultMs: 2_000, ...options.timeouts };
  const upstreams = {
    prometheus: new Upstream('prometheus', options.prometheusUrl, state, timeouts),
    loki: new Upstream('loki', options.lokiUrl, state, timeouts),
  };
  const scrapeInterval = options.scrapeInterval ?? '';

  const server = createServer((request, response) => {
    const aborter = new AbortController();
    // A page that navigates away or refreshes must not leave its queries running upstream.
    response.on('close', () => aborter.abort());
    answer(request, response, aborter.signal).catch((error: unknown) => sendError(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://workbench');
    const { pathname: path } = url;
    const method = request.method ?? 'GET';
    if (method === 'GET' && serveFile(path, response, plugins, hostDir)) {
      return;
    }
    if (/^\/(api|apis|workbench)\//.test(path)) {
      const call: ApiRequest = {
        method,
        path,
        search: url.searchParams,
        body: await readBody(request),
        contentType: request.headers['content-type'] ?? '',
      };
      const before = state.unanswered.length;
      try {
        const isHook = path.startsWith('/workbench/');
        const result = isHook
          ? answerWorkbench(call, state)
          : await answerApi(call, {
              plugins,
              state,
              upstreams,
              scrapeInterval,
              signal,
              evaluateAt: options.evaluateAt,
            });
        send(response, result);
      } finally {
        if (state.unanswered.length > before) {
          options.onUnanswered?.(method, path);
        }
      }
      return;
    }
    if (method !== 'GET' || /^\/(public|avatar)\//.test(path)) {
      throw new HttpError(404, `There is no ${path}.`);
    }
    const app = plugins.app();
    const start = app.includes?.find(({ defaultNav }) => defaultNav)?.path ?? `/a/${app.id}`;
    if (path === '/') {
      response.writeHead(302, { location: `${start}${url.search}` }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(hostPage(bootData(app, state, scrapeInterval)));
  }

  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  const isJson = 'json' in answer;
  response.writeHead(answer.status, {
    'content-type': isJson ? 'application/json' : answer.contentType,
    'cache-control': 'no-store',
  });
  response.end(isJson ? JSON.stringify(answer.json) : answer.body);
}

function sendError(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) {
    return; // the client is gone: nobody to tell
  }
  if (error instanceof HttpError) {
    send(response, {
      status: error.status,
      json: { message: error.message, ...error.extra },
    });
    return;
  }
  console.error('workbench:', error);
  const message = error instanceof Error ? error.message : String(error);
  send(response, { status: 500, json: { message: `The workbench failed: ${message}` } });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
