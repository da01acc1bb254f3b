import pino, { type Logger, type StreamEntry } from 'pino';
import { logFile } from './logFile';
import { LokiLogLevel, pinoLoki } from 'pino-loki';
import type { ChatSettings } from './settings';

/** How the levels of lines are called in Loki, as Quayside and Grafana know them. */
const LOKI_LEVELS: Record<string, LokiLogLevel> = {
  debug: LokiLogLevel.Debug,
  info: LokiLogLevel.Info,
  warn: LokiLogLevel.Warning,
  error: LokiLogLevel.Error,
  fatal: LokiLogLevel.Critical,
};

/** Lines wait this long for company before they are pushed, seconds. */
const PUSH_EVERY = 1;
/** Lines that are kept while Loki is away; the oldest go first. */
const PUSH_BUFFER = 10_000;

export interface ChatLogger {
  log: Logger;
  /** Writes and pushes what is still waiting. */
  close(): Promise<void>;
}

function ended(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.end();
  });
}

/**
 * Structured lines, one JSON object each, with the level as a word: to stdout (for the engine's logging driver), into a
 * file (for a shipper that follows it), or pushed to Loki by the service itself; any of these at once.
 */
export function chatLogger({ ways, level, file, loki }: ChatSettings['log']): ChatLogger {
  const streams: StreamEntry[] = [];
  const closing: Array<() => Promise<void>> = [];
  const everything = 'debug';
  if (ways.includes('stdout')) {
    streams.push({ level: everything, stream: process.stdout });
  }
  if (ways.includes('file')) {
    const { stream, close } = logFile(file);
    streams.push({ level: everything, stream });
    closing.push(close);
  }
  if (ways.includes('loki') && loki) {
    const { url, labels, user, password } = loki;
    const stream = pinoLoki({
      host: url,
      labels,
      levelMap: LOKI_LEVELS,
      batching: { interval: PUSH_EVERY, maxBufferSize: PUSH_BUFFER },
      ...(user && password ? { basicAuth: { username: user, password } } : {}),
    });
    streams.push({ level: everything, stream });
    closing.push(() => ended(stream));
  }
  const log = pino(
    { level, base: null, formatters: { level: (label) => ({ level: label }) } },
    pino.multistream(streams)
  );
  return {
    log,
    close: async () => {
      await Promise.all(closing.map((close) => close()));
    },
  };
}
