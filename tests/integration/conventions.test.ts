import type { Fleet } from '../../fleet/fleet';
import { isReachable } from '../../fleet/hostState';
import { logSources, streamsBetween } from '../../fleet/logStreams';
import { detectConventions } from '../../src/discovery/detectConventions';
import { CONTAINER_SIGNALS } from '../../src/signals/containers';
import type { Conventions } from '../../src/signals/conventions';
import { hostOf, rawHostRegex } from '../../src/signals/hostNames';
import { HOST_SIGNALS } from '../../src/signals/hosts';
import { containerOf } from '../../src/signals/identity';
import { LOG_SIGNALS, logLines, logVolume } from '../../src/signals/logs';
import type { ContainerRef, Scope } from '../../src/signals/scope';
import type { Signal } from '../../src/signals/signal';
import { containerOfStream } from '../../src/signals/streams';
import { catalogEntries } from '../../tools/catalog';
import { askLines, askLoki, askPrometheus } from './support/ask';
import { conventionsOf } from './support/conventions';
import { connect } from './support/grafanaRuntime';
import { END, lokiOf, prometheusOf } from './support/histories';
import type { Server } from './support/servers';
import { LOKI, PROMETHEUS } from './support/sources';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

const WINDOW = 300;

/** The words of a problem, as a person would list them: the signal's own expression must find these lines and no others. */
const PROBLEM = /\b(error|fatal|panic|critical|exception|traceback|emerg|alert)\b|level=(error|fatal)/i;

/** Each container with the lines that it wrote from `from` (not included) to `to`, oldest first. */
function linesOf(fleet: Fleet, from: number, to: number): Map<string, string[]> {
  const entries = logSources(fleet).map((source): [string, string[]] => {
    const { host, name } = source.container;
    const lines = streamsBetween(fleet, source, from, to).flatMap(({ values }) => values);
    lines.sort(([a], [b]) => (a < b ? -1 : 1));
    return [`${host.id}/${name}`, lines.map(([, line]) => line)];
  });
  return new Map(entries.filter(([, lines]) => lines.length > 0));
}

const textOf = ({ host, name }: ContainerRef) => `${host}/${name}`;

/** Detection asks about now; here, now is the end of the history. */
async function detectAtTheEnd(): Promise<Conventions> {
  const now = jest.spyOn(Date, 'now').mockReturnValue(END * 1000);
  try {
    return (await detectConventions({ prometheus: PROMETHEUS, loki: LOKI })).conventions;
  } finally {
    now.mockRestore();
  }
}

