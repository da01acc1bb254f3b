/** Between two scrapes, seconds: from this many gaps on a median says it. */
const ENOUGH_GAPS = 2;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

/**
 * Seconds between two scrapes, by the times (Unix milliseconds) of what each scrape writes: the slowest of these targets,
 * since a rate needs several scrapes of each. A scrape that was missed changes nothing. Nothing where too few are known.
 */
export function scrapeInterval(targets: ReadonlyArray<{ times: readonly number[] }>): number | undefined {
  const intervals = targets.flatMap(({ times }) => {
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? NaN));
    return gaps.length >= ENOUGH_GAPS ? [Math.max(1, Math.round(median(gaps) / 1000))] : [];
  });
  return intervals.length > 0 ? Math.max(...intervals) : undefined;
}
