/** @jest-environment node */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFleet } from './createFleet';
import { liveExporter } from './liveExporter';
import { liveLogs } from './liveLogs';
import type { LogStream } from './logStreams';
import { LokiError, pushToLoki } from './loki';
import { scrapeConfig } from './scrapeConfig';

const END = 1_795_380_000;

/** A Loki that answers as it is told, and remembers what it took. */
async function fakeLoki(answers: number[]) {
  const taken: LogStream[][] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = answers.shift() ?? 204;
      if (status < 300) {
        taken.push(JSON.parse(body).streams);
      }
      response.writeHead(status).end(status < 300 ? '' : 'as told');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, taken, close: () => new Promise((resolve) => server.close(resolve)) };
}

const ONE: LogStream[] = [{ stream: { host: 'a' }, values: [['1', 'line']] }];

describe('liveExporter', () => {
  it('serves every target that scrapeConfig names, and 503 for a host that is away', async () => {
    const fleet = createFleet({ end: END });
    const exporter = await liveExporter(fleet, { port: 0, now: () => END + 30 });
    try {
      const configs = scrapeConfig(fleet, exporter.address);
      expect(configs.map((config) => config.job_name)).toEqual(['cadvisor', 'node', 'shop-api', 'orders', 'media-api']);
      expect(configs.every((config) => config.honor_timestamps === false)).toBe(true);
      const instances = configs.flatMap((config) => config.static_configs.map(({ labels }) => labels.instance));
      expect(instances).toContain('10.0.0.5:8080');
      for (const { targets, labels } of configs.flatMap((config) => config.static_configs)) {
        const response = await fetch(`http://${targets[0]}${labels.__metrics_path__}`);
        expect([labels.instance, response.status]).toEqual([
          labels.instance,
          labels.instance?.startsWith('app-3') ? 503 : 200,
        ]);
        await response.text();
      }
      const text = await (await fetch(`http://${exporter.address}/cadvisor/web-1/metrics`)).text();
      expect(text).toContain('# TYPE container_cpu_usage_seconds_total counter\n');
      // Each family in one piece, or Prometheus' parser of some versions refuses it.
      const names = text
        .split('\n')
        .filter((line) => line.startsWith('# TYPE '))
        .map((line) => line.split(' ')[2]);
      expect(new Set(names).size).toBe(names.length);
      expect((await fetch(`http://${exporter.address}/nowhere`)).status).toBe(404);
    } finally {
      await exporter.close();
    }
  });
});

describe('pushToLoki', () => {
  it('tries again while Loki is busy', async () => {
    const loki = await fakeLoki([429, 503, 204]);
    await pushToLoki(loki.url, ONE);
    expect(loki.taken).toEqual([ONE]);
    await loki.close();
  });

  it('passes on a refusal at once', async () => {
    const loki = await fakeLoki([400]);
    await expect(pushToLoki(loki.url, ONE)).rejects.toThrow(LokiError);
    await expect(pushToLoki(loki.url, ONE)).resolves.toBeGreaterThan(0);
    await loki.close();
  });
});

describe('liveLogs', () => {
  it('goes on where the history ends, and tries again what was refused', async () => {
    const loki = await fakeLoki([400]);
    const now = Date.now() / 1000;
    const fleet = createFleet({ end: Math.floor(now) - 30 });
    const errors: Error[] = [];
    await new Promise<void>((resolve) => {
      const logs = liveLogs(fleet, {
        lokiUrl: loki.url,
        onError: (error) => errors.push(error),
        onPush: () => void logs.stop().then(resolve),
      });
    });
    await loki.close();
    expect(errors).toHaveLength(1);
    const times = loki.taken.flat().flatMap(({ values }) => values.map(([time]) => Number(time.slice(0, -6)) / 1000));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(fleet.end);
    expect(Math.min(...times)).toBeLessThan(fleet.end + 5);
    expect(Math.max(...times)).toBeLessThan(Date.now() / 1000);
  });
});
