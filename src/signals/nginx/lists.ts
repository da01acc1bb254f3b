import { labelFor } from './conditions';
import type { Field } from './fields';
import { dimensionTitle, fieldBehind, type Dimension, type Filter } from './filters';
import { accessLogsOf, hasFields, requestCount, resultLabel, summed, type NginxContext } from './nginxSignal';
import { PROBING } from './probing';
import { PAGE, STATIC_FILE } from './staticFiles';

/** A list of values ranked by how many requests have them. */
export interface RankedList {
  id: string;
  title: string;
  /** What a row is; several make a row of their combination. */
  dimensions: readonly [Dimension, ...Dimension[]];
  /** Which requests count, beside those that the reader chose. */
  filters: readonly Filter[];
  /** The fields of the access log without which there is no list. */
  fields: readonly Field[];
  applies: ReturnType<typeof hasFields>;
}

/** What the Loki that is asked can do. */
export interface LokiAbilities {
  /** `limits_config.shard_aggregations` names `approx_topk` (Loki 3.3 and later). */
  approxTopk: boolean;
  /** Its `max_query_series`: 500 unless configured. */
  maxSeries: number;
}

/** Loki as it comes. */
export const PLAIN_LOKI: LokiAbilities = { approxTopk: false, maxSeries: 500 };

/**
 * A query that a Loki answers, with nothing, if it has `approx_topk` and can run it. One that has it switched on may
 * still refuse it: a front end without a scheduler sends queries as text, and this one has none.
 */
export const APPROX_TOPK_PROBE = 'approx_topk(1, sum by (x) (count_over_time({quayside="probe"}[1m])))';

/** How a list is asked: for an instant query at the range's end. */
export interface ListQueries {
  /**
   * Every value with its exact count: which are the first, how many there are, and what the rest amounts to. Loki refuses
   * it, with an error that names the limit, where there are more values than `maxSeries`.
   */
  exact: string;
  /** The first values with counts that are at least right to a small share of all requests. Where the server has it. */
  approximate?: string;
  /** What to tell where the exact query was refused. */
  beyond: string;
}

function list(
  id: string,
  title: string,
  dimensions: RankedList['dimensions'],
  filters: readonly Filter[] = []
): RankedList {
  const all: Field[] = [
    ...dimensions.map(fieldBehind),
    ...filters.map(({ dimension }) => fieldBehind(dimension)),
    'status',
  ];
  const fields = [...new Set(all)];
  return { id: `nginx.top.${id}`, title, dimensions, filters, fields, applies: hasFields(fields) };
}

const found: Filter = { dimension: 'status', op: 'not', value: '404' };
const notFound: Filter = { dimension: 'status', op: 'is', value: '404' };

/** The ranked lists of NGINX's access log. */
export const NGINX_LISTS = {
  uris: list('uris', 'URIs with query strings', ['uri']),
  paths: list('paths', 'Paths', ['path']),
  routes: list('routes', 'Routes: paths with ids replaced', ['route']),
  pages: list('pages', 'Pages: neither static files nor not found', ['uri'], [PAGE, found]),
  staticFiles: list('staticFiles', 'Static files', ['path'], [STATIC_FILE, found]),
  notFound: list('notFound', 'Not found', ['uri'], [notFound]),
  errors: list(
    'errors',
    'Paths that answer with 5xx',
    ['path', 'status'],
    [{ dimension: 'statusClass', op: 'is', value: '5xx' }]
  ),
  clients: list('clients', 'Clients', ['client']),
  clientStatuses: list('clientStatuses', 'Clients and statuses', ['client', 'status']),
  // Whole: what is probed for may be in the query string.
  probes: list('probes', 'Clients and the weak spots they tried', ['client', 'uri'], [PROBING]),
  clientPages: list('clientPages', 'Clients that ask for pages', ['client'], [PAGE]),
  clientAgents: list('clientAgents', 'Clients and their user agents', ['client', 'agent']),
  referrers: list('referrers', 'Referrers', ['referrer']),
  referringSites: list('referringSites', 'Referring sites', ['referringSite']),
  agents: list('agents', 'User agents', ['agent']),
  visitors: list(
    'visitors',
    'Visitors: clients with their user agents',
    ['client', 'agent'],
    [{ dimension: 'statusClass', op: 'not', value: '4xx' }]
  ),
  virtualHosts: list('virtualHosts', 'Virtual hosts', ['virtualHost']),
  users: list('users', 'Users', ['user']),
  countries: list('countries', 'Countries', ['country']),
  methods: list('methods', 'Methods', ['method']),
  protocols: list('protocols', 'Protocols', ['protocol']),
  cacheStatuses: list('cacheStatuses', 'Cache statuses', ['cacheStatus']),
  upstreams: list('upstreams', 'Upstream servers', ['upstreamAddress']),
  statuses: list('statuses', 'Status codes', ['status']),
} satisfies Record<string, RankedList>;

