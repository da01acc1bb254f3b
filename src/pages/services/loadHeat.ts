import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryNativeHistogram } from '../../grafana/nativeHistograms';
import { queryRange } from '../../grafana/prometheus';
import { heatOfBuckets, heatOfNative, quantileOf, type Distribution } from '../../insights/services/histogramHeat';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { bucketRates } from '../../signals/services/metricSignals';
import { durationText } from '../../signals/promql';
import type { ServiceContext } from '../../signals/services/serviceContext';
import { timesOf, type Steps } from './steps';

/** Percentiles that stand beside a distribution. */
export const PERCENTILES = [50, 95, 99] as const;

/** A distribution and its percentiles, from one query. */
export interface LoadedHeat {
  heat: Distribution;
  times: number[];
  percentiles: Array<{ name: string; values: number[] }>;
}

/** The query that a distribution is read by, as it is sent. */
function heatQuery(context: ServiceContext, family: MetricFamily, { stepSeconds }: Steps): string {
  return bucketRates(family).query({ ...context, window: durationText(stepSeconds) });
}

/** A histogram's distribution over time: one range query gives the heat map and all percentiles. Rejects with a Problem. */
export async function loadHeat(
  source: DataSourceChoice,
  context: ServiceContext,
  family: MetricFamily,
  steps: Steps,
  signal?: AbortSignal
): Promise<LoadedHeat> {
  const expr = heatQuery(context, family, steps);
  const heat =
    family.type === 'native histogram'
      ? heatOfNative(await queryNativeHistogram(source, expr, steps, signal), timesOf(steps))
      : heatOfBuckets(await queryRange(source, expr, steps, signal), timesOf(steps));
  return {
    heat,
    times: heat.times,
    percentiles: PERCENTILES.map((percent) => ({
      name: `p${percent}`,
      values: heat.times.map((_, index) => quantileOf(heat, index, percent / 100)),
    })),
  };
}
