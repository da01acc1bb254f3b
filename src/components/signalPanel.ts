import { FieldColorModeId, LoadingState, type FieldConfigSource } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { sceneGraph, SceneQueryRunner, VizPanel, VizPanelMenu, type SceneObject } from '@grafana/scenes';
import type { DataSourceChoice } from '../grafana/dataSources';
import { exploreUrl } from '../grafana/exploreUrl';
import type { Signal, SignalContext, Unit } from '../signals/signal';
import { queryCheckText, signalCheckText } from '../checks/rules/chosenText';
import { addDrilldown, outwardItems } from './outOfQuayside';
import { pageUrl } from './paths';
import { timeSeriesLook } from './timeSeriesLook';

/** One line (or family of lines) of a panel. */
export interface PanelLine {
  /** The query: a signal's, over the panel's context. */
  expr: string;
  legend: string;
  /** A limit is drawn dashed, in red, and unfilled: it bounds the others. */
  style?: 'limit';
  /** Drawn below zero, as the other direction of the same thing. */
  mirrored?: boolean;
  color?: string;
  /** The check that tells of this line, as URLs name it; without one it is made of the line's query. */
  alert?: string;
}

interface SignalPanelOptions {
  title: string;
  description: string;
  unit: Unit;
  source: DataSourceChoice;
  lines: readonly PanelLine[];
  /** Seconds: no query asks for points closer together. */
  minStepSeconds: number;
  /** What stands in an empty panel: why it may be empty, and what to do. */
  whenEmpty: string;
  bars?: boolean;
  stacked?: boolean;
  /** Values may lie below zero: the axis then need not begin there. */
  signed?: boolean;
}

/** The line of a signal over a context. */
export function lineOf(signal: Signal, context: SignalContext, more: Partial<PanelLine> = {}): PanelLine {
  const alert = more.style === 'limit' ? {} : { alert: signalCheckText(signal, context.scope) };
  return { expr: signal.query(context), legend: signal.title, ...alert, ...more };
}

function overrideOf(refId: string, line: PanelLine): FieldConfigSource['overrides'] {
  const properties: FieldConfigSource['overrides'][number]['properties'] = [];
  if (line.style === 'limit') {
    properties.push(
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.stacking', value: { mode: 'none' } },
      { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: 'red' } }
    );
  }
  if (line.mirrored) {
    properties.push({ id: 'custom.transform', value: 'negative-Y' });
  }
  if (line.color) {
    properties.push({ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: line.color } });
  }
  return properties.length > 0 ? [{ matcher: { id: 'byFrameRefID', options: refId }, properties }] : [];
}

/** A line as its menu has to know it. */
type MenuLine = Pick<PanelLine, 'expr' | 'legend' | 'alert' | 'style'> & { interval?: string };

/** What a panel shows: alerts on its lines are called by it. */
type Shown = Partial<Pick<SignalPanelOptions, 'title' | 'unit'>>;

/** The labels that a legend names: what tells the series of its line apart. */
const labelsIn = (legend: string) =>
  [...legend.matchAll(/\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g)].map(([, label = '']) => label);

/** The check of a line, as URLs name it; nothing for a limit, which bounds the others. */
function alertOf({ expr, legend, alert, style }: MenuLine, isOnly: boolean, type: string, { title, unit }: Shown) {
  if (alert !== undefined || style === 'limit') {
    return alert;
  }
  const named = title === undefined ? legend : isOnly ? title : `${title}: ${legend}`;
  const source = type === 'loki' ? 'logs' : 'metrics';
  return queryCheckText({ source, expr, title: named.slice(0, 200), unit: unit ?? 'count', by: labelsIn(legend) });
}

/** What every panel offers: its queries in Explore, on the clipboard, as alerts, and in a dashboard. */
export function panelMenu(source: DataSourceChoice, lines: readonly MenuLine[], shown: Shown = {}): VizPanelMenu {
  const menu = new VizPanelMenu({});
  const range = () => {
    const { from, to } = sceneGraph.getTimeRange(menu).state;
    return { from, to };
  };
  menu.addActivationHandler(() => void addDrilldown(menu, source, lines));
  const perLine: VizPanelMenu['state']['items'] = lines.flatMap((line) => {
    const { expr, legend } = line;
    const of = lines.length > 1 ? `: ${legend}` : '';
    const alert = alertOf(line, lines.length === 1, source.type, shown);
    return [
      {
        text: `Explore${of}`,
        iconClassName: 'compass',
        onClick: () => locationService.push(exploreUrl(source, expr, range())),
      },
      {
        text: `Copy query${of}`,
        iconClassName: 'copy',
        onClick: () => void navigator.clipboard.writeText(expr),
      },
      ...(alert
        ? [
            {
              text: `Alert on this${of}`,
              iconClassName: 'bell' as const,
              onClick: () =>
                locationService.push(pageUrl('check', { check: alert }, sceneGraph.getTimeRange(menu).state.value)),
            },
          ]
        : []),
    ];
  });
  menu.setState({ items: [...perLine, ...outwardItems(menu, source, lines)] });
  return menu;
}

/** What stands in an empty panel: that it could not be read, where its queries failed, and only otherwise that there is nothing. */
function sayingWhy(whenEmpty: string): (panel: SceneObject) => (() => void) | void {
  return (panel) => {
    if (!(panel instanceof VizPanel)) {
      return;
    }
    const data = sceneGraph.getData(panel);
    const say = () => {
      const noValue =
        data.state.data?.state === LoadingState.Error ? 'Could not be read: the sign above says why.' : whenEmpty;
      const { fieldConfig } = panel.state;
      if (fieldConfig.defaults.noValue !== noValue) {
        panel.setState({ fieldConfig: { ...fieldConfig, defaults: { ...fieldConfig.defaults, noValue } } });
      }
    };
    const subscription = data.subscribeToState(say);
    say();
    return () => subscription.unsubscribe();
  };
}

/** A panel of time series over signals, with its queries at hand. */
export function signalPanel(options: SignalPanelOptions): VizPanel {
  const { title, description, unit, source, lines, minStepSeconds, whenEmpty, bars = false, stacked = false } = options;
  const refOf = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);
  const look = timeSeriesLook({ unit, bars, stacked, fillOpacity: bars ? 80 : 10 });
  return new VizPanel({
    pluginId: 'timeseries',
    title,
    description,
    options: look.options,
    fieldConfig: {
      defaults: {
        ...look.defaults,
        noValue: whenEmpty,
        ...(options.signed || lines.some(({ mirrored }) => mirrored) ? {} : { min: 0 }),
      },
      overrides: lines.flatMap((line, index) => overrideOf(refOf(index), line)),
    },
    menu: panelMenu(
      source,
      lines.map((line) => ({ ...line, interval: `${minStepSeconds}s` })),
      { title, unit }
    ),
    $behaviors: [sayingWhy(whenEmpty)],
    $data: new SceneQueryRunner({
      datasource: { uid: source.uid, type: source.type },
      minInterval: `${minStepSeconds}s`,
      maxDataPoints: 400,
      queries: lines.map(({ expr, legend }, index) => ({
        refId: refOf(index),
        expr,
        legendFormat: legend,
        interval: `${minStepSeconds}s`,
        ...(source.type === 'loki' ? { queryType: 'range' } : { range: true, instant: false }),
      })),
    }),
  });
}
