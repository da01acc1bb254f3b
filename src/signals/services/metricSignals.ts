import type { Unit } from '../signal';
import type { MetricFamily } from './metricFamily';
import { unitOfRate } from './metricUnit';
import { at, byLabels, over, seriesOf, type ServiceContext, type ServiceSignal } from './serviceContext';

type Query = (context: ServiceContext) => string;

const define =
  ({ name, help }: MetricFamily) =>
  (what: string, title: string, unit: Unit, description: string, needs: string, query: Query): ServiceSignal => ({
    id: `service.metric.${name}.${what}`,
    title,
    description: [description, help].filter((text) => text !== '').join(' '),
    unit,
    source: 'metrics',
    subject: 'service',
    needs: [needs],
    query,
  });

const sumOfRates = (context: ServiceContext, metric: string, own: readonly string[] = []) =>
  `sum${byLabels(context, own)} (rate(${over(context, seriesOf(context, metric))}))`;

/** What a counter grows by, a second, added up over all series: counters may be, and their rates. */
export function counterRate(family: MetricFamily): ServiceSignal {
  return define(family)('rate', 'Rate', unitOfRate(family.unit), 'Added up over all series.', family.name, (context) =>
    sumOfRates(context, family.name)
  );
}

/** Ways of putting the series of a gauge together. Which makes sense, only who knows the gauge can say. */
export type Together = 'max' | 'avg' | 'min' | 'sum';

const TOGETHER: Record<Together, [title: string, description: string]> = {
  max: ['Largest', 'The largest of all series.'],
  avg: ['Mean', 'The mean of all series.'],
  min: ['Smallest', 'The smallest of all series.'],
  sum: ['Sum', 'Added up over all series.'],
};

/** The series of a gauge put together. */
export function gaugeTogether(family: MetricFamily, how: Together): ServiceSignal {
  const [title, description] = TOGETHER[how];
  return define(family)(
    how,
    title,
    family.unit,
    description,
    family.name,
    (context) => `${how}${byLabels(context)} (${at(context, seriesOf(context, family.name))})`
  );
}

/** What is observed: how often, a second. Of histograms of both kinds, and of summaries. */
export function observedRate(family: MetricFamily): ServiceSignal {
  const native = family.type === 'native histogram';
  return define(family)(
    'count',
    'Observed',
    'per second',
    'Observations a second, added up over all series.',
    native ? family.name : `${family.name}_count`,
    (context) =>
      native ? `histogram_count(${sumOfRates(context, family.name)})` : sumOfRates(context, `${family.name}_count`)
  );
}

/** The mean of what is observed: the one number of a summary that can be put together over instances. */
export function observedMean(family: MetricFamily): ServiceSignal {
  const native = family.type === 'native histogram';
  return define(family)(
    'mean',
    'Mean',
    family.unit,
    'Sum of what was observed, by how often.',
    native ? family.name : `${family.name}_sum`,
    (context) => {
      const sums = sumOfRates(context, native ? family.name : `${family.name}_sum`);
      return native
        ? `histogram_sum(${sums}) / histogram_count(${sums})`
        : `${sums} / (${sumOfRates(context, `${family.name}_count`)} > 0)`;
    }
  );
}

/** Observations a second by bucket, over all series: what heat maps are drawn from. Labelled `le`; native ones hold buckets as values. */
export function bucketRates(family: MetricFamily): ServiceSignal {
  const native = family.type === 'native histogram';
  return define(family)(
    'buckets',
    'Distribution',
    'per second',
    'Observations a second by size.',
    native ? family.name : `${family.name}_bucket`,
    (context) => (native ? sumOfRates(context, family.name) : sumOfRates(context, `${family.name}_bucket`, ['le']))
  );
}

/** A percentile of what a histogram observed, over all series: buckets add up, percentiles do not. */
export function percentile(family: MetricFamily, percent: number): ServiceSignal {
  const { query } = bucketRates(family);
  return define(family)(
    `p${percent}`,
    `p${percent}`,
    family.unit,
    `${percent} % of what was observed was no larger. As exact as the buckets are narrow.`,
    family.type === 'native histogram' ? family.name : `${family.name}_bucket`,
    (context) => `histogram_quantile(${percent / 100}, ${query(context)})`
  );
}

/**
 * The quantiles of a summary. They cannot be added up or averaged, so over several series the largest is shown: no
 * series has a worse one.
 */
export function summaryQuantiles(family: MetricFamily): ServiceSignal {
  return define(family)(
    'quantiles',
    'Quantiles',
    family.unit,
    'Each quantile as the application reckons it; of several series, the largest.',
    family.name,
    (context) =>
      `max${byLabels(context, ['quantile'])} (${at(context, seriesOf(context, family.name, [{ label: 'quantile', op: '!=', value: '' }]))})`
  );
}

/** The labels of an info metric, each combination once. */
export function infoLabels(family: MetricFamily): ServiceSignal {
  return define(family)('labels', 'Says', 'state', '', family.name, (context) =>
    at(context, seriesOf(context, family.name))
  );
}
