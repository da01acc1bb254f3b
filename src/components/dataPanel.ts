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
import { eventFrames, type MarkedEvent } from './EventsLayer';
import { timeSeriesLook } from './timeSeriesLook';

/** A line of values at the panel's times. */
export interface DataLine {
  name: string;
  values: readonly number[];
  /** A colour of Grafana's palette. */
  color?: string;
  /** Drawn dashed: the same thing at another time. */
  dashed?: boolean;
  /** Its own times, Unix milliseconds, where they are not the panel's: what is laid over it may have other steps. */
  times?: readonly number[];
  /** Where the true values lie in 95 of 100 cases: a band round the line, and its ends in the tooltip. */
  interval?: { low: readonly number[]; high: readonly number[] };
}

/** What stands in a panel until its first answer. */
const READING = 'Reading…';

const lowName = (name: string) => `${name}, at least`;
const highName = (name: string) => `${name}, at most`;

/** The line with the ends of its interval, which are lines of their own to the panel. */
function withEnds({ interval, ...line }: DataLine): DataLine[] {
  return interval
    ? [
        line,
        { ...line, dashed: false, name: lowName(line.name), values: interval.low },
        { ...line, dashed: false, name: highName(line.name), values: interval.high },
      ]
    : [line];
}

/** Ends of intervals have no line and no name in the legend; the room between them is filled. */
function endOverrides({ name, interval }: DataLine): FieldConfigSource['overrides'] {
  const common = [
    { id: 'custom.lineWidth', value: 0 },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.showPoints', value: 'never' },
    { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
  ];
  return interval
    ? [
        { matcher: { id: 'byName', options: lowName(name) }, properties: common },
        {
          matcher: { id: 'byName', options: highName(name) },
          properties: [
            ...common.filter(({ id }) => id !== 'custom.fillOpacity'),
            { id: 'custom.fillOpacity', value: 18 },
            { id: 'custom.fillBelowTo', value: lowName(name) },
          ],
        },
      ]
    : [];
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

  private readonly whenEmpty: string;
  private marks: readonly MarkedEvent[] = [];

  constructor({ title, description, unit, whenEmpty, stacked = false, bars = false }: DataPanelOptions) {
    this.whenEmpty = whenEmpty;
    const { options, defaults } = timeSeriesLook({ unit, bars, stacked, fillOpacity: bars ? 70 : 8 });
    this.panel = new VizPanel({
      pluginId: 'timeseries',
      title,
      description,
      options,
      fieldConfig: {
        defaults: {
          ...defaults,
          min: 0,
          // Before the first answer there is no saying that there is nothing.
          noValue: READING,
          custom: { ...defaults.custom, barAlignment: -1 },
        },
        overrides: [],
      },
      $data: this.node,
    });
  }

  /** Marks times on what is drawn, now and from now on. */
  mark(marks: readonly MarkedEvent[]): void {
    this.marks = marks;
    const { data } = this.node.state;
    if (data) {
      this.node.setState({ data: { ...data, annotations: eventFrames(marks) } });
    }
  }

  /** Draws other lines. `times` are Unix milliseconds, one for each value. */
  show(times: readonly number[], lines: readonly DataLine[], timeRange: TimeRange): void {
    const drawn = lines.flatMap(withEnds);
    const overrides: FieldConfigSource['overrides'] = drawn.flatMap(({ name, color, dashed }) => [
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
    overrides.push(...lines.flatMap(endOverrides));
    const { fieldConfig } = this.panel.state;
    const defaults = { ...fieldConfig.defaults, noValue: this.whenEmpty };
    this.panel.setState({ fieldConfig: { defaults, overrides } });
    // An empty grid would not say that there is nothing.
    const isEmpty = !lines.some(({ values }) => values.some(Number.isFinite));
    const frames = (isEmpty ? [] : drawn).map(({ name, values, times: own = times }) =>
      createDataFrame({
        fields: [
          { name: 'Time', type: FieldType.time, values: [...own], config: {} },
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
    const annotations = eventFrames(this.marks);
    this.node.setState({ data: { state: LoadingState.Done, series: frames, annotations, timeRange } });
  }

  /** Says that what is drawn could not be read, and draws it no longer. */
  failed(timeRange: TimeRange): void {
    this.say('Could not be read.');
    this.node.setState({ data: { state: LoadingState.Done, series: [], timeRange } });
  }

  private say(noValue: string): void {
    const { fieldConfig } = this.panel.state;
    this.panel.setState({ fieldConfig: { ...fieldConfig, defaults: { ...fieldConfig.defaults, noValue } } });
  }

  /** Says that what is drawn is being asked for again. */
  loading(timeRange: TimeRange): void {
    const series = this.node.state.data?.series ?? [];
    this.say(READING);
    const annotations = eventFrames(this.marks);
    this.node.setState({ data: { state: LoadingState.Loading, series, annotations, timeRange } });
  }
}
