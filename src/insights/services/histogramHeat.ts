/** How many observations a second fell between two bounds, at each time. */
export interface HeatBand {
  /** Not included; -Infinity below the first bound. */
  from: number;
  /** Included; Infinity above the last. */
  to: number;
  /** One for each time; NaN where nothing is known. */
  rates: number[];
}

/** A distribution over time. */
export interface Heat {
  /** Unix milliseconds, ascending. */
  times: number[];
  /** Ascending, without overlaps. */
  bands: HeatBand[];
}

interface LeSeries {
  labels: Readonly<Record<string, string>>;
  times: readonly number[];
  values: readonly number[];
}

/**
 * A classic histogram's buckets as bands at these times (Unix milliseconds), of which some may have no value: bucket `le`
 * counts everything up to its bound, so a band is a bucket without the one below it. Rates are taken bucket by bucket, so
 * one may come out a little below its neighbour: then the band holds nothing, as in `histogram_quantile`.
 */
export function heatOfBuckets(series: readonly LeSeries[], times: readonly number[]): Heat {
  const buckets = series
    .map(({ labels, times: own, values }) => ({
      le: Number(labels['le'] === '+Inf' ? Infinity : labels['le']),
      at: new Map(own.map((time, index) => [time, values[index] ?? NaN])),
    }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  const below = times.map(() => 0);
  const bands = buckets.map(({ le, at }, index): HeatBand => ({
    from: buckets[index - 1]?.le ?? (le <= 0 ? -Infinity : 0),
    to: le,
    rates: times.map((time, column) => {
      const before = below[column] ?? 0;
      const upTo = Math.max(before, at.get(time) ?? NaN);
      below[column] = upTo;
      return upTo - before;
    }),
  }));
  return { times: [...times], bands };
}

/** One bucket of a native histogram at one time. */
export interface NativeBucket {
  from: number;
  to: number;
  count: number;
}

/**
 * A native histogram's buckets as bands at these times (Unix milliseconds). Its bounds may differ from time to time: each
 * pair of bounds is a band.
 */
export function heatOfNative(
  points: ReadonlyArray<{ time: number; buckets: readonly NativeBucket[] }>,
  times: readonly number[]
): Heat {
  const columns = new Map(times.map((time, index) => [time, index]));
  const known = new Set(points.map(({ time }) => time));
  const bands = new Map<string, HeatBand>();
  for (const { time, buckets } of points) {
    const column = columns.get(time);
    for (const { from, to, count } of column === undefined ? [] : buckets) {
      const key = `${from} ${to}`;
      const band = bands.get(key) ?? { from, to, rates: times.map((one) => (known.has(one) ? 0 : NaN)) };
      bands.set(key, band);
      band.rates[column ?? 0] = (band.rates[column ?? 0] ?? 0) + count;
    }
  }
  return { times: [...times], bands: [...bands.values()].sort((x, y) => x.from - y.from || x.to - y.to) };
}

/** A quantile, 0 to 1, of the bands at one time; NaN where nothing was observed. */
export function quantileOf({ bands }: Heat, index: number, share: number): number {
  const total = bands.reduce((sum, { rates }) => sum + (rates[index] ?? NaN), 0);
  if (!(total > 0)) {
    return NaN;
  }
  let rank = share * total;
  for (const { from, to, rates } of bands) {
    const rate = rates[index] ?? 0;
    // A band that nothing fell into holds no quantile.
    if (rate > 0 && rank <= rate) {
      // As `histogram_quantile` does: the largest bound where there is none above, evenly spread within a band.
      if (to === Infinity) {
        return from;
      }
      return from === -Infinity ? to : from + ((to - from) * rank) / rate;
    }
    rank -= rate;
  }
  return bands.filter(({ to }) => to !== Infinity).pop()?.to ?? NaN;
}

/** The same distribution in no more than `most` bands, neighbours put together; and without those at either end that nothing ever fell into. */
export function shownBands({ times, bands }: Heat, most: number): Heat {
  const isUsed = ({ rates }: HeatBand) => rates.some((rate) => rate > 0);
  const first = bands.findIndex(isUsed);
  if (first === -1) {
    return { times, bands: [] };
  }
  let last = bands.length;
  while (!isUsed(bands[last - 1] ?? { from: 0, to: 0, rates: [1] })) {
    last--;
  }
  const used = bands.slice(first, last);
  const size = Math.ceil(used.length / most);
  const merged = Array.from({ length: Math.ceil(used.length / size) }, (_, n) => {
    const some = used.slice(n * size, (n + 1) * size);
    return {
      from: some[0]?.from ?? 0,
      to: some[some.length - 1]?.to ?? 0,
      rates: times.map((__, index) => some.reduce((sum, { rates }) => sum + (rates[index] ?? NaN), 0)),
    };
  });
  return { times, bands: merged };
}
