import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { run } from '../../stack/native/run';
import { tool } from './support/tools';

const PROGRAMS = resolve(__dirname, '../../stack/target/vector');

/** Events as Vector's source `docker_logs` makes them. */
const EVENTS = {
  compose: {
    container_id: 'ea1f',
    container_name: 'shop-web-1',
    image: 'shop/web:3',
    message: 'GET /',
    stream: 'stderr',
    label: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web', maintainer: 'somebody' },
  },
  /** As Docker's API itself writes names. */
  slash: { container_name: '/web', message: '', stream: 'stdout', label: {} },
  hostile: { container_name: 'a"b\\c{{d}}', message: 'x', stream: 'stdout' },
  nameless: { message: 'x' },
  odd: { container_name: 12, stream: null, label: 'no object', message: 'x' },
};

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'quayside-vrl-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs a remap program on events by VRL's own command line; the labels of each. */
async function labels(
  program: string,
  events: readonly object[],
  env: Record<string, string> = { QUAYSIDE_HOST: 'berlin-1' }
) {
  const input = join(work, 'events.json');
  writeFileSync(input, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const printed = await run(
    await tool('vrl'),
    ['--program', join(PROGRAMS, program), '--input', input, '--print-object'],
    {
      env: { PATH: process.env.PATH, ...env },
    }
  );
  const told = printed.trim().split('\n');
  expect(told).toHaveLength(events.length);
  return told.map((line) => (JSON.parse(line) as { labels: unknown }).labels);
}

describe('the recommended labels', () => {
  it('name host and container, project and service, and the stream', async () => {
    expect(await labels('recommended.vrl', [EVENTS.compose, EVENTS.slash])).toEqual([
      { host: 'berlin-1', container: 'shop-web-1', stream: 'stderr', project: 'shop', service: 'web' },
      { host: 'berlin-1', container: 'web', stream: 'stdout' },
    ]);
  });

  it('are there for every event, however odd, and for a host without a name', async () => {
    expect(await labels('recommended.vrl', [EVENTS.hostile, EVENTS.nameless, EVENTS.odd])).toEqual([
      { host: 'berlin-1', container: 'a"b\\c{{d}}', stream: 'stdout' },
      { host: 'berlin-1', container: 'unknown', stream: 'stdout' },
      { host: 'berlin-1', container: 'unknown', stream: 'stdout' },
    ]);
    expect(await labels('recommended.vrl', [EVENTS.slash], {})).toEqual([
      { host: 'unknown', container: 'web', stream: 'stdout' },
    ]);
  });
});

describe('the combined label', () => {
  it('holds host and container', async () => {
    expect(await labels('combined.vrl', [EVENTS.compose, EVENTS.slash, EVENTS.nameless])).toEqual([
      { containers: 'berlin-1/shop-web-1' },
      { containers: 'berlin-1/web' },
      { containers: 'berlin-1/unknown' },
    ]);
  });
});

it('finds a program that does not compile', async () => {
  writeFileSync(join(work, 'broken.vrl'), '.labels = { "host": string(.host) }');
  const broken = ['--program', join(work, 'broken.vrl'), '--input', join(work, 'events.json')];
  await expect(run(await tool('vrl'), broken)).rejects.toThrow(/error code 103/);
});
