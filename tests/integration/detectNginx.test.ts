import { detectNginx } from '../../src/discovery/detectNginx';
import { DOCKER } from '../../src/signals/conventions';
import { connectBoth, LOKI } from './support/doctorRuntime';
import { pushLines, type TimedLine } from './support/pushLines';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'));

const END = Date.parse('2026-11-20T12:00:00Z');
let loki: SmallLoki;

const combined = (n: number) =>
  `10.0.0.${n % 250} - - [20/Nov/2026:11:59:00 +0000] "GET /item/${n} HTTP/1.1" 200 512 "-" "curl/8.4"`;
const json = (n: number) =>
  JSON.stringify({
    ts: '2026-11-20T11:59:00Z',
    ip: `10.0.0.${n % 250}`,
    verb: 'GET',
    url: `/a/${n}`,
    http_status: 200,
  });

/** Lines that end `before` milliseconds before the end, ten milliseconds apart. */
const lines = (count: number, before: number, line: (n: number) => string): TimedLine[] =>
  Array.from({ length: count }, (_, n) => [END - before - (count - n) * 10, line(n)]);

/** All on one Loki, the first by far the busiest. */
const STREAMS: ReadonlyArray<[Record<string, string>, TimedLine[]]> = [
  [{ host: 'web-1', container: 'edge' }, lines(2000, 0, combined)],
  [{ host: 'web-2', container: 'quiet-edge' }, lines(5, 20 * 60_000, combined)],
  [{ host: 'web-2', container: 'api-gateway' }, lines(5, 30 * 60_000, json)],
  [
    { host: 'web-3', container: 'wrapped' },
    lines(5, 30 * 60_000, (n) => JSON.stringify({ log: `${json(n)}\n`, stream: 'stdout', time: 'T' })),
  ],
  // NGINX on the host itself.
  [{ job: 'nginx', filename: '/var/log/nginx/access.log' }, lines(5, 10 * 60_000, combined)],
  // A number called code is not yet an access log.
  [{ host: 'web-1', container: 'worker' }, lines(800, 0, (n) => JSON.stringify({ code: 200, msg: `job ${n} done` }))],
];

beforeAll(async () => {
  loki = await startSmallLoki();
  connectBoth('http://127.0.0.1:9', loki.url);
  for (const [stream, pushed] of STREAMS) {
    await pushLines(loki.url, stream, pushed);
  }
});

afterAll(() => loki?.stop());

it('finds quiet access logs beside a busy one, of containers and of hosts, in any format', async () => {
  const found = await detectNginx(LOKI, DOCKER.logs, END);
  const told = found.map(({ conventions: { access } }) => ({
    streams: access.matchers.map(({ label, op, value }) => `${label}${op}${value}`).join(','),
    format: access.format.kind,
    wrapped: access.wrapper !== undefined,
    status: access.format.kind === 'json' ? access.format.fields.status : undefined,
  }));
  expect(told).toEqual(
    expect.arrayContaining([
      { streams: 'service_name=~edge|quiet-edge', format: 'combined', wrapped: false, status: undefined },
      { streams: 'service_name=api-gateway', format: 'json', wrapped: false, status: 'http_status' },
      { streams: 'service_name=wrapped', format: 'json', wrapped: true, status: 'http_status' },
      { streams: 'job=nginx,container=', format: 'combined', wrapped: false, status: undefined },
    ])
  );
  expect(told).toHaveLength(4);
  expect(told[0]?.format).toBe('combined');
});
