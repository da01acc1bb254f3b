import type { Fleet } from './fleet';
import { flushLoki, pushToLoki } from './loki';
import { logSources, streamsBetween, type LogSource, type LogStream } from './logStreams';

export interface WriteLogsOptions {
  /** Address of Loki, such as http://127.0.0.1:3100. It must accept old samples. */
  lokiUrl: string;
  /** Told after each push, shares from 0 to 1. */
  onProgress?: (share: number) => void;
}

export interface WrittenLogs {
  lines: number;
  bytes: number;
  pushes: number;
  seconds: number;
}

/** Below Loki's limit of 4 MB for a message between its parts. */
const BATCH_BYTES = 1_500_000;
/** What an entry costs in a push beside its line. */
const ENTRY_BYTES = 30;
/**
 * Pushes that are under way at once. Each lane has streams of its own and pushes them in order of time: Loki refuses
 * entries that are far older than the newest of their stream.
 */
const LANES = 4;
const STEP_SECONDS = 300;

/** Collects entries until there are enough for a push. */
class Batch {
  private streams = new Map<string, LogStream>();
  private bytes = 0;
  lines = 0;

  add(stream: LogStream): void {
    const key = JSON.stringify(stream.stream);
    const known = this.streams.get(key);
    if (known) {
      known.values.push(...stream.values);
    } else {
      this.streams.set(key, { stream: stream.stream, values: [...stream.values] });
    }
    for (const [, line] of stream.values) {
      this.bytes += line.length + ENTRY_BYTES;
    }
    this.lines += stream.values.length;
  }

  get isFull(): boolean {
    return this.bytes >= BATCH_BYTES;
  }

  take(): LogStream[] {
    const streams = [...this.streams.values()];
    this.streams = new Map();
    this.bytes = 0;
    this.lines = 0;
    return streams;
  }
}

/** Shares the sources among the lanes; the NGINX servers, which log most, come into different ones. */
function lanes(sources: readonly LogSource[]): LogSource[][] {
  const ordered = [...sources].sort((a, b) => Number(b.edge !== null) - Number(a.edge !== null));
  return Array.from({ length: LANES }, (_, lane) => ordered.filter((__, i) => i % LANES === lane)).filter(
    (lane) => lane.length > 0
  );
}

/** Pushes the logs of the history to Loki: `logHours` up to the fleet's end. */
export async function writeLogs(fleet: Fleet, { lokiUrl, onProgress }: WriteLogsOptions): Promise<WrittenLogs> {
  const began = Date.now();
  const { end } = fleet;
  const start = end - fleet.options.logHours * 3600;
  const written: WrittenLogs = { lines: 0, bytes: 0, pushes: 0, seconds: 0 };
  const all = lanes(logSources(fleet));
  const done = all.map(() => 0);

  async function push(batch: Batch): Promise<void> {
    const { lines } = batch;
    if (lines > 0) {
      written.bytes += await pushToLoki(lokiUrl, batch.take());
      written.lines += lines;
      written.pushes++;
    }
  }

  async function run(sources: readonly LogSource[], lane: number): Promise<void> {
    const batch = new Batch();
    for (let from = start; from < end; from += STEP_SECONDS) {
      const to = Math.min(end, from + STEP_SECONDS);
      for (const source of sources) {
        streamsBetween(fleet, source, from, to).forEach((stream) => batch.add(stream));
        if (batch.isFull) {
          await push(batch);
        }
      }
      done[lane] = (to - start) / (end - start);
      onProgress?.(done.reduce((sum, share) => sum + share, 0) / done.length);
    }
    await push(batch);
  }

  await Promise.all(all.map(run));
  await flushLoki(lokiUrl);
  written.seconds = (Date.now() - began) / 1000;
  return written;
}
