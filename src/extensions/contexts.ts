import {
  PluginExtensionPoints,
  type DataFrame,
  type PluginExtensionAddedLinkConfig,
  type PluginExtensionPanelContext,
  type PluginExtensionResourceAttributesContext,
  type RawTimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { SIGNALS_TYPE } from '../grafana/signalsType';
import type { Labels } from '../signals/identity';
import type { Seen } from './placeOf';

/** What Grafana hands to links of Explore; it does not export the type. */
interface ExploreContext {
  targets?: DataQuery[];
  data?: { series?: DataFrame[]; logsFrames?: DataFrame[] };
  timeRange?: RawTimeRange;
}

/** What Grafana hands to links of what fires. */
interface InstanceContext {
  instance?: { labels?: Labels; activeAt?: string };
}

const TITLE = 'Open in Quayside';

/** Metrics by which a query shows that it is about what Quayside knows. */
const OURS = /\b(container_|machine_|node_|kube_pod_|nginx)/;

const SOURCES = new Set(['prometheus', 'loki', SIGNALS_TYPE]);

// The pages' code is needed once somebody follows a link, not wherever one is shown.
const open = async (seen: Seen, range: RawTimeRange | undefined) => {
  const { openPlace } = await import('./openPlace');
  await openPlace(seen, range);
};

function expressionsOf(targets: readonly DataQuery[] = []): string[] {
  return targets.flatMap((target) => ('expr' in target && typeof target.expr === 'string' ? [target.expr] : []));
}

function sourcesOf(targets: readonly DataQuery[] = []): string[] {
  return [...new Set(targets.flatMap(({ datasource }) => datasource?.uid ?? []))];
}

function labelsOf(frames: readonly DataFrame[] = []): Labels[] {
  return frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => (labels ? [labels] : [])));
}

/** Whether something asks a data source of ours, for something that Quayside has a page of. */
function concernsUs(targets: readonly DataQuery[] = [], labels: readonly Labels[] = []): boolean {
  const sources = targets.map(({ datasource }) => datasource?.type ?? '');
  const ours =
    sources.includes(SIGNALS_TYPE) ||
    sources.includes('loki') ||
    expressionsOf(targets).some((text) => OURS.test(text)) ||
    labels.some((one) => 'container' in one || 'container_name' in one);
  return ours && sources.every((type) => type === '' || SOURCES.has(type));
}

/** In the menu of any dashboard's panels. */
export const panelLink: PluginExtensionAddedLinkConfig = {
  targets: [PluginExtensionPoints.DashboardPanelMenu],
  title: TITLE,
  description: 'Shows the container, host or log of this panel in Quayside, over the same time',
  icon: 'apps',
  configure: (context) => {
    const { targets, data } = (context ?? {}) as Partial<PluginExtensionPanelContext>;
    return concernsUs(targets, labelsOf(data?.series)) ? {} : undefined;
  },
  onClick: (_event, { context }) => {
    const { targets, data, timeRange } = (context ?? {}) as Partial<PluginExtensionPanelContext>;
    const labels = labelsOf(data?.series);
    void open({ labels, expressions: expressionsOf(targets), sources: sourcesOf(targets) }, timeRange);
  },
};

/** Beside the queries of Explore. */
export const exploreLink: PluginExtensionAddedLinkConfig = {
  targets: [PluginExtensionPoints.ExploreToolbarAction],
  title: TITLE,
  description: 'Shows the container, host or log of these queries in Quayside, over the same time',
  icon: 'apps',
  configure: (context) => {
    const { targets, data } = (context ?? {}) as ExploreContext;
    return concernsUs(targets, labelsOf(data?.series)) ? {} : undefined;
  },
  onClick: (_event, { context }) => {
    const { targets = [], data, timeRange } = (context ?? {}) as ExploreContext;
    const logs = targets.length > 0 && targets.every(({ datasource }) => datasource?.type === 'loki');
    const labels = labelsOf([...(data?.series ?? []), ...(data?.logsFrames ?? [])]);
    void open({ labels, expressions: expressionsOf(targets), sources: sourcesOf(targets), logs }, timeRange);
  },
};

/** Of one thing that an alert fires for. */
export const alertInstanceLink: PluginExtensionAddedLinkConfig = {
  targets: [PluginExtensionPoints.AlertInstanceAction],
  title: TITLE,
  description: 'Shows what this alert fires for in Quayside, at the time at which it began',
  icon: 'apps',
  onClick: (_event, { context }) => {
    const { instance } = (context ?? {}) as InstanceContext;
    const began = Date.parse(instance?.activeAt ?? '');
    void import('./openPlace').then(({ around, openPlace }) =>
      openPlace({ labels: [instance?.labels ?? {}], expressions: [] }, began > 0 ? around(began) : undefined)
    );
  },
};

/** In the details of a log line, beside the label that names its container. */
export const logLineLink: PluginExtensionAddedLinkConfig = {
  targets: [PluginExtensionPoints.LogsViewResourceAttributes],
  title: 'Open the container’s log in Quayside',
  description: 'Shows the log of the container that wrote the line, over the same time',
  icon: 'apps',
  configure: (context) => {
    const { attributes = {} } = (context ?? {}) as Partial<PluginExtensionResourceAttributesContext>;
    const label = ['container', 'container_name', 'containers', 'compose_service'].find((name) => name in attributes);
    return label === undefined ? undefined : { category: label };
  },
  onClick: (_event, { context }) => {
    const {
      attributes = {},
      timeRange,
      datasource,
    } = (context ?? {}) as Partial<PluginExtensionResourceAttributesContext>;
    const labels = Object.fromEntries(Object.entries(attributes).map(([label, [value = '']]) => [label, value]));
    const range = timeRange && around(timeRange);
    void open({ labels: [labels], expressions: [], sources: datasource ? [datasource.uid] : [], logs: true }, range);
  },
};

const around = ({ from, to }: { from: number; to: number }): RawTimeRange => ({ from: String(from), to: String(to) });
