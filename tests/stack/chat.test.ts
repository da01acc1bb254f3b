import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { chatSettings } from '../../stack/chat/settings';
import { run } from '../../stack/native/run';
import { composeCommand, tool } from './support/tools';

const ROOT = resolve(__dirname, '../..');
const VECTOR = join(ROOT, 'stack/target/vector');

const serviceSchema = z.object({
  command: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.string()).default({}),
  logging: z.object({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  ports: z.array(z.object({ host_ip: z.string(), published: z.string(), target: z.number() })).default([]),
  volumes: z
    .array(z.object({ type: z.string(), source: z.string(), target: z.string(), read_only: z.boolean().optional() }))
    .default([]),
});
type Service = z.infer<typeof serviceSchema>;

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'quayside-chat-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Services of the monitoring server, as docker compose understands its files. */
async function services(files: readonly string[], env: Record<string, string> = {}) {
  const [program, ...leading] = await composeCommand();
  const args = ['--project-directory', ROOT, ...files.flatMap((file) => ['-f', join(ROOT, file)])];
  const printed = await run(program, [...leading, ...args, 'config', '--format', 'json'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_CONFIG: process.env.DOCKER_CONFIG, ...env },
    timeoutMs: 60_000,
  });
  const all = z.object({ services: z.record(z.string(), z.unknown()) }).parse(JSON.parse(printed)).services;
  return (name: string): Service => serviceSchema.parse(all[name]);
}

/** The labels that Vector's programs, one after the other, give an event; and its time. */
async function labelled(programs: readonly string[], event: object, env: Record<string, string>) {
  const [program, input] = [join(work, 'program.vrl'), join(work, 'event.json')];
  const last = '. = { "labels": .labels, "at": to_string(.timestamp) ?? "" }\n';
  writeFileSync(program, programs.map((name) => readFileSync(join(VECTOR, name), 'utf8')).join('\n') + last);
  writeFileSync(input, `${JSON.stringify(event)}\n`);
  const printed = await run(await tool('vrl'), ['--program', program, '--input', input, '--print-object'], {
    env: { PATH: process.env.PATH, ...env },
  });
  return JSON.parse(printed) as { labels: Record<string, string>; at: string };
}

/** What Docker's driver makes of its own labels by its relabelling, as far as it is used here. */
function relabelled(config: string, labels: Record<string, string>): Record<string, string> {
  const rule = z.object({
    source_labels: z.array(z.string()).optional(),
    target_label: z.string().optional(),
    replacement: z.string().optional(),
    regex: z.string().optional(),
    action: z.literal('labeldrop').optional(),
  });
  const result = { ...labels };
  for (const { source_labels: from, target_label: to, replacement, regex, action } of z
    .array(rule)
    .parse(parse(config))) {
    if (action === 'labeldrop') {
      const dropped = new RegExp(`^(?:${regex ?? ''})$`);
      Object.keys(result)
        .filter((name) => dropped.test(name))
        .forEach((name) => delete result[name]);
    } else if (to !== undefined) {
      result[to] = replacement ?? result[from?.[0] ?? ''] ?? '';
    }
  }
  return result;
}

const LINE = '{"level":"info","time":1760000000123,"event":"joined"}';
const OF_DOCKER = {
  message: LINE,
  container_name: '/quayside-chat-1',
  stream: 'stdout',
  label: { 'com.docker.compose.project': 'quayside', 'com.docker.compose.service': 'chat' },
  timestamp: '2025-10-09T08:53:21Z',
};
const OWN = { host: 'monitoring', container: 'quayside-chat-1', project: 'quayside', service: 'chat' };