/** The queries of a list: exact where Loki can, else approximate where it has that, else what to do about it. */
export function listQueries(
  which: RankedList,
  context: NginxContext,
  abilities: LokiAbilities,
  first: number
): ListQueries {
  const exact = requestCount(context, which.dimensions, which.filters);
  const many = `There are more than ${abilities.maxSeries} values`;
  // Loki estimates one sum over lines, not one that several logs are put together in.
  return abilities.approxTopk && accessLogsOf(context.conventions).length === 1
    ? {
        exact,
        approximate: `approx_topk(${first}, ${exact})`,
        beyond: `${many}, so the counts of the first ${first} are estimates of Loki's.`,
      }
    : {
        exact,
        beyond: `${many}, more than this Loki counts in one query. Choose a shorter range or a filter, or allow approx_topk in Loki (limits_config.shard_aggregations: [approx_topk]).`,
      };
}

/** Bytes sent for each value of a list, over the range. Within the same limit as its exact counts. */
export function listBytes(which: RankedList, context: NginxContext): string {
  const numeric: Filter = { dimension: 'bytes', op: 'matches', value: '[0-9]+' };
  return summed(
    context,
    which.dimensions,
    [...which.filters, numeric],
    (selected, access) =>
      `sum_over_time(${selected} | unwrap ${labelFor(access, 'bytes')} | __error__ = "" [${context.range}])`
  );
}

/**
 * Parts into which clients fall by the end of their address. Each part of a range is under Loki's limit where the whole
 * is not: their distinct values add up to the exact number, and one of them tells its size. About a tenth each of IPv4.
 */
export const CLIENT_PARTS: readonly string[] = [...'0123456789'].map((digit) => `.*${digit}`).concat('.*[^0-9]|');

/** How many distinct values a list has among one part of the clients. @throws where the access log has no clients. */
export function countDistinct(which: RankedList, context: NginxContext, part?: string): string {
  const filters: Filter[] = part === undefined ? [] : [{ dimension: 'client', op: 'matches', value: part }];
  return `count(${requestCount(context, which.dimensions, [...which.filters, ...filters])})`;
}

/** A row of a list: its values in the order of the list's dimensions, and how many requests have them. */
export interface ListRow {
  values: string[];
  count: number;
}

/** Rows of the series that a list's query returned, the most requests first. `-` and nothing are the same value, `''`. */
export function listRows(
  which: RankedList,
  context: NginxContext,
  series: ReadonlyArray<{ labels: Readonly<Record<string, string>>; value: number }>
): ListRow[] {
  const rows = new Map<string, ListRow>();
  for (const { labels, value } of series) {
    const values = which.dimensions.map((dimension) => {
      const text = labels[resultLabel(context.conventions, dimension)] ?? '';
      return text === '-' ? '' : text;
    });
    const key = JSON.stringify(values);
    const row = rows.get(key);
    rows.set(key, { values, count: (row?.count ?? 0) + value });
  }
  return [...rows.values()].sort((a, b) => b.count - a.count || (a.values.join() < b.values.join() ? -1 : 1));
}

/** What a row's values are called, in order. */
export function listColumns(which: RankedList): string[] {
  return which.dimensions.map(dimensionTitle);
}
