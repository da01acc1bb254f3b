import {
  createDataFrame,
  FieldColorModeId,
  FieldType,
  LoadingState,
  type FieldConfigSource,
  type TimeRange,
} from '@grafana/data';
import { SceneDataNode, VizPanel } from '@grafana/scenes';
import type { Unit } from '../signals/signal';
import { grafanaUnit } from './units';

/** A line of values at the panel's times. */
export interface DataLine {
  name: string;
  values: readonly number[];
  /** A colour of Grafana's palette. */
  color?: string;
  /** Drawn dashed: the same thing at another time. */
  dashed?: boolean;
}

interface DataPanelOptions {
  title: string;
  description: string;
  unit: Unit;
  whenEmpty: string;
  stacked?: boolean;
  bars?: boolean;
}

/** A panel of time series over data that somebody else has loaded, so that one query can serve several panels. */
export class DataPanel {
  readonly panel: VizPanel;
  private readonly node = new SceneDataNode();

  constructor({ title, description, unit, whenEmpty, stacked = false, bars = false }: DataPanelOptions) {
    this.panel = new VizPanel({
      pluginId: 'timeseries',
      title,
      description,
      options: {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'multi', sort: 'none' },
      },
      fieldConfig: {
        defaults: {
          unit: grafanaUnit(unit),
          min: 0,
          noValue: whenEmpty,
          custom: {
            drawStyle: bars ? 'bars' : 'line',
            barAlignment: -1,
            lineWidth: 1,
            fillOpacity: bars ? 70 : 8,
            showPoints: 'auto',
            pointSize: 3,
            spanNulls: false,
            stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
            // A share that is 0 throughout would be drawn on an axis up to 10,000 %.
            ...(unit === 'ratio' ? { axisSoftMax: 0.01 } : {}),
          },
        },
        overrides: [],
      },
      $data: this.node,
    });
  }

  /** Draws other lines. `times` are Unix milliseconds, one for each value. */
  show(times: readonly number[], lines: readonly DataLine[], timeRange: TimeRange): void {
    const overrides: FieldConfigSource['overrides'] = lines.flatMap(({ name, color, dashed }) => [
      ...(color
        ? [
            {
              matcher: { id: 'byName', options: name },
              properties: [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: color } }],
            },
          ]
        : []),
      ...(dashed
        ? [
            {
              matcher: { id: 'byName', options: name },
              properties: [
                { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 6] } },
                { id: 'custom.drawStyle', value: 'line' },
                { id: 'custom.fillOpacity', value: 0 },
                { id: 'custom.stacking', value: { mode: 'none', group: 'B' } },
              ],
            },
          ]
        : []),
    ]);
    this.panel.setState({ fieldConfig: { ...this.panel.state.fieldConfig, overrides } });
    const frames = lines.map(({ name, values }) =>
      createDataFrame({
        fields: [
          { name: 'Time', type: FieldType.time, values: [...times], config: {} },
          {
            name,
            type: FieldType.number,
            // Grafana leaves a gap for null, and draws nonsense for NaN.
            values: values.map((value) => (Number.isFinite(value) ? value : null)),
            config: {},
          },
        ],
      })
    );
    this.node.setState({ data: { state: LoadingState.Done, series: frames, timeRange } });
  }

  /** Says that what is drawn is being asked for again. */
  loading(timeRange: TimeRange): void {
    const series = this.node.state.data?.series ?? [];
    this.node.setState({ data: { state: LoadingState.Loading, series, timeRange } });
  }
}
