import { accessLine, errorLine } from './accessLines';
import { requestsOfMinute } from './accessRequests';
import { linesOfMinute } from './containerLines';
import type { Container, Edge, Fleet } from './fleet';

/** A stream with some of its entries, as Loki's push API takes it. */
export interface LogStream {
  stream: Record<string, string>;
  /** Epoch nanoseconds and line, in order of time. */
  values: Array<[string, string]>;
}

/** A container with what it logs. */
export interface LogSource {
  container: Container;
  edge: Edge | null;
}

interface Entry {
  at: number;
  n: number;
  output: 'stdout' | 'stderr';
  line: string;
}

const MINUTE = 60;

export function logSources(fleet: Fleet): LogSource[] {
  return fleet.containers.map((container) => ({
    container,
    edge: fleet.edges.find((edge) => edge.container === container) ?? null,
  }));
}

/** Labels of a stream. Vector's combined form does not tell stdout from stderr. */
function streamLabels(fleet: Fleet, source: LogSource, output: 'stdout' | 'stderr'): Record<string, string> {
  const { host, name } = source.container;
  if (fleet.options.logLabels === 'combined') {
    return { containers: `${host.lokiHost}/${name}` };
  }
  return { host: host.lokiHost, container: name, job: source.edge ? 'nginx' : 'docker', stream: output };
}

function entriesOfMinute(fleet: Fleet, { container, edge }: LogSource, minute: number): Entry[] {
  const entries: Entry[] = linesOfMinute(fleet, container, minute).map(({ at, n, stream, text }) => ({
    at,
    n,
    output: stream,
    line: text,
  }));
  if (edge) {
    for (const request of requestsOfMinute(fleet, edge, minute)) {
      const { at, n } = request;
      entries.push({ at, n, output: 'stdout', line: accessLine(edge, request) });
      const error = errorLine(request);
      if (error !== null) {
        entries.push({ at, n, output: 'stderr', line: error });
      }
    }
    entries.sort((a, b) => a.at - b.at || a.n - b.n);
  }
  return entries;
}

/** Nanoseconds in a string: they do not fit in a number. Two lines of one millisecond differ in their last digits. */
function nanoseconds(at: number, n: number): string {
  return `${at}${String(n % 1_000_000).padStart(6, '0')}`;
}

/** Whether the shipper of the source's host sends nothing at `t`. */
function isSilent({ container }: LogSource, t: number): boolean {
  return container.host.silences.some(({ from, to }) => t >= from && t < to);
}

/** What a source logs from `from` (included) to `to` (not included), epoch seconds. Both may be within a minute. */
export function streamsBetween(fleet: Fleet, source: LogSource, from: number, to: number): LogStream[] {
  const streams = new Map<string, LogStream>();
  for (let minute = Math.floor(from / MINUTE); minute * MINUTE < to; minute++) {
    for (const { at, n, output, line } of entriesOfMinute(fleet, source, minute)) {
      if (at < from * 1000 || at >= to * 1000 || isSilent(source, at / 1000)) {
        continue;
      }
      const key = fleet.options.logLabels === 'combined' ? '' : output;
      const stream = streams.get(key) ?? { stream: streamLabels(fleet, source, output), values: [] };
      streams.set(key, stream);
      stream.values.push([nanoseconds(at, n), line]);
    }
  }
  return [...streams.values()];
}