describe.each([
  { name: 'docker', style: 'docker', logLabels: 'host-container' },
  { name: 'docker-combined-logs', style: 'docker', logLabels: 'combined' },
  { name: 'kubernetes', style: 'kubernetes', logLabels: 'host-container' },
] as const)('conventions $name', ({ name, style, logLabels }) => {
  const conventions = conventionsOf(name);
  let prometheus: Server;
  let loki: Server;
  let fleet: Fleet;

  beforeAll(async () => {
    prometheus = await prometheusOf(style);
    ({ server: loki, fleet } = await lokiOf({ style, logLabels }));
    connect({ prometheus: prometheus.url, loki: loki.url });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await loki?.stop();
  });

  const contextOf = (scope: Scope) => ({ conventions, scope, window: `${WINDOW}s`, range: '1h' });
  const askMetrics = (signal: Signal, scope: Scope) =>
    askPrometheus(prometheus.url, signal.query(contextOf(scope)), END);
  const askLogs = (signal: Signal, scope: Scope) => askLoki(loki.url, signal.query(contextOf(scope)), END);

  /** Lines in the window, by container, as the signal counts them. */
  const countsOf = async (signal: Signal, scope: Scope) => {
    const samples = await askLogs(signal, scope);
    const entries = samples.map(({ labels, value }): [string, number] => {
      const ref = containerOfStream(conventions, labels);
      return [ref ? textOf(ref) : JSON.stringify(labels), Math.round(value * WINDOW)];
    });
    expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };

  /** The same counts, of what was written. */
  const truthOf = (belongs: (key: string) => boolean, counts: (line: string) => boolean) => {
    const entries = [...linesOf(fleet, END - WINDOW, END)].map(([key, lines]): [string, number] => [
      key,
      lines.filter(counts).length,
    ]);
    return Object.fromEntries(
      entries.filter(([key, count]) => belongs(key) && count > 0).sort(([a], [b]) => (a < b ? -1 : 1))
    );
  };

  it('are what discovery finds', async () => {
    const { nginx: _nginx, ...found } = await detectAtTheEnd();
    expect(found).toEqual(conventions);
  });

  it('know each host by each of its spellings', () => {
    for (const host of fleet.hosts) {
      const spellings = {
        containers: style === 'docker' ? host.cadvisorInstance : host.nodename,
        hosts: host.nodeInstance,
        logs: host.lokiHost,
      } as const;
      for (const system of ['containers', 'hosts', 'logs'] as const) {
        expect(hostOf(conventions, system, spellings[system])).toBe(host.id);
        for (const other of fleet.hosts) {
          const pattern = new RegExp(`^(?:${rawHostRegex(conventions, system, other.id)})$`);
          expect(pattern.test(spellings[system])).toBe(other === host);
        }
      }
    }
  });

  it('bring one host’s containers, machine and logs together', async () => {
    for (const host of fleet.hosts.filter((one) => isReachable(one, END))) {
      const scope = { hosts: [host.id] };
      const containers = await askMetrics(CONTAINER_SIGNALS.memoryWorkingSet, scope);
      expect(new Set(containers.map(({ labels }) => containerOf(conventions, labels).host))).toEqual(
        new Set([host.id])
      );
      const machine = await askMetrics(HOST_SIGNALS.memoryAvailable, scope);
      expect(machine.map(({ labels }) => labels)).toEqual([{ instance: host.nodeInstance }]);
      const logs = await askLogs(LOG_SIGNALS.lines, scope);
      expect(new Set(logs.map(({ labels }) => containerOfStream(conventions, labels)?.host))).toEqual(
        new Set([host.id])
      );
    }
  });

  it('make queries that the servers understand, every one of the catalog', async () => {
    const entries = catalogEntries(conventions);
    expect(entries.length).toBeGreaterThan(60);
    const refused: string[] = [];
    for (const { id, source, expr } of entries) {
      const asked = source === 'metrics' ? askPrometheus(prometheus.url, expr, END) : askLoki(loki.url, expr, END);
      await asked.catch((error: Error) => refused.push(`${id}: ${error.message}`));
    }
    expect(refused).toEqual([]);
  });

  it('count the lines of every container', async () => {
    const truth = truthOf(
      () => true,
      () => true
    );
    expect(Object.keys(truth).length).toBeGreaterThan(20);
    expect(await countsOf(LOG_SIGNALS.lines, {})).toEqual(truth);
  });

  it('count the lines that name a problem', async () => {
    const truth = truthOf(
      () => true,
      (line) => PROBLEM.test(line)
    );
    expect(Object.keys(truth).length).toBeGreaterThan(3);
    expect(await countsOf(LOG_SIGNALS.problems, {})).toEqual(truth);
  });

  it('count the lines of two containers that have one name on two hosts', async () => {
    const containers = ['web-1', 'app-1'].map((host) => ({ host, name: 'edge' }));
    const [first] = containers;
    const both = (key: string) => containers.some((ref) => textOf(ref) === key);
    expect(await countsOf(LOG_SIGNALS.lines, { containers })).toEqual(truthOf(both, () => true));
    expect(await countsOf(LOG_SIGNALS.lines, { containers: first ? [first] : [] })).toEqual(
      truthOf(
        (key) => key === 'web-1/edge',
        () => true
      )
    );
  });

  it('count the lines of what a search finds', async () => {
    expect(await countsOf(LOG_SIGNALS.lines, { search: 'SHOP-' })).toEqual(
      truthOf(
        (key) => key.includes('/shop-'),
        () => true
      )
    );
  });

  it('read the very lines of a container, also by what they contain', async () => {
    const mailer = { host: 'web-1', name: 'mailer' };
    const context = contextOf({ containers: [mailer] });
    const written = linesOf(fleet, END - WINDOW, END).get(textOf(mailer)) ?? [];
    const read = await askLines(loki.url, logLines(context), END - WINDOW, END);
    expect(read.sort()).toEqual([...written].sort());
    const panics = written.filter((line) => /PANIC: dial tcp 10\.0/i.test(line));
    expect(panics.length).toBeGreaterThan(2);
    expect(await askLines(loki.url, logLines(context, 'PANIC: dial tcp 10.0'), END - WINDOW, END)).toEqual(panics);

    const volume = logVolume(context);
    const [all] = await askLoki(loki.url, volume.all, END);
    const [problems] = await askLoki(loki.url, volume.problems, END);
    expect(all?.value).toBe(written.length);
    expect(problems?.value).toBe(written.filter((line) => PROBLEM.test(line)).length);
  });
});
