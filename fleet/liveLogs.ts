import type { Fleet } from './fleet';
import { pushToLoki } from './loki';
import { logSources, streamsBetween } from './logStreams';

export interface LiveLogsOptions {
  lokiUrl: string;
  /** Epoch seconds from which lines are pushed: the fleet's end, where the history stopped, unless told. */
  from?: number;
  /** Told of each push that failed; the lines are tried again with the next. */
  onError: (error: Error) => void;
  /** Told of each push that did not. */
  onPush?: (lines: number) => void;
}

export interface LiveLogs {
  /** Waits for the push that is under way. */
  stop(): Promise<void>;
}

const INTERVAL_MS = 1000;
/** When it starts late it catches up, in pieces that Loki takes. */
const MOST_SECONDS = 120;

/** Pushes the fleet's lines as they are written, until it is stopped. */
export function liveLogs(fleet: Fleet, { lokiUrl, from, onError, onPush }: LiveLogsOptions): LiveLogs {
  const sources = logSources(fleet);
  let next = from ?? fleet.end;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function pushDue(): Promise<void> {
    const now = Date.now() / 1000;
    while (!stopped && next < now) {
      const to = Math.min(now, next + MOST_SECONDS);
      const streams = sources.flatMap((source) => streamsBetween(fleet, source, next, to));
      if (streams.length > 0) {
        await pushToLoki(lokiUrl, streams);
        onPush?.(streams.reduce((lines, { values }) => lines + values.length, 0));
      }
      next = to;
    }
  }

  async function run(): Promise<void> {
    try {
      await pushDue();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
    if (!stopped) {
      timer = setTimeout(start, INTERVAL_MS);
    }
  }

  let underWay: Promise<void> = Promise.resolve();
  function start(): void {
    underWay = run();
  }

  start();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
