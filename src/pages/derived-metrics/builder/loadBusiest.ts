import type { DataSourceChoice } from '../../../grafana/dataSources';
import { queryLogInstant } from '../../../grafana/loki';
import { logVolumeOf } from '../../../grafana/lokiCost';
import { Problem } from '../../../grafana/Problem';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedSelector, type DerivedContext } from '../../../signals/derived/derivedLines';
import { busiestValues } from '../../../signals/derived/derivedTrial';
import { durationText } from '../../../signals/promql';
import { OTHER } from '../../../signals/recorded/other';
import { affordable } from './loadPreview';

/** Values that are recorded by name where nobody chose any. */
export const NAMED = 20;

/** A shorter time than this tells nothing of what is usual. Seconds. */
const SHORTEST = 10;

/** Where Loki has too many values to count, it is asked about so much less time. */
const SHORTER = 6;

/** The busiest values of one label of a metric at the end of a range, for no more than `budget` bytes. Rejects with a Problem. */
export async function loadBusiest(
  { source, metric, context }: { source: DataSourceChoice; metric: DerivedMetric; context: DerivedContext },
  label: string,
  range: { from: number; to: number },
  budget: number,
  signal?: AbortSignal
): Promise<string[]> {
  const { bytes } = await logVolumeOf(source, derivedSelector(metric, context), range, signal);
  const { to, seconds } = affordable(bytes, 1, budget, range, SHORTEST);
  const ask = async (window: number): Promise<string[]> => {
    try {
      const expr = busiestValues(metric, context, label, durationText(window), NAMED);
      const found = await queryLogInstant(source, expr, to, signal);
      return found
        .sort((a, b) => b.value - a.value)
        .map(({ labels }) => labels[label] ?? '')
        .filter((value) => value !== '' && value !== OTHER);
    } catch (error) {
      if (error instanceof Problem && error.kind === 'limit' && window > SHORTEST) {
        return ask(Math.max(SHORTEST, Math.floor(window / SHORTER)));
      }
      throw error;
    }
  };
  return ask(seconds);
}
