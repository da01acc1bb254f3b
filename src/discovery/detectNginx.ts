import type { DataSourceChoice } from '../grafana/dataSources';
import { isAbort } from '../grafana/fetchJson';
import { logLabels, queryLines, type LogLine } from '../grafana/loki';
import { logVolumeOf } from '../grafana/lokiCost';
import type { LogConventions } from '../signals/conventions';
import {
  accessLogProbe,
  nginxLogsIn,
  probedStreams,
  type NginxDetection,
  type StreamsProbed,
} from '../signals/nginx/findLog';

/** Lines of one sample. */
const SAMPLE = 300;

/** A busy log fills a sample by itself: so often are the streams that were in none looked at by themselves. */
const ROUNDS = 4;

/** Where no stream holds an access log, all that is looked at is read: no more than this. */
const MOST_BYTES = 200e6;

/** Less than this of the newest lines may not hold one request. */
const LEAST_MS = 60_000;

/** Labels that streams of any origin have, the most likely first. */
const ANY_STREAM = ['job', 'service_name', 'filename'];
const HOUR_MS = 3600_000;

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** The newest part of a range in which some streams hold about as much as may be read. */
async function affordable(
  loki: DataSourceChoice,
  streams: StreamsProbed,
  { from, to }: Range,
  signal?: AbortSignal
): Promise<Range> {
  let bytes: number;
  try {
    ({ bytes } = await logVolumeOf(loki, probedStreams(streams), { from, to }, signal));
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    // A Loki that does not tell: the page says so by itself, and the format has to be found all the same.
    return { from, to };
  }
  // Nothing (0) is also said of what the index does not know yet, and costs nothing to read.
  const part = Math.min(1, MOST_BYTES / bytes);
  return { from: Math.min(from + (to - from) * (1 - part), Math.max(from, to - LEAST_MS)), to };
}

/** Lines of access logs in streams that have a label, of the busy ones and of those that are quiet beside them. */
async function sampleOf(
  loki: DataSourceChoice,
  label: string,
  absent: readonly string[],
  range: Range,
  signal?: AbortSignal
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const known = [...new Set(lines.map(({ labels }) => labels[label] ?? ''))].sort();
    const streams = { label, absent, known };
    const part = await affordable(loki, streams, range, signal);
    const found = await queryLines(loki, accessLogProbe(streams), part, SAMPLE, signal);
    lines.push(...found);
    if (found.length < SAMPLE) {
      break;
    }
  }
  return lines;
}

/**
 * Where NGINX logs, and in which format, from samples of the newest lines that look like an access log: one detection
 * for each format of each kind of stream, the one with the most lines first. Of what a large Loki holds only the newest part
 * is looked at, 200 MB at a time. Empty where no stream has such lines. Rejects with a Problem.
 */
export async function detectNginx(
  loki: DataSourceChoice,
  logs: LogConventions,
  time: number,
  signal?: AbortSignal
): Promise<NginxDetection[]> {
  const own = logs.shape === 'combined' ? logs.label : logs.container;
  for (const hours of [1, 24]) {
    const range = { from: time - hours * HOUR_MS, to: time };
    const names = await logLabels(loki, range, signal);
    // NGINX on the host itself has no container's label; one of the others is on every stream of most installations.
    const labels = [own, ...ANY_STREAM].filter((name) => names.includes(name));
    const found: NginxDetection[] = [];
    for (const [place, label] of labels.entries()) {
      const absent = labels.slice(0, place);
      found.push(...nginxLogsIn(await sampleOf(loki, label, absent, range, signal), logs, absent));
    }
    if (found.length > 0) {
      return found.sort((a, b) => b.sample - a.sample);
    }
  }
  return [];
}
