import { labelText, numberText } from './series';

/** What is counted of a request to NGINX. */
export interface RecordedRequest {
  /** Epoch milliseconds. */
  at: number;
  status: string;
  virtualHost: string;
  method: string;
  bytes: number;
  /** Seconds, as logged. */
  seconds: number;
  /** Seconds of the upstream server, as logged. */
  upstreamSeconds: number;
}

/** What a ruler would have recorded, and when. */
export interface RecordedOptions {
  /** The first and the last evaluation, epoch seconds. */
  from: number;
  to: number;
  intervalSeconds: number;
  lateSeconds: number;
  /** Of every series. */
  labels: Readonly<Record<string, string>>;
  metrics: Readonly<Record<'requests' | 'methods' | 'bytes' | 'requestTime' | 'upstreamTime' | 'lines', string>>;
  labelNames: Readonly<Record<'status' | 'virtualHost' | 'method' | 'set', string>>;
  /** Upper ends of buckets, rising. */
  bounds: readonly number[];
  /** Sets whose heartbeat is written. */
  sets: readonly string[];
}

type Counts = Map<string, number>;

/**
 * What rules for NGINX's logs record, as lines of OpenMetrics: at each evaluation the counts of one interval's requests.
 * @param requests in the order of their times
 */
export function* recordedLines(requests: Iterable<RecordedRequest>, options: RecordedOptions): Generator<string> {
  const { from, to, intervalSeconds, lateSeconds, labels, metrics, labelNames, bounds, sets } = options;
  const series = (metric: string, more: Record<string, string>) =>
    metric + labelText(Object.entries({ ...labels, ...more }));
  const all = requests[Symbol.iterator]();
  let next = all.next();
  for (let time = from; time <= to; time += intervalSeconds) {
    const end = (time - lateSeconds) * 1000;
    const counts: Counts = new Map();
    const add = (metric: string, more: Record<string, string>, value = 1) => {
      const key = series(metric, more);
      counts.set(key, (counts.get(key) ?? 0) + value);
    };
    let lines = 0;
    for (; !next.done && next.value.at <= end; next = all.next()) {
      const { at, status, virtualHost, method, bytes, seconds, upstreamSeconds } = next.value;
      if (at <= end - intervalSeconds * 1000) {
        continue;
      }
      lines++;
      const host = { [labelNames.virtualHost]: virtualHost };
      const code = { [labelNames.status]: status };
      add(metrics.requests, { ...host, ...code });
      add(metrics.methods, { ...code, [labelNames.method]: method });
      add(metrics.bytes, { ...host, ...code }, bytes);
      for (const [metric, took] of [
        [metrics.requestTime, seconds],
        [metrics.upstreamTime, upstreamSeconds],
      ] as const) {
        bounds.filter((bound) => took <= bound).forEach((bound) => add(metric, { ...host, le: String(bound) }));
        add(metric, { ...host, le: '+Inf' });
      }
    }
    const stamp = ` ${time.toFixed(3)}\n`;
    for (const set of sets) {
      yield series(metrics.lines, { [labelNames.set]: set }) + ` ${lines}${stamp}`;
    }
    for (const [key, value] of counts) {
      yield `${key} ${numberText(value)}${stamp}`;
    }
  }
}
