import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKER, VECTOR_COMBINED_LOGS } from '../src/signals/conventions';
import { ERROR_LABELS, parseErrorLine } from '../src/signals/nginx/errorLog';
import { lacking } from '../src/signals/nginx/format';
import { OTHER } from '../src/signals/recorded/other';
import { KNOWN_METHODS } from '../src/signals/recorded/nginxSets';
import { accessLine, errorLine } from './accessLines';
import { requestsOfMinute, type AccessRequest } from './accessRequests';
import { virtualHosts } from './endpoints';
import type { Edge, Fleet } from './fleet';
import { accessLogOf, nginxOfFleet } from './nginxOfFleet';
import { createBlocks } from './promtool';
import { recordedLines, type RecordedLine } from './recordedLines';
import { recordedNames } from './recordedNames';

export interface WriteRecordedOptions {
  /** Data directory of a Prometheus that is not running yet. */
  prometheusDir: string;
  /** Path of promtool, 2.42 or later. */
  promtool: string;
  /** When the first rule was evaluated, epoch seconds; the beginning of the logs unless said otherwise. */
  from?: number;
  /** When none was. */
  missed?: ReadonlyArray<{ from: number; to: number }>;
}

const MINUTE = 60;
/** Rulers evaluate at any second of the minute. */
const PHASE = 17;
const LINES_AT_ONCE = 10_000;

/** A time that is one number, as rules take it. */
const numberOf = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

function linesOfRequest(fleet: Fleet, edge: Edge, request: AccessRequest): RecordedLine[] {
  const { at, status, virtualHost, method, bytes } = request;
  const { host, name } = edge.container;
  const stream: Record<string, string> =
    fleet.options.logLabels === 'combined'
      ? { containers: `${host.lokiHost}/${name}` }
      : { host: host.lokiHost, container: name };
  const access = accessLogOf(fleet, edge);
  const says = (...fields: Parameters<typeof lacking>[1]) => lacking(access, fields).length === 0;
  const error = errorLine(request);
  const found = error === null ? undefined : parseErrorLine(error);
  const errno = /\((\d+): /.exec(found?.message ?? '')?.[1] ?? '';
  const written = accessLine(edge, request);
  const isWhole = !request.cut && (edge.format === 'json' ? written.startsWith('{') : written.includes('"'));
  return [
    isWhole
      ? {
          ...{ at, stream, status: String(status), bytes },
          // All of them are recorded by name: what has none is a client's that did not speak HTTP.
          virtualHost: says('virtualHost') ? virtualHost || OTHER : '',
          method: KNOWN_METHODS.includes(method) ? method : OTHER,
          seconds: says('requestTime') ? Number(request.seconds.toFixed(3)) : undefined,
          upstreamSeconds: says('upstreamTime') ? numberOf(request.upstreamSeconds) : undefined,
        }
      : { at, stream, unparsed: true },
    ...(found
      ? [
          {
            ...{ at, stream },
            error: Object.fromEntries(
              ERROR_LABELS.map((label, place) => [label, [found.level, found.cause.words, errno][place] ?? ''])
            ),
          },
        ]
      : []),
  ];
}

function* linesOf(fleet: Fleet): Generator<RecordedLine> {
  const first = Math.floor(fleet.end / MINUTE - fleet.options.logHours * 60);
  for (let minute = first; minute * MINUTE < fleet.end; minute++) {
    yield* fleet.edges
      .flatMap((edge) =>
        requestsOfMinute(fleet, edge, minute)
          .filter(({ at }) => !edge.container.host.silences.some(({ from, to }) => at >= from * 1000 && at < to * 1000))
          .flatMap((request) => linesOfRequest(fleet, edge, request))
      )
      .sort((a, b) => a.at - b.at);
  }
}

/**
 * Writes what recording rules of the plugin would have made of the fleet's access logs, as TSDB blocks. The pages find it
 * where the app's settings name the logs as `nginxOfFleet` does.
 */
export async function writeRecorded(fleet: Fleet, options: WriteRecordedOptions): Promise<{ samples: number }> {
  const { prometheusDir, promtool, from, missed } = options;
  const conventions = {
    ...DOCKER,
    logs: fleet.options.logLabels === 'combined' ? VECTOR_COMBINED_LOGS : DOCKER.logs,
    nginx: nginxOfFleet(fleet),
  };
  const names = recordedNames(
    conventions,
    fleet.edges.flatMap((edge) => virtualHosts(edge).map(({ name }) => name))
  );
  const start = fleet.end - fleet.options.logHours * 3600 + names.intervalSeconds + names.lateSeconds;
  const begin = Math.ceil((from ?? start) / MINUTE) * MINUTE + PHASE;
  const file = join(prometheusDir, 'recorded.om.tmp');
  let samples = 0;
  let part: string[] = [];
  const flush = () => {
    appendFileSync(file, part.join(''));
    samples += part.length;
    part = [];
  };
  try {
    for (const line of recordedLines(linesOf(fleet), { ...names, from: begin, to: fleet.end, missed })) {
      part.push(line);
      if (part.length >= LINES_AT_ONCE) {
        flush();
      }
    }
    flush();
    appendFileSync(file, '# EOF\n');
    await createBlocks(promtool, file, prometheusDir);
  } finally {
    rmSync(file, { force: true });
  }
  return { samples };
}