describe('the log of the chat service in the stack', () => {
  it.each([
    ['recommended', { ...OWN, stream: 'file' }],
    ['combined', { containers: 'monitoring/quayside-chat-1' }],
  ])('is followed by Vector where it is a file: %s labels', async (labels, expected) => {
    const of = await services(['docker-compose.yaml'], { QUAYSIDE_CHAT_LOG: 'file', QUAYSIDE_LABELS: labels });
    const [chat, vector] = [of('chat'), of('vector')];
    const { log } = chatSettings(chat.environment);
    expect(log.ways).toEqual(['file']);
    const written = chat.volumes.find(({ target }) => target === dirname(log.file));
    expect(written).toMatchObject({ type: 'volume' });
    expect(written?.read_only).not.toBe(true);
    const read = vector.volumes.find(({ source }) => source === written?.source);
    expect(read).toMatchObject({ read_only: true });
    const config = parse(readFileSync(join(VECTOR, 'chat.yaml'), 'utf8')) as {
      sources: { chat_file: { include: string[] } };
    };
    expect(config.sources.chat_file.include).toEqual([join(read?.target ?? '', '*.log')]);
    expect(vector.command).toContain('--config=/etc/vector/chat.yaml');
    const event = { message: LINE, file: log.file, host: 'whatever', timestamp: '2025-10-09T09:00:00Z' };
    const told = await labelled(['chat.vrl', `${labels}.vrl`], event, vector.environment);
    // The line's own time, not that at which it was read.
    expect(told).toEqual({ labels: expected, at: '2025-10-09T08:53:20.123Z' });
  });

  it('keeps the time of reading where a line tells none', async () => {
    for (const message of ['no JSON', '[1, 2]', '{"time":"soon"}', 12]) {
      const event = { message, timestamp: '2025-10-09T09:00:00Z' };
      const { labels, at } = await labelled(['chat.vrl', 'recommended.vrl'], event, { QUAYSIDE_HOST: 'monitoring' });
      expect([labels, at]).toEqual([{ ...OWN, stream: 'file' }, '2025-10-09T09:00:00Z']);
    }
  });

  it('has the same labels by push and by Docker, and stands by its container however the project is called', async () => {
    const pushed = async (env: Record<string, string>) => {
      const of = await services(['docker-compose.yaml'], { QUAYSIDE_CHAT_LOG: 'loki', ...env });
      return chatSettings(of('chat').environment).log.loki?.labels;
    };
    expect(await pushed({})).toEqual(OWN);
    expect(await pushed({ COMPOSE_PROJECT_NAME: 'other' })).toMatchObject({
      container: 'other-chat-1',
      project: 'other',
    });
    const byDocker = await labelled(['recommended.vrl'], OF_DOCKER, { QUAYSIDE_HOST: 'monitoring' });
    expect(byDocker.labels).toEqual({ ...OWN, stream: 'stdout' });
  });

  it('goes through Docker’s driver to an address that is open, and never makes the chat wait', async () => {
    const of = await services(['docker-compose.yaml', 'stack/chat/docker-driver.yaml']);
    const { driver, options } = of('chat').logging;
    expect(driver).toBe('loki');
    expect(Object.keys(options).filter((name) => !/^loki-|^(mode|max-buffer-size|no-file)$/.test(name))).toEqual([]);
    expect(options).toMatchObject({ mode: 'non-blocking', 'no-file': 'true' });
    const url = new URL(options['loki-url'] ?? '');
    expect(url.pathname).toBe('/loki/api/v1/push');
    expect(of('loki').ports).toMatchObject([{ host_ip: url.hostname, published: url.port, target: 3100 }]);
    expect(chatSettings(of('chat').environment).log.ways).toEqual(['stdout']);
    // What the driver itself notes of a container of compose.
    const labels = relabelled(options['loki-relabel-config'] ?? '', {
      container: 'quayside-chat-1',
      compose_project: 'quayside',
      compose_service: 'chat',
      host: 'the-engine',
      filename: '/var/log/docker/x/json.log',
      source: 'stdout',
    });
    expect(options['loki-external-labels']).toBe('container={{.Name}}');
    expect(labels).toEqual({ ...OWN, source: 'stdout' });
  });

  it('is read by Vector or sent by Docker’s driver, and not both', async () => {
    const source = z.object({
      sources: z.object({ docker_logs: z.object({ exclude_containers: z.array(z.string()) }) }),
    });
    const text = readFileSync(join(VECTOR, 'docker.yaml'), 'utf8');
    const [leftOut = ''] = source.parse(parse(text)).sources.docker_logs.exclude_containers;
    const [, variable = '', otherwise] = /^\$\{(\w+):-(.*)\}$/.exec(leftOut) ?? [];
    // Names of containers begin with a letter or a digit.
    expect(otherwise).toBe('-');
    const plain = await services(['docker-compose.yaml']);
    expect(plain('vector').environment).not.toHaveProperty(variable);
    const driven = await services(['docker-compose.yaml', 'stack/chat/docker-driver.yaml']);
    expect(OWN.container.startsWith(driven('vector').environment[variable] ?? 'nothing')).toBe(true);
  });

  it('may be combined with the ports of all servers', async () => {
    const of = await services(['docker-compose.yaml', 'stack/ports.yaml', 'stack/chat/docker-driver.yaml']);
    expect(of('loki').ports).toHaveLength(1);
  });
});
