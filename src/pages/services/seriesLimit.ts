import type { MetricFamily } from '../../signals/services/metricFamily';

/** A metric with more series than this is not drawn before somebody says so. */
export const MOST_SERIES = 10_000;
/** Nor one that would make Prometheus read more samples than this: its own limit is 50 million for one query. */
const MOST_SAMPLES = 20_000_000;

/**
 * Why a metric is not drawn by itself; nothing where it may be.
 * @param standsFor how many instances the counted series stand for, where only those of one were counted
 */
export function whyNotDrawn(
  { series: counted }: Pick<MetricFamily, 'series'>,
  range: { from: number; to: number },
  scrapeSeconds: number,
  standsFor = 1
): string | undefined {
  const series = counted * standsFor;
  const samples = series * ((range.to - range.from) / 1000 / scrapeSeconds);
  if (series > MOST_SERIES) {
    return `It has ${series.toLocaleString('en')} series, more than ${MOST_SERIES.toLocaleString('en')}.`;
  }
  return samples > MOST_SAMPLES
    ? `Over this range Prometheus would read about ${Math.round(samples / 1e6)} million samples of its ${series.toLocaleString('en')} series.`
    : undefined;
}
