import { useEffect } from 'react';
import type { TimeRange } from '@grafana/data';
import type { DataLine, DataPanel } from './dataPanel';

/**
 * Draws lines on a chart whenever they change. Until they are there it says that they are asked for,
 * or could not be read; never that there are none.
 */
export function useDrawn(
  chart: DataPanel | undefined,
  { loading, data, problem }: { loading: boolean; data: { times: readonly number[] } | undefined; problem?: unknown },
  lines: readonly DataLine[],
  range: TimeRange
): void {
  const times = data?.times;
  useEffect(() => {
    if (!chart) {
      return;
    }
    if (problem !== undefined) {
      chart.failed(range);
    } else if (times && !loading) {
      chart.show(times, lines, range);
    } else if (loading) {
      chart.loading(range);
    }
  }, [chart, times, lines, range, loading, problem]);
}
