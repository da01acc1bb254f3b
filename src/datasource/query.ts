import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import type { Grouping } from '../signals/grouping';
import type { Combine } from '../signals/inventory';
import type { Dimension } from '../signals/nginx/filters';

/** What is shown of a scope. */
export type Show = 'signal' | 'lines' | 'findings' | 'events';

/** The parts of a scope as texts, each of which may hold Grafana's variables. Containers are written `host/name`. */
export interface ScopeTexts {
  hosts?: string[];
  containers?: string[];
  projects?: string[];
  services?: string[];
  images?: string[];
  namespaces?: string[];
  virtualHosts?: string[];
  search?: string;
}

/** A query of the data source as dashboards keep it. Fields are added to it, never given another meaning. */
export interface SignalsQuery extends DataQuery {
  show?: Show;
  /** The id of a signal, of one's own too (`own.NAME`), or of a ranked list of NGINX's. */
  signal?: string;
  scope?: ScopeTexts;
  /** What to put together by; absent: each subject for itself. */
  by?: Grouping | Dimension | (string & {});
  combine?: Combine;
  /** At most so many series or rows, the largest; 0: all. Absent: the usual number. */
  top?: number;
  /** Over time, or one row for each subject at the range's end. */
  form?: 'series' | 'table';
  /** Conditions on NGINX's requests, as texts such as `status:is:404`, which may hold Grafana's variables. */
  filters?: string[];
  /** The name of each series, with its labels between braces: `Used by {{container}}`. */
  legend?: string;
}

/** What a variable of the data source lists. */
export type Choice = 'hosts' | 'containers' | 'projects' | 'services' | 'images' | 'namespaces' | 'virtualHosts';

/** The query of a variable. */
export interface ChoiceQuery extends DataQuery {
  choice?: Choice;
  scope?: ScopeTexts;
}

/** The query that a new panel begins with. */
export const FIRST_QUERY: Partial<SignalsQuery> = { show: 'signal', signal: 'container.cpu.cores', form: 'series' };

/** Kept in the settings of one data source: which location it is of, or which other data sources it asks. */
export interface SignalsJsonData extends DataSourceJsonData {
  /** One of the locations of the app's settings; absent: the main one. */
  location?: string;
  prometheusUid?: string;
  lokiUid?: string;
}
