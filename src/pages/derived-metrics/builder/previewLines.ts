import type { Series } from '../../../grafana/prometheus';
import type { Measure } from '../../../signals/derived/derivedMetric';

/** A line of the preview at the times of all. */
export interface PreviewLine {
  name: string;
  values: number[];
}

const keyOf = (labels: Series['labels']) => JSON.stringify(Object.entries(labels).sort());

/** Labels as a name; the name of a metric that has none yet says nothing. */
function nameOf({ __name__: _name, le, ...rest }: Series['labels']): string {
  const pairs = Object.entries(rest).map((pair) => pair.join('='));
  return [...pairs, ...(le === undefined ? [] : [`≤ ${le.replace('+Inf', '∞')}`])].join(', ') || 'all';
}

/** Sums divided by the counts that belong to them. */
function averages(series: readonly Series[]): Series[] {
  const ending = (end: string) => series.filter(({ labels }) => labels['__name__']?.endsWith(end));
  const counts = new Map(
    ending('_count').map(({ labels: { __name__: _name, ...labels }, times, values }) => [
      keyOf(labels),
      new Map(times.map((time, index) => [time, values[index] ?? NaN])),
    ])
  );
  return ending('_sum').map(({ labels: { __name__: _name, ...labels }, times, values }) => ({
    labels,
    times,
    values: values.map((value, index) => value / (counts.get(keyOf(labels))?.get(times[index] ?? NaN) ?? NaN)),
  }));
}

/**
 * What a metric's preview draws, the largest first: averages in place of sums and counts, and of a distribution its
 * buckets, not the sum beside them.
 */
export function previewLines(
  series: readonly Series[],
  { kind }: Measure,
  most: number
): { times: number[]; lines: PreviewLine[]; all: number } {
  const drawn =
    kind === 'average'
      ? averages(series)
      : kind === 'distribution'
        ? series.filter(({ labels }) => labels['le'] !== undefined)
        : series;
  const times = [...new Set(drawn.flatMap((one) => one.times))].sort((a, b) => a - b);
  const largest = ({ values }: Series) => values.reduce((max, value) => (value > max ? value : max), -Infinity);
  const lines = [...drawn]
    .sort((a, b) => largest(b) - largest(a))
    .slice(0, most)
    .map((one) => {
      const at = new Map(one.times.map((time, index) => [time, one.values[index] ?? NaN]));
      return { name: nameOf(one.labels), values: times.map((time) => at.get(time) ?? NaN) };
    });
  return { times, lines, all: drawn.length };
}
