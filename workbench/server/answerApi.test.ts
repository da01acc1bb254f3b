/** @jest-environment node */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerApi, type ApiContext, type ApiRequest } from './answerApi';
import { HttpError } from './HttpError';
import { PluginFiles } from './PluginFiles';
import { Upstream } from './Upstream';
import { WorkbenchState } from './WorkbenchState';

const PROMETHEUS = { uid: 'quayside-prometheus', type: 'prometheus' };

describe('answerApi', () => {
  let backend: Server;
  let distDir: string;
  let context: ApiContext;
  let received: Array<{ url: string; body: string }>;

  beforeAll(async () => {
    distDir = mkdtempSync(path.join(tmpdir(), 'workbench-'));
    const plugin = { id: 'an-app', type: 'app', name: 'App', info: { version: '1.0.0' } };
    writeFileSync(path.join(distDir, 'plugin.json'), JSON.stringify(plugin));
    backend = createServer((request, response) => {
      void read(request).then((body) => {
        received.push({ url: request.url ?? '', body });
        const bad = body.includes('bad') || request.url?.includes('bad');
        response.writeHead(bad ? 400 : 200, { 'content-type': 'application/json' });
        const answer = { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '2'] }] } };
        response.end(JSON.stringify(bad ? { status: 'error', errorType: 'bad_data', error: 'no' } : answer));
      });
    });
    await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    rmSync(distDir, { recursive: true });
    await new Promise((resolve) => backend.close(resolve));
  });

  beforeEach(() => {
    received = [];
    const state = new WorkbenchState({ old: true });
    const url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    const timeouts = { upstreamMs: 5_000, faultMs: 10 };
    context = {
      state,
      plugins: new PluginFiles(distDir),
      upstreams: {
        prometheus: new Upstream('prometheus', url, state, timeouts),
        loki: new Upstream('loki', url, state, timeouts),
      },
      scrapeInterval: '15s',
      signal: new AbortController().signal,
    };
  });

  const call = (method: string, target: string, body = '', contentType = 'application/json') => {
    const url = new URL(target, 'http://workbench');
    const request: ApiRequest = { method, path: url.pathname, search: url.searchParams, body, contentType };
    return answerApi(request, context);
  };
  const query = async (...queries: object[]) => {
    const answer = await call('POST', '/api/ds/query', JSON.stringify({ from: '1000', to: '61000', queries }));
    return answer as {
      status: number;
      json: { results: Record<string, { status: number; error?: string; frames?: unknown[] }> };
    };
  };

  it('answers each query for itself, and 400 for all when one failed', async () => {
    const { status, json } = await query(
      { refId: 'A', datasource: PROMETHEUS, expr: 'up', instant: true },
      { refId: 'B', datasource: PROMETHEUS, expr: 'bad', instant: true }
    );
    expect(status).toBe(400);
    expect(json.results.A).toMatchObject({ status: 200, frames: [{ schema: { refId: 'A' } }] });
    expect(json.results.B).toMatchObject({ status: 400, error: 'bad_data: no' });
  });

  it('aligns a range to its step and records what was sent', async () => {
    await query({ refId: 'A', datasource: PROMETHEUS, expr: 'up', intervalMs: 15_000 });
    expect(received[0]?.body).toBe('query=up&start=0&end=60&step=15');
    expect(context.state.requests).toMatchObject([{ upstream: 'prometheus', via: 'query', query: 'up', status: 200 }]);
    expect(context.state.requests[0]?.bytes).toBeGreaterThan(50);
  });

  test.each<['down' | '500' | 'timeout', number, RegExp]>([
    ['down', 502, /^Post "http.*\/api\/v1\/query": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/],
    ['500', 500, /^unexpected response with status code 500/],
    ['timeout', 502, /Client\.Timeout exceeded/],
  ])('shows a Prometheus that is %s as Grafana does', async (fault, status, message) => {
    context.state.setFaults({ prometheus: fault });
    const { json } = await query({ refId: 'A', datasource: PROMETHEUS, expr: 'up', instant: true });
    expect(json.results.A).toMatchObject({ status, error: expect.stringMatching(message) });
    expect(received).toEqual([]);
  });

  it('hides the cause of a failed resource call, as Grafana does', async () => {
    context.state.setFaults({ prometheus: 'down' });
    const failure = call('GET', '/api/datasources/uid/quayside-prometheus/resources/api/v1/labels');
    await expect(failure).rejects.toMatchObject({ status: 500, message: 'An error occurred within the plugin' });
  });

  it('passes forms to Prometheus and paths to Loki', async () => {
    const base = '/api/datasources/uid';
    const form = 'query=up&match[]=a&match[]=b';
    await call('POST', `${base}/quayside-prometheus/resources/api/v1/query`, form, 'application/x-www-form-urlencoded');
    await call('GET', `${base}/quayside-loki/resources/label/app/values?start=1`);
    expect(received).toEqual([
      { url: '/api/v1/query', body: 'query=up&match%5B%5D=a&match%5B%5D=b' },
      { url: '/loki/api/v1/label/app/values?start=1', body: '' },
    ]);
  });

  it('keeps settings that an administrator saves, and refuses a viewer', async () => {
    const save = () =>
      call('POST', '/api/plugins/an-app/settings', JSON.stringify({ enabled: true, jsonData: { fresh: 1 } }));
    await save();
    const saved = (await call('GET', '/api/plugins/an-app/settings')) as { json: unknown };
    expect(saved.json).toMatchObject({ enabled: true, jsonData: { fresh: 1 } });
    context.state.setFaults({ role: 'Viewer' });
    await expect(save()).rejects.toMatchObject({ status: 403 });
  });

  it('has no data source that was taken away', async () => {
    context.state.setFaults({ datasources: 'loki' });
    expect(((await call('GET', '/api/datasources')) as { json: unknown[] }).json).toHaveLength(1);
    await expect(query({ refId: 'A', datasource: PROMETHEUS, expr: 'up' })).rejects.toMatchObject({ status: 404 });
  });

  it('says which call it does not answer, and remembers it', async () => {
    await expect(call('GET', '/api/teams')).rejects.toThrow(HttpError);
    expect(context.state.unanswered).toMatchObject([{ method: 'GET', path: '/api/teams' }]);
  });

  it('refuses a fault that it does not know', () => {
    expect(() => context.state.setFaults({ prometheus: 'broken' })).toThrow(/unknown fault/);
  });
});

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text;
}
