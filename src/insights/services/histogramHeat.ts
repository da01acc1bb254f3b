/** How many observations a second fell between two bounds, at one time. */
interface Bucket {
  /** Not included; -Infinity below the first bound. */
  from: number;
  /** Included; Infinity above the last. */
  to: number;
  rate: number;
}

/** How many observations a second fell between two bounds, at each time. */
export interface HeatBand extends Omit<Bucket, 'rate'> {
  /** One for each time; NaN where nothing is known. */
  rates: number[];
}

/** A distribution over time, as it is drawn. */
export interface Heat {
  /** Unix milliseconds, ascending. */
  times: number[];
  /** Ascending, without overlaps. */
  bands: HeatBand[];
}

/** A distribution over time, as it is drawn and as it was read: bounds may differ from time to time. */
export interface Distribution extends Heat {
  /** The buckets of each time, ascending; none where nothing is known. */
  columns: ReadonlyArray<readonly Bucket[]>;
}

interface LeSeries {
  labels: Readonly<Record<string, string>>;
  times: readonly number[];
  values: readonly number[];
}

const widthOf = ({ from, to }: Pick<Bucket, 'from' | 'to'>) => to - from;

/** The part of a bucket that falls into a band which lies within it. */
function partOf(bucket: Bucket, band: Pick<Bucket, 'from' | 'to'>): number {
  if (band.from < bucket.from || band.to > bucket.to) {
    return 0;
  }
  const share = widthOf(band) / widthOf(bucket);
  // Of what has no end nobody knows how it is spread: it is drawn in the band that has none either.
  return Number.isFinite(widthOf(bucket)) ? bucket.rate * share : Number.isFinite(widthOf(band)) ? 0 : bucket.rate;
}

/**
 * Columns put together into bands between all bounds that any of them has. A bucket that is wider than a band is taken to
 * be spread evenly, as its quantiles are.
 */
function distributionOf(times: readonly number[], columns: Distribution['columns']): Distribution {
  const bounds = [...new Set(columns.flatMap((column) => column.flatMap(({ from, to }) => [from, to])))].sort(
    (a, b) => a - b
  );
  const bands = bounds.slice(1).map((to, index): HeatBand => {
    const band = { from: bounds[index] ?? -Infinity, to };
    return {
      ...band,
      rates: columns.map((column) =>
        column.length === 0 ? NaN : column.reduce((sum, bucket) => sum + partOf(bucket, band), 0)
      ),
    };
  });
  // Between two buckets of a native histogram lies nothing that any column has ever had a bucket for.
  const isKnown = ({ from, to }: HeatBand) =>
    columns.some((column) => column.some((bucket) => bucket.from <= from && to <= bucket.to));
  return { times: [...times], columns, bands: bands.filter(isKnown) };
}

/** What buckets up to each bound, ascending, count between the bounds. */
function bucketsBetween(cumulative: ReadonlyArray<readonly [le: number, count: number]>): Bucket[] {
  let below = 0;
  return cumulative.map(([le, count], index) => {
    // Rates are taken bucket by bucket, so one may come out a little below its neighbour: then it holds nothing.
    const upTo = Math.max(below, count);
    const rate = upTo - below;
    below = upTo;
    return { from: cumulative[index - 1]?.[0] ?? (le <= 0 ? -Infinity : 0), to: le, rate };
  });
}

/**
 * A classic histogram's buckets at these times (Unix milliseconds), as `histogram_quantile` reads them: bounds are numbers,
 * however they are written (`1` and `1.0` are one, and counts of both are added up); a bucket that is missing at a time is
 * as if it had never been there; without the one for everything, `+Inf`, nothing is known.
 */
export function heatOfBuckets(series: readonly LeSeries[], times: readonly number[]): Distribution {
  const buckets = series
    .map(({ labels, times: own, values }) => ({
      le: labels['le'] === '+Inf' ? Infinity : Number(labels['le'] || NaN),
      at: new Map(own.map((time, index) => [time, values[index] ?? NaN])),
    }))
    .filter(({ le }) => !Number.isNaN(le));
  const columns = times.map((time) => {
    const counts = new Map<number, number>();
    for (const { le, at } of buckets) {
      const count = at.get(time) ?? NaN;
      if (!Number.isNaN(count)) {
        counts.set(le, (counts.get(le) ?? 0) + count);
      }
    }
    return counts.has(Infinity) ? bucketsBetween([...counts].sort(([a], [b]) => a - b)) : [];
  });
  return distributionOf(times, columns);
}

/** One bucket of a native histogram at one time. */
export interface NativeBucket {
  from: number;
  to: number;
  count: number;
}

/** A native histogram's buckets at these times (Unix milliseconds). A time with no bucket is one with no observation. */
export function heatOfNative(
  points: ReadonlyArray<{ time: number; buckets: readonly NativeBucket[] }>,
  times: readonly number[]
): Distribution {
  const known = new Map(points.map(({ time, buckets }) => [time, buckets]));
  const columns = times.map((time) =>
    (known.get(time) ?? [])
      .map(({ from, to, count }): Bucket => ({ from, to, rate: count }))
      .sort((a, b) => a.from - b.from)
  );
  const distribution = distributionOf(times, columns);
  const nothing = times.map((time) => known.get(time)?.length === 0);
  const bands = distribution.bands.map((band) => ({
    ...band,
    rates: band.rates.map((rate, index) => (nothing[index] ? 0 : rate)),
  }));
  return { ...distribution, bands };
}

/** A quantile, 0 to 1, of the buckets of one time, as `histogram_quantile` reckons it; NaN where nothing was observed. */
function quantileOfBuckets(buckets: readonly Bucket[], share: number): number {
  const total = buckets.reduce((sum, { rate }) => sum + rate, 0);
  const isEndless = buckets.length === 1 && buckets[0]?.to === Infinity;
  if (!(total > 0) || isEndless) {
    return NaN;
  }
  let rank = share * total;
  for (const { from, to, rate } of buckets) {
    // One that nothing fell into holds no quantile.
    if (rate > 0 && rank <= rate) {
      // The largest bound where there is none above, evenly spread within a bucket.
      if (to === Infinity) {
        return from;
      }
      return from === -Infinity ? to : from + ((to - from) * rank) / rate;
    }
    rank -= rate;
  }
  return buckets.filter(({ to }) => to !== Infinity).pop()?.to ?? NaN;
}

/** A quantile, 0 to 1, at one time; NaN where nothing was observed. */
export function quantileOf({ columns }: Distribution, index: number, share: number): number {
  return quantileOfBuckets(columns[index] ?? [], share);
}

/** A quantile, 0 to 1, of all times together; NaN where nothing was observed. */
export function quantileOfAll({ bands }: Heat, share: number): number {
  const whole = bands.map(({ from, to, rates }): Bucket => ({
    from,
    to,
    rate: rates.reduce((sum, rate) => sum + (Number.isFinite(rate) ? rate : 0), 0),
  }));
  return quantileOfBuckets(whole, share);
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
