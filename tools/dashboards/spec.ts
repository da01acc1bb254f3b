import type { Choice, ScopeTexts, SignalsQuery } from '../../src/datasource/query';

/** A query of a panel. */
export type PanelQuery = Omit<SignalsQuery, 'refId' | 'datasource'>;

/** A variable of a dashboard, which lists a part of the fleet. */
export interface VariableSpec {
  name: string;
  label: string;
  choice: Choice;
  /** What its values are restricted to, by other variables. */
  scope?: ScopeTexts;
  /** Several may be chosen, and all of them. */
  multi: boolean;
}

/** A panel: what it asks, and how that is drawn. */
export interface PanelSpec {
  title: string;
  kind: 'timeseries' | 'stat' | 'table' | 'logs' | 'alerts';
  queries: PanelQuery[];
  /** Of 24 columns. */
  width: number;
  height: number;
  description?: string;
  stacked?: boolean;
  /** Places in `queries` of limits, which are drawn dashed and in red. */
  limits?: number[];
  /** Places of queries that are drawn below the axis, as the other direction of the same thing. */
  mirrored?: number[];
  /** From these values on, yellow and red. */
  warnFrom?: [number, number];
  /** The column that a table is sorted by, the largest first. */
  sortBy?: string;
  /** The rows of a table that are kept, of those sorted first. Each query's own largest would leave cells empty. */
  most?: number;
}

/** Panels below one heading. */
export interface RowSpec {
  title: string;
  panels: PanelSpec[];
}

/** A dashboard before it is known how its data is asked. */
export interface DashboardSpec {
  /** The end of its uid, and the name of its file. */
  id: string;
  title: string;
  description: string;
  /** The page of the app that shows the same, with variables of the dashboard in its address. */
  page: string;
  variables: VariableSpec[];
  rows: RowSpec[];
  /** How far back it looks at first, such as `now-1h`; three hours unless said. */
  from?: string;
  /** Which events are marked. */
  events: ScopeTexts;
}
