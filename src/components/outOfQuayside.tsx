import React from 'react';
import { BusEventWithPayload, PluginExtensionExposedComponents, type TimeRange } from '@grafana/data';
import { getAppEvents, isAppPluginInstalled, locationService, usePluginComponent } from '@grafana/runtime';
import { sceneGraph, VizPanel, type VizPanelMenu } from '@grafana/scenes';
import type { DataQuery, Panel } from '@grafana/schema';
import { Alert, LoadingPlaceholder, Modal } from '@grafana/ui';
import type { DataSourceChoice } from '../grafana/dataSources';
import { drilldownFor, drilldownUrl } from '../grafana/drilldownUrl';

/** What Grafana's own modals are opened by. */
class ShowModal extends BusEventWithPayload<{ component: React.ComponentType<ModalProps>; props: object }> {
  static readonly type = 'show-react-modal';
}

/** What Grafana adds to the properties of a modal that it opens. */
interface ModalProps {
  isOpen?: boolean;
  onDismiss?: () => void;
}

interface AddToDashboardProps {
  onClose: () => void;
  buildPanel: () => Panel;
  timeRange?: TimeRange;
}

interface CreateAlertProps {
  panel: { title?: string; targets: DataQuery[]; datasource?: { uid: string; type: string } };
  onDismiss: () => void;
}

const nothing = () => undefined;

function Missing({ what }: { what: string }) {
  return (
    <Alert severity="info" title={`${what} cannot be done from here`}>
      This Grafana does not offer it to apps, or you lack the right. Copy the query instead.
    </Alert>
  );
}

function AddToDashboard({
  isOpen = true,
  onDismiss = nothing,
  ...panel
}: ModalProps & Omit<AddToDashboardProps, 'onClose'>) {
  const { component: Form, isLoading } = usePluginComponent<AddToDashboardProps>(
    PluginExtensionExposedComponents.AddToDashboardFormV1
  );
  return (
    <Modal title="Add to a dashboard" isOpen={isOpen} onDismiss={onDismiss}>
      {Form ? (
        <Form {...panel} onClose={onDismiss} />
      ) : isLoading ? (
        <LoadingPlaceholder text="Loading…" />
      ) : (
        <Missing what="Adding to a dashboard" />
      )}
    </Modal>
  );
}

function CreateAlert({ isOpen = true, onDismiss = nothing, panel }: ModalProps & Omit<CreateAlertProps, 'onDismiss'>) {
  const { component: Form, isLoading } = usePluginComponent<CreateAlertProps>(
    PluginExtensionExposedComponents.CreateAlertFromPanelV1
  );
  // It is a modal of its own.
  return Form ? (
    <Form panel={panel} onDismiss={onDismiss} />
  ) : (
    <Modal title="Create an alert rule" isOpen={isOpen} onDismiss={onDismiss}>
      {isLoading ? <LoadingPlaceholder text="Loading…" /> : <Missing what="Creating an alert rule" />}
    </Modal>
  );
}

/** A query of a panel, and what its series are called. */
interface Line {
  expr: string;
  legend: string;
  /** No point is asked for closer to another: a duration. */
  interval?: string;
}

function targetsOf(source: DataSourceChoice, lines: readonly Line[]): DataQuery[] {
  const datasource = { uid: source.uid, type: source.type };
  return lines.map(({ expr, legend, interval }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    expr,
    legendFormat: legend,
    ...(interval === undefined ? {} : { interval }),
    ...(source.type === 'loki' ? { queryType: 'range' } : { range: true, instant: false }),
  }));
}

/** A panel as dashboards keep it: with the queries themselves, so that it works without Quayside. */
function dashboardPanel(viz: VizPanel, source: DataSourceChoice, lines: readonly Line[]): Panel {
  const { title, description, pluginId, options, fieldConfig } = viz.state;
  return {
    type: pluginId,
    title,
    ...(description ? { description: String(description) } : {}),
    options: options as Panel['options'],
    fieldConfig: fieldConfig as Panel['fieldConfig'],
    datasource: { uid: source.uid, type: source.type },
    targets: targetsOf(source, lines) as unknown as Panel['targets'],
  };
}

/** The entries of a panel's menu that lead into the rest of Grafana. `menu` is the panel's, once it has one. */
export function outwardItems(
  menu: VizPanelMenu,
  source: DataSourceChoice,
  lines: readonly Line[]
): NonNullable<VizPanelMenu['state']['items']> {
  const show = <Props extends object>(component: React.ComponentType<Props & ModalProps>, props: Props) =>
    getAppEvents().publish(new ShowModal({ component: component as React.ComponentType<ModalProps>, props }));
  const panel = () => (menu.parent instanceof VizPanel ? menu.parent : undefined);
  const range = () => sceneGraph.getTimeRange(menu).state;
  return [
    {
      text: 'Add to a dashboard',
      iconClassName: 'apps',
      onClick: () => {
        const viz = panel();
        if (viz) {
          const buildPanel = () => dashboardPanel(viz, source, lines);
          show(AddToDashboard, { buildPanel, timeRange: range().value });
        }
      },
    },
    {
      text: 'Create an alert rule',
      iconClassName: 'bell',
      onClick: () =>
        show(CreateAlert, {
          panel: {
            title: panel()?.state.title,
            targets: targetsOf(source, lines),
            datasource: { uid: source.uid, type: source.type },
          },
        }),
    },
  ];
}

/** Adds the way into Grafana's Drilldown apps to a panel's menu that is being opened, where they are installed. */
export async function addDrilldown(
  menu: VizPanelMenu,
  source: DataSourceChoice,
  [first]: readonly Line[]
): Promise<void> {
  const { app, title } = drilldownFor(source);
  const text = `Open in ${title}`;
  const isThere = () => menu.state.items?.some((item) => item.text === text) ?? false;
  // Where Grafana cannot tell, the app is as good as absent.
  const installed = first !== undefined && !isThere() && (await isAppPluginInstalled(app).catch(() => false));
  if (installed && !isThere()) {
    const onClick = () => {
      const { from, to } = sceneGraph.getTimeRange(menu).state;
      locationService.push(drilldownUrl(source, first.expr, { from, to }));
    };
    menu.setState({ items: [...(menu.state.items ?? []), { text, iconClassName: 'search', onClick }] });
  }
}
