import type { Unit } from '../signals/signal';
import { axisOf, grafanaUnit } from './grafanaUnit';

interface Look {
  unit: Unit;
  bars: boolean;
  stacked: boolean;
  /** Percent: how dense bars are, or what is below a line. */
  fillOpacity: number;
}

/** What panels of time series have in common: their options, and the defaults of their fields. */
export function timeSeriesLook({ unit, bars, stacked, fillOpacity }: Look) {
  return {
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'none' },
    },
    defaults: {
      unit: grafanaUnit(unit),
      custom: {
        ...axisOf(unit),
        drawStyle: bars ? 'bars' : 'line',
        lineWidth: 1,
        fillOpacity,
        showPoints: 'auto',
        pointSize: 3,
        spanNulls: false,
        stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
      },
    },
  };
}
