import { labelText, numberText } from './series';

/** Of every line. */
interface Line {
  /** Epoch milliseconds. */
  at: number;
  /** The labels of its stream that are recorded; absent: none are. */
  stream?: Readonly<Record<string, string>>;
}

/** What is counted of a request to NGINX. */
export interface RecordedRequest extends Line {
  status: string;
  /** As it is recorded: `other` where it is not recorded by name, empty where the log does not say it. */
  virtualHost: string;
  /** As it is recorded, see `virtualHost`. */
  method: string;
  bytes: number;
  /** Seconds, as logged; absent where the log has no number. */
  seconds?: number;
  /** Seconds of the upstream server, as logged; absent where the log has not one number. */
  upstreamSeconds?: number;
}

/** A line of the error log, by the labels of its cause. */
export interface RecordedError extends Line {
  error: Readonly<Record<string, string>>;
}

/** A line that does not parse. */
export interface UnparsedLine extends Line {
  unparsed: true;
}

/** A line of NGINX's that rules count. */
export type RecordedLine = RecordedRequest | RecordedError | UnparsedLine;

/** What a ruler would have recorded, and when. */
export interface RecordedOptions {
  /** The first and the last evaluation, epoch seconds. */
  from: number;
  to: number;
  intervalSeconds: number;
  lateSeconds: number;
  /** Of every series. */
  labels: Readonly<Record<string, string>>;
  metrics: Readonly<
    Record<'requests' | 'methods' | 'bytes' | 'requestTime' | 'upstreamTime' | 'errors' | 'unparsed' | 'lines', string>
  >;
  labelNames: Readonly<Record<'status' | 'virtualHost' | 'method' | 'set', string>>;
  /** Upper ends of buckets, rising. */
  bounds: readonly number[];
  /** Sets whose heartbeat is written, with the labels of it that are its own. */
  sets: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Evaluations that were not made: from the first time, up to before the second, epoch seconds. */
  missed?: ReadonlyArray<{ from: number; to: number }>;
}

/** Numbers by labels that are put together only once they are written: millions of lines have a few dozen of them. */
class Sums {
  private readonly sums = new Map<string, { labels: Record<string, string>; value: number }>();

  add(key: string, labels: () => Record<string, string>, value = 1): void {
    const sum = this.sums.get(key);
    if (sum) {
      sum.value += value;
    } else {
      this.sums.set(key, { labels: labels(), value });
    }
  }

  [Symbol.iterator]() {
    return this.sums.values();
  }
}

/** Requests by the bucket of their time: how many took up to each bound and no less, the last without a bound. */
interface Took {
  labels: Record<string, string>;
  counts: number[];
}

/** What one evaluation counts. */
class Counts {
  lines = 0;
  readonly sums: Record<'requests' | 'methods' | 'bytes' | 'errors' | 'unparsed', Sums> = {
    ...{ requests: new Sums(), methods: new Sums(), bytes: new Sums(), errors: new Sums(), unparsed: new Sums() },
  };
  readonly buckets = { requestTime: new Map<string, Took>(), upstreamTime: new Map<string, Took>() };

  constructor(
    private readonly names: RecordedOptions['labelNames'],
    private readonly bounds: readonly number[]
  ) {}

  add(line: RecordedLine): void {
    this.lines++;
    const { stream = {} } = line;
    const from = Object.values(stream).join(' ');
    if ('error' in line) {
      this.sums.errors.add(`${from} ${Object.values(line.error).join(' ')}`, () => ({ ...stream, ...line.error }));
      return;
    }
    if ('unparsed' in line) {
      this.sums.unparsed.add(from, () => ({ ...stream }));
      return;
    }
    const { status, virtualHost, method, bytes } = line;
    const { names } = this;
    const labels = () => ({ ...stream, [names.virtualHost]: virtualHost, [names.status]: status });
    const key = `${from} ${status} ${virtualHost}`;
    this.sums.requests.add(key, labels);
    this.sums.bytes.add(key, labels, bytes);
    this.sums.methods.add(`${status} ${method}`, () => ({ [names.method]: method, [names.status]: status }));
    const host = () => ({ ...stream, [names.virtualHost]: virtualHost });
    this.took('requestTime', `${from} ${virtualHost}`, host, line.seconds);
    this.took('upstreamTime', `${from} ${virtualHost}`, host, line.upstreamSeconds);
  }

  private took(
    of: keyof Counts['buckets'],
    key: string,
    labels: () => Record<string, string>,
    seconds: number | undefined
  ): void {
    if (seconds === undefined) {
      return;
    }
    const known = this.buckets[of].get(key);
    const { counts } = known ?? { counts: new Array<number>(this.bounds.length + 1).fill(0) };
    if (!known) {
      this.buckets[of].set(key, { labels: labels(), counts });
    }
    const bucket = this.bounds.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? this.bounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
  }
}

/** A label without a value is none. */
const said = (labels: Record<string, string>) => Object.entries(labels).filter(([, value]) => value !== '');

/**
 * What rules for NGINX's logs record, as lines of OpenMetrics: at each evaluation the counts of one interval's lines.
 * @param lines in the order of their times
 */
export function* recordedLines(lines: Iterable<RecordedLine>, options: RecordedOptions): Generator<string> {
  const { from, to, intervalSeconds, lateSeconds, labels, metrics, labelNames, bounds, sets, missed = [] } = options;
  const series = (metric: string, more: Record<string, string>) => metric + labelText(said({ ...labels, ...more }));
  const all = lines[Symbol.iterator]();
  let next = all.next();
  for (let time = from; time <= to; time += intervalSeconds) {
    const end = (time - lateSeconds) * 1000;
    const counts = new Counts(labelNames, bounds);
    for (; !next.done && next.value.at <= end; next = all.next()) {
      if (next.value.at > end - intervalSeconds * 1000) {
        counts.add(next.value);
      }
    }
    if (missed.some((one) => time >= one.from && time < one.to)) {
      continue;
    }
    const stamp = ` ${time.toFixed(3)}\n`;
    for (const [set, own] of sets) {
      yield `${series(metrics.lines, { [labelNames.set]: set, ...own })} ${counts.lines}${stamp}`;
    }
    for (const name of ['requests', 'methods', 'bytes', 'errors', 'unparsed'] as const) {
      for (const sum of counts.sums[name]) {
        yield `${series(metrics[name], sum.labels)} ${numberText(sum.value)}${stamp}`;
      }
    }
    for (const name of ['requestTime', 'upstreamTime'] as const) {
      for (const { labels: own, counts: took } of counts.buckets[name].values()) {
        let sum = 0;
        for (const [index, count] of took.entries()) {
          sum += count;
          const le = index < bounds.length ? String(bounds[index]) : '+Inf';
          // A rule that finds no line has no sample.
          if (sum > 0) {
            yield `${series(metrics[name], { ...own, le })} ${sum}${stamp}`;
          }
        }
      }
    }
  }
}
