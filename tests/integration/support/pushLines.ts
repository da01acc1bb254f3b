/** A line and its time in milliseconds since 1970. */
export type TimedLine = readonly [time: number, line: string];

/** Below the four megabytes that Loki takes in one message, with what goes round the lines. */
const BATCH_BYTES = 2_500_000;
const BATCH_LINES = 1000;

/** Lines in batches that Loki takes; each with its place in the whole. */
function* batches(lines: readonly TimedLine[]): Generator<Array<readonly [index: number, TimedLine]>> {
  let batch: Array<readonly [number, TimedLine]> = [];
  let bytes = 0;
  for (const [index, timed] of lines.entries()) {
    const size = Buffer.byteLength(timed[1]);
    if (batch.length >= BATCH_LINES || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push([index, timed]);
    bytes += size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** Pushes lines of one stream to Loki, each at a nanosecond of its own so that equal lines stay two. Rejects with Loki's words. */
export async function pushLines(
  url: string,
  stream: Record<string, string>,
  lines: readonly TimedLine[]
): Promise<void> {
  for (const batch of batches(lines)) {
    const values = batch.map(([index, [time, line]]) => [`${time}${String(index).padStart(6, '0')}`, line]);
    const response = await fetch(`${url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ streams: [{ stream, values }] }),
    });
    if (!response.ok) {
      throw new Error(`${response.status} ${(await response.text()).trim()}`);
    }
  }
}
