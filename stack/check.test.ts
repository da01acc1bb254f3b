/** @jest-environment node */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { checkPages, checkTable, whyBad, type PageQuery } from './check';

/** Answers queries by their text, as Prometheus and Loki do. */
function startServer(answers: Readonly<Record<string, unknown>>): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('query') ?? '';
    const data = answers[query];
    response.writeHead(data === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(data === undefined ? { error: `cannot parse ${query}` } : { data }));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    });
  });
}

const vector = (...values: number[]) => ({
  resultType: 'vector',
  result: values.map((value) => ({ metric: {}, value: [Date.now() / 1000, String(value)] })),
});
const streams = (ageSeconds: number) => ({
  resultType: 'streams',
  result: [{ stream: {}, values: [[`${Math.round((Date.now() / 1000 - ageSeconds) * 1e9)}`, 'a line']] }],
});

const query = (change: Partial<PageQuery>): PageQuery => ({
  page: 'Containers',
  id: 'container.cpu',
  source: 'metrics',
  expr: 'cpu',
  instant: true,
  mayBeEmpty: false,
  needs: ['cpu_total'],
  ...change,
});

describe('checkPages', () => {
  let server: Server;
  let url: string;

  const start = async (answers: Readonly<Record<string, unknown>>) => {
    ({ server, url } = await startServer(answers));
  };
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  it('tells the age of the samples that a page is made from, not of the answer', async () => {
    const now = Date.now() / 1000;
    await start({ cpu: vector(1, 2), 'max(max(timestamp(cpu_total)))': vector(now - 20) });
    const [result] = await checkPages([query({})], { prometheusUrl: url });
    expect(result).toMatchObject({ page: 'Containers', asked: 1, withData: 1, series: 2, empty: [], failed: [] });
    expect(result?.newestAge).toBeGreaterThanOrEqual(20);
    expect(result?.newestAge).toBeLessThan(25);
    expect(result && whyBad(result)).toBeUndefined();
  });

  it('calls a page bad whose data is old', async () => {
    await start({ cpu: vector(1), 'max(max(timestamp(cpu_total)))': vector(Date.now() / 1000 - 3600) });
    const [result] = await checkPages([query({})], { prometheusUrl: url });
    expect(result && whyBad(result)).toBe('the data is old');
  });

  it('finds the newest line by the stream selector of a log query', async () => {
    const expr = 'sum by (host) (count_over_time({job="nginx", note="a } b"} | json [5m]))';
    await start({ [expr]: vector(7), '{job="nginx", note="a } b"}': streams(12) });
    const [result] = await checkPages([query({ source: 'logs', expr, needs: [] })], { lokiUrl: url });
    expect(result?.newestAge).toBeGreaterThanOrEqual(11);
    expect(result?.newestAge).toBeLessThan(20);
  });

  it('names what failed, what is empty, and what nobody could be asked', async () => {
    await start({ cpu: vector(1), 'max(max(timestamp(cpu_total)))': vector(Date.now() / 1000), nothing: vector() });
    const results = await checkPages(
      [
        query({}),
        query({ id: 'broken', expr: 'sum(' }),
        query({ id: 'not-exported', expr: 'nothing' }),
        query({ id: 'check', expr: 'nothing', mayBeEmpty: true }),
        query({ page: 'Logs', id: 'lines', source: 'logs', expr: '{a="b"}' }),
      ],
      { prometheusUrl: url }
    );
    expect(results[0]).toMatchObject({ empty: ['not-exported'], failed: [expect.stringContaining('broken: 400')] });
    expect(results[1]).toMatchObject({ page: 'Logs', unasked: ['lines'] });
    const table = checkTable(results);
    expect(table).toMatch(/Containers +4 +1 +1 +\d s ago +1 failed/);
    expect(table).toMatch(/Logs +1 +0 +0 +- +1 of 1 had nobody to ask/);
    expect(table).toContain('Containers without data: not-exported');
  });
});
