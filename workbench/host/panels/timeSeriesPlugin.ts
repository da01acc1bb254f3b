import { FieldColorModeId, FieldConfigProperty, identityOverrideProcessor, PanelPlugin } from '@grafana/data';
import {
  BarAlignment,
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LineInterpolation,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  type GraphFieldConfig,
  type OptionsWithLegend,
  type OptionsWithTooltip,
} from '@grafana/schema';
import { NoEditor } from '../fillRegistries';
import { TimeSeriesPanel } from './TimeSeriesPanel';

export type TimeSeriesOptions = OptionsWithLegend & OptionsWithTooltip;

/** The custom options of the core panel and their defaults: those that are not listed can't be overridden per field. */
const CUSTOM: Record<string, unknown> = {
  drawStyle: GraphDrawStyle.Line,
  lineInterpolation: LineInterpolation.Linear,
  lineWidth: 1,
  lineStyle: undefined,
  lineColor: undefined,
  fillOpacity: 0,
  fillColor: undefined,
  fillBelowTo: undefined,
  gradientMode: GraphGradientMode.None,
  barAlignment: BarAlignment.Center,
  barWidthFactor: 0.6,
  barMaxWidth: undefined,
  showPoints: VisibilityMode.Auto,
  pointSize: 5,
  pointColor: undefined,
  spanNulls: false,
  insertNulls: false,
  stacking: { mode: StackingMode.None, group: 'A' },
  transform: undefined,
  axisPlacement: 'auto',
  axisLabel: '',
  axisColorMode: 'text',
  axisBorderShow: false,
  axisCenteredZero: false,
  axisGridShow: undefined,
  axisWidth: undefined,
  axisSoftMin: undefined,
  axisSoftMax: undefined,
  scaleDistribution: { type: 'linear' },
  hideFrom: { tooltip: false, viz: false, legend: false },
  thresholdsStyle: { mode: GraphThresholdsStyleMode.Off },
};

const OPTIONS: Record<string, unknown> = {
  'legend.showLegend': true,
  'legend.displayMode': LegendDisplayMode.List,
  'legend.placement': 'bottom',
  'legend.calcs': [],
  'tooltip.mode': TooltipDisplayMode.Single,
  'tooltip.sort': SortOrder.None,
  'tooltip.hideZeros': false,
};

/** Grafana's core `timeseries` panel, made again on the parts of it that @grafana/ui exports. */
export function timeSeriesPlugin(): PanelPlugin<TimeSeriesOptions, GraphFieldConfig> {
  return new PanelPlugin<TimeSeriesOptions, GraphFieldConfig>(TimeSeriesPanel)
    .useFieldConfig({
      standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } },
      useCustomConfig: (builder) => {
        for (const [path, defaultValue] of Object.entries(CUSTOM)) {
          builder.addCustomEditor({
            id: path,
            path: path as keyof GraphFieldConfig,
            name: path,
            category: ['Graph styles'],
            defaultValue,
            editor: NoEditor,
            override: NoEditor,
            process: identityOverrideProcessor,
            shouldApply: () => true,
          });
        }
      },
    })
    .setPanelOptions((builder) => {
      for (const [path, defaultValue] of Object.entries(OPTIONS)) {
        builder.addCustomEditor({
          id: path,
          path: path as keyof TimeSeriesOptions,
          name: path,
          defaultValue,
          editor: NoEditor,
        });
      }
    })
    .setDataSupport({ annotations: true, alertStates: true });
}
