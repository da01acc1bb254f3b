import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { reasonOf } from './reasonOf';

export interface WaitOptions {
  /** Give up after this long. */
  deadlineMs: number;
  /** The log whose last lines the error should show. */
  logFile?: string;
  /** Give up at once when this resolves, with the sentence it gives: the process that should answer has ended. */
  unless?: Promise<string>;
  signal?: AbortSignal;
}

/** The last lines of a log, for an error message; empty where there is no log. */
function lastLines(logFile: string, count = 8): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    // A program that ended before it wrote anything has no log, and the caller's own error says more.
    return '';
  }
}

/**
 * Asks again and again, at growing intervals, until the probe gives a value. The probe answers
 * undefined, or throws, while what it looks for is not there yet.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { deadlineMs, logFile, unless, signal }: WaitOptions
): Promise<T> {
  const started = Date.now();
  let delay = 20;
  let last = 'never asked';
  const failure = (why: string) => {
    const log = logFile === undefined ? '' : lastLines(logFile);
    return new Error(`${what}: ${why}${log ? `. Last lines of ${logFile}:\n${log}` : ''}`);
  };
  let ended: string | undefined;
  void unless?.then((sentence) => (ended = sentence));

  for (;;) {
    signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== undefined) {
        return value;
      }
      last = 'it answers, but has nothing yet';
    } catch (error) {
      last = reasonOf(error);
    }
    if (ended !== undefined) {
      throw failure(ended);
    }
    if (Date.now() - started > deadlineMs) {
      throw failure(`not there after ${Math.round(deadlineMs / 1000)} s (${last})`);
    }
    await pause(delay);
    delay = Math.min(delay * 1.5, 1000);
  }
}
