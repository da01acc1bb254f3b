import type { Unit } from '../signal';

/** How a metric is to be read. `info` says something by its labels, and its value is always 1. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'native histogram' | 'summary' | 'info';

/** A metric that an application exposes, with all its series: a histogram with its buckets, sum and count. */
export interface MetricFamily {
  /** The name of the family: without `_bucket`, `_sum` and `_count`; a counter's with its `_total`. */
  name: string;
  type: MetricType;
  /** What the application says of it; empty where it says nothing. */
  help: string;
  /** The unit of its values; a counter's are counted, not yet a rate. */
  unit: Unit;
  /** Whether type and help are the application's own words, or guessed from names and labels. */
  from: 'metadata' | 'names';
  /** Series at the end of the range, buckets and quantiles included; of one that ended before, those within the range. */
  series: number;
  /** It had values within the range, and has none at its end. */
  ended: boolean;
  /** Of a summary: whether it reckons quantiles; clients such as Python's write only `_sum` and `_count`. */
  hasQuantiles: boolean;
  /** Whether it also has `_sum` and `_count`: mean and rate of what was observed. */
  hasCount: boolean;
}
