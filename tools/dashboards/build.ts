import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphTransform,
  LegendDisplayMode,
  LegendPlacement,
  LogsSortOrder,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  PanelBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Dashboard,
  type DynamicConfigValue,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { axisOf, grafanaUnit } from '../../src/components/grafanaUnit';
import type { Unit } from '../../src/signals/signal';
import { SIGNALS } from '../../src/signals/catalog';
import { refIdOf, type Flavour, type PanelData } from './flavour';
import type { DashboardSpec, PanelSpec } from './spec';

/**
 * Counts the changes of the bundled dashboards: Grafana imports one again only where this and the plugin's version both
 * differ from what it has.
 */
const REVISION = 2;

const APP = '/a/quayside-monitoring-app';

const NO_VALUE = 'Nothing here: the corner of the panel says why.';

const built = <T>(value: T): cog.Builder<T> => ({ build: () => value });

/** The unit of what a panel asks first. */
function unitOf({ queries: [first] }: PanelSpec): Unit {
  return SIGNALS.find(({ id }) => id === first?.signal)?.unit ?? 'count';
}

function lineOverrides({ limits = [], mirrored = [] }: PanelSpec): Array<[string, DynamicConfigValue[]]> {
  return [
    ...limits.map((index): [string, DynamicConfigValue[]] => [
      refIdOf(index),
      [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
        { id: 'custom.fillOpacity', value: 0 },
        { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      ],
    ]),
    ...mirrored.map((index): [string, DynamicConfigValue[]] => [
      refIdOf(index),
      [{ id: 'custom.transform', value: GraphTransform.NegativeY }],
    ]),
  ];
}

function thresholds({ warnFrom }: PanelSpec): ThresholdsConfigBuilder {
  const [yellow, red] = warnFrom ?? [];
  const above = [
    { value: yellow, color: 'yellow' },
    { value: red, color: 'red' },
  ].filter((step): step is { value: number; color: string } => step.value !== undefined);
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: warnFrom ? 'green' : 'text' }, ...above]);
}

function timeSeries(spec: PanelSpec): TimeSeriesBuilder {
  const panel = new TimeSeriesBuilder()
    .unit(grafanaUnit(unitOf(spec)))
    .noValue(NO_VALUE)
    .lineWidth(1)
    .fillOpacity(spec.stacked ? 40 : 10)
    .stacking(built({ mode: spec.stacked ? StackingMode.Normal : StackingMode.None, group: 'A' }))
    .legend(
      built({
        displayMode: LegendDisplayMode.List,
        placement: LegendPlacement.Bottom,
        showLegend: true,
        calcs: [],
      })
    )
    .tooltip(built({ mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending }));
  lineOverrides(spec).forEach(([refId, properties]) => panel.overrideByQuery(refId, properties));
  const { axisSoftMax } = axisOf(unitOf(spec));
  if (axisSoftMax !== undefined) {
    panel.axisSoftMax(axisSoftMax);
  }
  return spec.mirrored ? panel : panel.min(0);
}

function stat(spec: PanelSpec): StatBuilder {
  return new StatBuilder()
    .unit(grafanaUnit(unitOf(spec)))
    .noValue('–')
    .thresholds(thresholds(spec))
    .colorMode(spec.warnFrom ? BigValueColorMode.Value : BigValueColorMode.None)
    .graphMode(BigValueGraphMode.Area)
    .reduceOptions(built({ calcs: ['lastNotNull'], values: false, fields: '' }));
}

/** Grafana's list of firing alerts; its options have no builder. */
function alertList(): PanelBuilder {
  return new PanelBuilder().type('alertlist').options({
    alertName: '',
    dashboardAlerts: false,
    groupMode: 'default',
    maxItems: 50,
    sortOrder: 3,
    stateFilter: { error: true, firing: true, noData: false, normal: false, pending: true },
    viewMode: 'list',
  });
}

function drawn(spec: PanelSpec): TimeSeriesBuilder | StatBuilder | TableBuilder | LogsBuilder | PanelBuilder {
  switch (spec.kind) {
    case 'timeseries':
      return timeSeries(spec);
    case 'stat':
      return stat(spec);
    case 'table':
      return new TableBuilder().showHeader(true).filterable(true);
    case 'logs':
      return new LogsBuilder()
        .showTime(true)
        .wrapLogMessage(true)
        .enableLogDetails(true)
        .sortOrder(LogsSortOrder.Descending);
    case 'alerts':
      return alertList();
  }
}

function panelOf(spec: PanelSpec, data: PanelData | undefined): cog.Builder<Panel> {
  const panel = drawn(spec).title(spec.title).span(spec.width).height(spec.height);
  if (spec.description) {
    panel.description(spec.description);
  }
  if (data) {
    panel.datasource(data.datasource).targets(data.targets).transformations(data.transformations);
    data.overrides.forEach((override) => panel.withOverride(override));
  }
  return panel;
}

/** A dashboard in one flavour. */
export function buildDashboard(spec: DashboardSpec, flavour: Flavour): Dashboard {
  const about = flavour.about(spec);
  const dashboard = new DashboardBuilder(flavour.title(spec.title))
    .uid(flavour.uid(spec.id))
    .description(about ? `${spec.description} ${about}` : spec.description)
    .tags(flavour.tags)
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from ?? 'now-3h', to: 'now' })
    .timezone('browser')
    .revision(REVISION)
    .editable();
  flavour.dataSources.forEach((variable) => dashboard.withVariable(variable));
  spec.variables
    .flatMap((variable) => flavour.variables(variable, spec.variables))
    .forEach((variable) => dashboard.withVariable(variable));
  flavour.events(spec.events).forEach((events) => dashboard.annotation(events));
  dashboard.link(
    new DashboardLinkBuilder('Quayside dashboards')
      .type(DashboardLinkType.Dashboards)
      .tags(flavour.tags)
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true)
  );
  if (flavour.linksToPages) {
    dashboard.link(
      new DashboardLinkBuilder('Open in Quayside')
        .type(DashboardLinkType.Link)
        .icon('external link')
        .url(`${APP}/${spec.page}`)
        .keepTime(true)
    );
  }
  for (const row of spec.rows) {
    const panels = row.panels.flatMap((panel) => {
      const data = flavour.panel(panel);
      return data || panel.kind === 'alerts' ? [panelOf(panel, data)] : [];
    });
    if (panels.length > 0) {
      dashboard.withRow(new RowBuilder(row.title));
      panels.forEach((panel) => dashboard.withPanel(panel));
    }
  }
  // Grafana numbers what it imports; a number of ours could be somebody else's dashboard.
  return { ...dashboard.build(), id: null };
}
