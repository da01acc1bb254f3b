/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createFleet } from './createFleet';
import type { FleetOptions } from './options';
import { logSources, streamsBetween, type LogStream } from './logStreams';
import { nginxBetween } from './measures';

const END = 1_795_380_000;
const REAL = join(__dirname, '../tests/fixtures/real');
const COMBINED = /^\S+ - \S+ \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[^"]*" \d{3} \d+ "[^"]*" "[^"]*"$/;
const ERROR = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[error\] \d+#\d+: \*\d+ .+, client: \S+, server: \S*, request: ".*"/;

function realLines(name: string): string[] {
  return gunzipSync(readFileSync(join(REAL, name)))
    .toString('utf8')
    .trim()
    .split('\n');
}

function streams(options: Partial<FleetOptions>, from: number, to: number): LogStream[] {
  const fleet = createFleet({ end: END, ...options });
  return logSources(fleet).flatMap((source) => streamsBetween(fleet, source, from, to));
}

function lines(all: readonly LogStream[], labels: Record<string, string>): string[] {
  return all
    .filter(({ stream }) => Object.entries(labels).every(([name, value]) => stream[name] === value))
    .flatMap(({ values }) => values.map(([, line]) => line));
}

const access = (host: string) => ({ host, container: 'edge', stream: 'stdout' });

describe('logs', () => {
  const last = streams({}, END - 600, END);

  it('are the same for the same options, however they are cut into pieces', () => {
    expect(streams({}, END - 600, END)).toEqual(last);
    const pieces = [streams({}, END - 600, END - 423.7), streams({}, END - 423.7, END)].flat();
    const sorted = (all: LogStream[]) =>
      all
        .flatMap(({ stream, values }) => values.map((value) => [stream, ...value]))
        .map((one) => JSON.stringify(one))
        .sort();
    expect(sorted(pieces)).toEqual(sorted(last));
  });

  it('are in order of time, and no two entries of a stream are the same', () => {
    for (const { values } of last) {
      const times = values.map(([time]) => BigInt(time));
      expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
      expect(new Set(values.map((value) => value.join(' '))).size).toBe(values.length);
    }
  });

  it('are labelled by host and container, or as Vector does', () => {
    expect(last[0]?.stream).toEqual({ host: 'web-1', container: 'edge', job: 'nginx', stream: 'stdout' });
    const combined = streams({ logLabels: 'combined' }, END - 60, END);
    expect(combined[0]?.stream).toEqual({ containers: 'web-1/edge' });
    expect(new Set(combined.map(({ stream }) => JSON.stringify(stream))).size).toBe(combined.length);
  });

  it('have the formats of real NGINX logs', () => {
    const real = realLines('access.combined.log.gz').concat(lines(last, access('app-1')));
    expect(real.filter((line) => !COMBINED.test(line)).length / real.length).toBeLessThan(0.01);
    const keys = Object.keys(JSON.parse(realLines('access.json.log.gz')[0]!));
    const ours = lines(last, access('web-1')).filter((line) => line.endsWith('}'));
    expect(ours.length).toBeGreaterThan(1000);
    for (const line of ours.slice(0, 50)) {
      expect(Object.keys(JSON.parse(line))).toEqual([...keys, 'upstream_addr']);
    }
    const errors = realLines('error.log.gz').concat(lines(last, { container: 'edge', stream: 'stderr' }));
    expect(errors.filter((line) => !ERROR.test(line))).toEqual([]);
  });

  it('have the same requests in either format', () => {
    const statuses = (accessFormat: 'combined' | 'json', pattern: RegExp) =>
      lines(streams({ accessFormat }, END - 120, END), access('web-1')).map((line) => pattern.exec(line)?.[1]);
    expect(statuses('combined', /" (\d{3}) \d+ "/)).toEqual(statuses('json', /"status":"(\d{3})"/));
  });

  it('are counted by the truth', () => {
    const counts = nginxBetween(createFleet({ end: END }), END - 600, END, '10.0.0.5:8080');
    const all = lines(last, access('web-1'));
    expect(counts.requests).toBe(all.length);
    const parsed = all.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
    expect(counts.unparsable).toBe(all.length - parsed.length);
    expect(counts.bytes).toBe(parsed.reduce((sum, { body_bytes_sent: bytes }) => sum + Number(bytes), 0));
    expect(counts.byStatus['502']).toBe(parsed.filter(({ status }) => status === '502').length);
  });

  it('show the incidents of NGINX', () => {
    const fleet = createFleet({ end: END });
    const share = (to: number) => {
      const { requests, byStatus } = nginxBetween(fleet, to - 300, to, 'web-1');
      const failed = Object.entries(byStatus).reduce((sum, [status, n]) => sum + (status >= '500' ? n : 0), 0);
      return failed / requests;
    };
    expect(share(END)).toBeGreaterThan(0.06);
    expect(share(END - 3600)).toBeLessThan(0.01);
    expect(nginxBetween(fleet, END - 300, END, 'web-1').requests).toBeGreaterThan(700);
    const scraper = nginxBetween(fleet, END - 300, END, 'app-1').byClient['203.0.113.66'];
    expect(scraper).toBe(600);
  });

  it('say what happened to containers', () => {
    const oom = lines(streams({}, END - 300, END - 200), { container: 'session-cache' });
    expect(oom.some((line) => line.includes('Out of memory'))).toBe(true);
    expect(oom.some((line) => line.includes('starting session-cache'))).toBe(true);
    const panics = lines(last, { container: 'mailer' }).filter((line) => line.startsWith('panic: '));
    expect(panics).toHaveLength(10);
    expect(panics[0]?.split('\n').length).toBeGreaterThan(5);
    expect(
      lines(last, { container: 'edge', stream: 'stderr' }).some((line) => line.includes('upstream timed out'))
    ).toBe(true);
    expect(lines(streams({}, END - 60, END), { container: 'invoice' })).toEqual([]);
  });

  it('do not come from a host that is away', () => {
    expect(lines(streams({}, END - 299, END), { host: 'app-3' })).toEqual([]);
    expect(lines(streams({}, END - 900, END - 300), { host: 'app-3' }).length).toBeGreaterThan(50);
  });
});
