import type { LogStream } from './logStreams';

const ATTEMPTS = 8;
const FIRST_WAIT_MS = 250;

/** Loki said that it does not want what was sent; trying again would not help. */
export class LokiError extends Error {
  override name = 'LokiError';
}

function isTemporary(status: number): boolean {
  // 429: too much at once. 5xx: starting, or a ring that is not ready yet.
  return status === 429 || status >= 500;
}

function reason(error: unknown): string {
  if (error instanceof Error) {
    return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
  }
  return String(error);
}

async function post(address: string, body: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    // Not reached: as temporary as a server that is starting.
    return { status: 599, text: reason(error) };
  }
}

/** Posts, and again after a growing pause while the server is overloaded or away. */
async function postPatiently(address: string, body: string): Promise<void> {
  let wait = FIRST_WAIT_MS;
  for (let attempt = 1; ; attempt++) {
    const { status, text } = await post(address, body);
    if (status < 300) {
      return;
    }
    if (!isTemporary(status) || attempt === ATTEMPTS) {
      const what = status === 599 ? text : `HTTP ${status}: ${text.trim().slice(0, 500)}`;
      throw new LokiError(`${address} did not take the logs (attempt ${attempt}): ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait *= 2;
  }
}

function endpoint(url: string, path: string): string {
  return `${url.replace(/\/+$/, '')}${path}`;
}

/**
 * Pushes entries to Loki and returns the bytes sent.
 * @throws LokiError when it refuses them, or is not there after about half a minute
 */
export async function pushToLoki(url: string, streams: readonly LogStream[]): Promise<number> {
  const body = JSON.stringify({ streams });
  await postPatiently(endpoint(url, '/loki/api/v1/push'), body);
  return body.length;
}

/** Makes Loki write its chunks to its store, so that all of the history is where queries of old data look. */
export function flushLoki(url: string): Promise<void> {
  return postPatiently(endpoint(url, '/flush'), '');
}
