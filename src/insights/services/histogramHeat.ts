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
 * A classic histogram's buckets as bands: bucket `le` counts everything up to its bound, so a band is a bucket without
 * the one below it. Rates are taken bucket by bucket, so a difference may be a little below 0: that is 0.
 */
export function heatOfBuckets(series: readonly LeSeries[]): Heat {
  const buckets = series
    .map(({ labels, times, values }) => ({
      le: Number(labels['le'] === '+Inf' ? Infinity : labels['le']),
      times,
      values,
    }))
    .filter(({ le }) => !Number.isNaN(le))
    .sort((a, b) => a.le - b.le);
  const times = [...new Set(buckets.flatMap((bucket) => [...bucket.times]))].sort((a, b) => a - b);
  const at = buckets.map((bucket) => new Map(bucket.times.map((time, index) => [time, bucket.values[index] ?? NaN])));
  const bands = buckets.map(({ le }, index): HeatBand => ({
    from: buckets[index - 1]?.le ?? (le <= 0 ? -Infinity : Math.min(0, le)),
    to: le,
    rates: times.map((time) => {
      const upTo = at[index]?.get(time) ?? NaN;
      const below = index === 0 ? 0 : (at[index - 1]?.get(time) ?? NaN);
      return Math.max(0, upTo - below);
    }),
  }));
  return { times, bands };
}

/** One bucket of a native histogram at one time. */
export interface NativeBucket {
  from: number;
  to: number;
  count: number;
}

/** A native histogram's buckets as bands. Its bounds may differ from time to time: each pair of bounds is a band. */
export function heatOfNative(points: ReadonlyArray<{ time: number; buckets: readonly NativeBucket[] }>): Heat {
  const times = points.map(({ time }) => time);
  const bands = new Map<string, HeatBand>();
  points.forEach(({ buckets }, index) => {
    for (const { from, to, count } of buckets) {
      const key = `${from} ${to}`;
      const band = bands.get(key) ?? { from, to, rates: times.map(() => 0) };
      bands.set(key, band);
      band.rates[index] = (band.rates[index] ?? 0) + count;
    }
  });
  return { times, bands: [...bands.values()].sort((a, b) => a.from - b.from || a.to - b.to) };
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
