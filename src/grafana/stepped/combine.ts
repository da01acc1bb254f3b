import { bucketPercentiles } from '../../insights/nginx/bucketPercentiles';
import type { Labels } from '../../signals/identity';
import type { Tiles } from '../../signals/recorded/coverage';
import { boundOfBucket } from '../nginxAtSteps';
import type { Series } from '../prometheus';

const keyOf = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());

/** The end of each step, Unix milliseconds. */
export function timesOf({ from, stepSeconds, count }: Tiles): number[] {
  return Array.from({ length: count }, (_, index) => from + index * stepSeconds * 1000);
}

const withoutLabel = (labels: Labels, name: string): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([label]) => label !== name));

/** Series that have a value at each step: what was looked for and not found is 0, and several of the same labels are added up. */
export function filled(series: readonly Series[], tiles: Tiles): Series[] {
  const times = timesOf(tiles);
  const found = new Map<string, Series>();
  for (const one of series) {
    const key = keyOf(one.labels);
    const sum = found.get(key) ?? { labels: one.labels, times, values: times.map(() => 0) };
    found.set(key, sum);
    one.times.forEach((time, index) => {
      const step = Math.round((time - tiles.from) / 1000 / tiles.stepSeconds);
      if (step >= 0 && step < tiles.count) {
        sum.values[step] = (sum.values[step] ?? 0) + (one.values[index] ?? 0);
      }
    });
  }
  return [...found.values()];
}

/** Only the steps that have a value: those of which there is none are no 0. */
function valued(labels: Labels, tiles: Tiles, valueAt: (step: number) => number | undefined): Series[] {
  const points = timesOf(tiles).flatMap((time, step) => {
    const value = valueAt(step);
    return value === undefined || Number.isNaN(value) ? [] : [[time, value] as const];
  });
  return points.length === 0
    ? []
    : [{ labels, times: points.map(([time]) => time), values: points.map(([, value]) => value) }];
}

/** Part by whole at each step, by labels; nothing where the whole is 0. */
export function quotients(parts: readonly Series[], wholes: readonly Series[], tiles: Tiles): Series[] {
  const dividends = new Map(filled(parts, tiles).map((one) => [keyOf(one.labels), one.values]));
  return filled(wholes, tiles).flatMap(({ labels, values }) =>
    valued(labels, tiles, (step) => {
      const whole = values[step] ?? 0;
      return whole > 0 ? (dividends.get(keyOf(labels))?.[step] ?? 0) / whole : undefined;
    })
  );
}

/** A percentile at each step from cumulative buckets with the label `le`. @param share 0 to 1 */
export function percentiles(buckets: readonly Series[], share: number, tiles: Tiles): Series[] {
  const groups = new Map<string, { labels: Labels; bounds: Map<number, number[]> }>();
  for (const { labels, values } of filled(buckets, tiles)) {
    const rest = withoutLabel(labels, 'le');
    const group = groups.get(keyOf(rest)) ?? { labels: rest, bounds: new Map<number, number[]>() };
    groups.set(keyOf(rest), group);
    group.bounds.set(boundOfBucket(labels['le'] ?? ''), values);
  }
  return [...groups.values()].flatMap(({ labels, bounds }) =>
    valued(labels, tiles, (step) => {
      const counts = [...bounds].map(([bound, values]) => [bound, values[step] ?? 0] as const);
      return bucketPercentiles(new Map(counts), [share])?.[0];
    })
  );
}

/** Rates as the totals of their steps. */
export function totals(series: readonly Series[], { stepSeconds }: Tiles, whole: boolean): Series[] {
  return series.map(({ values, ...rest }) => ({
    ...rest,
    values: values.map((value) => {
      const total = value * stepSeconds;
      return whole ? Math.round(total) : total;
    }),
  }));
}
