import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

import { reasonOf } from '../reasonOf';

/** How long a server may take to answer at all. A machine without internet must learn so quickly. */
const ANSWER_MS = 4_000;
/** How long a download may stand still. */
const IDLE_MS = 20_000;

async function open(url: string, controller: AbortController): Promise<Response> {
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  try {
    const response = await fetch(url, { signal: controller.signal, redirect: 'follow' });
    if (!response.ok) {
      throw new Error(`${response.status} for ${url}`);
    }
    return response;
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Aborts a transfer that stands still. Call `moved` whenever it moves, and `done` when it is over. */
function idleGuard(controller: AbortController): { moved: () => void; done: () => void } {
  const idle = () => controller.abort(new Error(`the download stood still for ${IDLE_MS / 1000} s`));
  let timer = setTimeout(idle, IDLE_MS);
  return {
    moved: () => {
      clearTimeout(timer);
      timer = setTimeout(idle, IDLE_MS);
    },
    done: () => clearTimeout(timer),
  };
}

/** Fetches a small text. */
export async function fetchText(url: string): Promise<string> {
  const controller = new AbortController();
  const response = await open(url, controller);
  const guard = idleGuard(controller);
  try {
    return await response.text();
  } finally {
    guard.done();
  }
}

/** Downloads a file, and refuses it when it is not what the checksum says. */
export async function downloadVerified(
  url: string,
  sha256: string,
  file: string,
  onProgress?: (message: string) => void,
  signal?: AbortSignal
): Promise<void> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const response = await open(url, controller);
  const { body } = response;
  if (body === null) {
    throw new Error(`nothing came from ${url}`);
  }
  const total = Number(response.headers.get('content-length') ?? 0);
  const hash = createHash('sha256');
  const guard = idleGuard(controller);
  let received = 0;
  try {
    await pipeline(
      Readable.fromWeb(body as ReadableStream),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          guard.moved();
          hash.update(chunk);
          received += chunk.length;
          onProgress?.(`${megabytes(received)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB`);
          yield chunk;
        }
      },
      createWriteStream(file),
      { signal: controller.signal }
    );
  } finally {
    guard.done();
    signal?.removeEventListener('abort', onAbort);
  }
  const actual = hash.digest('hex');
  if (actual !== sha256.toLowerCase()) {
    throw new Error(`${url} has checksum ${actual} where ${sha256} was announced`);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}
