import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import type * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { ScopeTexts } from '../../src/datasource/query';
import type { DashboardSpec, PanelSpec, VariableSpec } from './spec';

/** The queries of one panel, and which data source they are for. */
export interface PanelData {
  datasource: common.DataSourceRef;
  targets: Array<cog.Builder<cog.Dataquery>>;
  /** What makes one table of the answers. */
  transformations: dashboard.DataTransformerConfig[];
  overrides: Array<{ matcher: dashboard.MatcherConfig; properties: dashboard.DynamicConfigValue[] }>;
}

/** How dashboards ask for their data. */
export interface Flavour {
  uid: (id: string) => string;
  title: (title: string) => string;
  tags: string[];
  /** Said after the description. */
  about: (spec: DashboardSpec) => string;
  dataSources: Array<cog.Builder<dashboard.VariableModel>>;
  variables: (spec: VariableSpec, all: readonly VariableSpec[]) => Array<cog.Builder<dashboard.VariableModel>>;
  /** Nothing where a panel cannot be had. */
  panel: (panel: PanelSpec) => PanelData | undefined;
  events: (scope: ScopeTexts) => Array<cog.Builder<dashboard.AnnotationQuery>>;
  /** The app's page of a dashboard is there to link to. */
  linksToPages: boolean;
}

/** A query as it is, for builders of panels. */
export function asTarget(query: Record<string, unknown>): cog.Builder<cog.Dataquery> {
  return { build: () => query as unknown as cog.Dataquery };
}

/** The letter of a query by its place. */
export function refIdOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
