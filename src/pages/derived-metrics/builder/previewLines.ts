import type { Series } from '../../../grafana/prometheus';
import type { DrawnSeries } from './loadPreview';

/** A line of the preview at the times of all. */
export interface PreviewLine {
  name: string;
  values: number[];
}

/** The legend of a query with the values of a series' labels in it. */
function nameOf(legend: string, labels: Series['labels']): string {
  return legend.replace(/\{\{(\w+)\}\}/g, (_whole, label: string) => labels[label] || `no ${label}`);
}

/** What a metric's preview draws, the largest first. */
export function previewLines(
  drawn: readonly DrawnSeries[],
  most: number
): { times: number[]; lines: PreviewLine[]; all: number } {
  const named = drawn.flatMap(({ legend, series }) =>
    series.map((one) => ({ ...one, name: nameOf(legend, one.labels) }))
  );
  const times = [...new Set(named.flatMap((one) => one.times))].sort((a, b) => a - b);
  const largest = ({ values }: Series) => values.reduce((max, value) => (value > max ? value : max), -Infinity);
  const lines = [...named]
    .sort((a, b) => largest(b) - largest(a))
    .slice(0, most)
    .map((one) => {
      const at = new Map(one.times.map((time, index) => [time, one.values[index] ?? NaN]));
      return { name: one.name, values: times.map((time) => at.get(time) ?? NaN) };
    });
  return { times, lines, all: named.length };
}
