/** @jest-environment node */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { checkHost } from './checkHost';

let server: Server;
let url: string;
let answers: Record<string, unknown>;
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer((message, answer) => {
    asked.push(decodeURIComponent((message.url ?? '').replaceAll('+', ' ')));
    const found = answers[(message.url ?? '').split('?')[0] ?? ''];
    answer.writeHead(found === undefined ? 500 : 200).end(JSON.stringify(found ?? 'out of memory'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const target = (job: string, health: string, lastError = '') => ({
  labels: { job, instance: 'berlin-1' },
  scrapeUrl: `https://berlin-1:9443/${job}/metrics`,
  health,
  lastError,
});
const check = () => checkHost('berlin-1', { prometheusUrl: url, lokiUrl: url });

it('says that all arrives', async () => {
  answers = {
    '/api/v1/targets': { data: { activeTargets: [target('cadvisor', 'up'), target('node', 'up')] } },
    '/loki/api/v1/series': { data: [{ host: 'berlin-1', container: 'web' }] },
  };
  expect((await check()).map(({ what, arrives }) => [what, arrives])).toEqual([
    ['cadvisor', true],
    ['node', true],
    ['logs', true],
  ]);
  expect(asked.find((one) => one.startsWith('/loki'))).toContain('{containers=~"berlin-1/.+"}');
});

it('says what does not arrive, and why', async () => {
  answers = {
    '/api/v1/targets': { data: { activeTargets: [target('cadvisor', 'down', 'server returned HTTP status 401')] } },
    '/loki/api/v1/series': { data: [] },
  };
  const [cadvisor, node, logs] = await check();
  expect(cadvisor).toMatchObject({ arrives: false, told: expect.stringContaining('401') as string });
  expect(node).toMatchObject({ arrives: false, told: expect.stringContaining('does not know it') as string });
  expect(logs).toMatchObject({ arrives: false, told: expect.stringContaining('no line') as string });
});

it('does not take a server that fails for a host that is silent', async () => {
  answers = {};
  const arrivals = await check();
  expect(arrivals.map(({ arrives }) => arrives)).toEqual([false, false]);
  arrivals.forEach(({ told }) => expect(told).toMatch(/could not be asked \(500.*stack\/ports\.yaml/s));
});
