/** A line and its time in milliseconds since 1970. */
export type TimedLine = readonly [time: number, line: string];

/** Below the four megabytes that Loki takes in one message. */
const BATCH = 1000;

/** Pushes lines of one stream to Loki, each at a nanosecond of its own so that equal lines stay two. Rejects with Loki's words. */
export async function pushLines(
  url: string,
  stream: Record<string, string>,
  lines: readonly TimedLine[]
): Promise<void> {
  for (let from = 0; from < lines.length; from += BATCH) {
    const values = lines
      .slice(from, from + BATCH)
      .map(([time, line], index) => [`${time}${String(from + index).padStart(6, '0')}`, line]);
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
