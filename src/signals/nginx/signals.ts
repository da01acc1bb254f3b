import { labelFor } from './conditions';
import type { Field } from './fields';
import { fieldBehind, type Dimension, type Filter } from './filters';
import {
  accessLogsOf,
  addedUp,
  clause,
  lines,
  nginxSignal,
  requestCount,
  requestRate,
  summed,
  type NginxContext,
  type NginxSignal,
} from './nginxSignal';
import { streamLabels } from '../streams';
import { STATIC_FILE } from './staticFiles';

function requests(
  id: string,
  title: string,
  description: string,
  own: Dimension[],
  filters: Filter[] = []
): NginxSignal {
  const fields = [
    ...new Set<Field>(['status', ...own.map(fieldBehind), ...filters.map((f) => fieldBehind(f.dimension))]),
  ];
  return {
    ...nginxSignal(
      `requests${id}`,
      title,
      'requests per second',
      description,
      fields,
      (context) => requestRate(context, own, filters),
      (context) => requestCount(context, own, filters)
    ),
    counts: { by: own, filters },
  };
}

function share(id: string, title: string, description: string, filters: Filter[]): NginxSignal {
  const ratio = (count: (context: NginxContext, filters: Filter[]) => string) => (context: NginxContext) =>
    `${count(context, filters)} / ${count(context, [])}`;
  return {
    ...nginxSignal(
      id,
      title,
      'ratio',
      `${description} Nothing, not 0, where there is no such request.`,
      ['status'],
      ratio((context, chosen) => requestRate(context, [], chosen)),
      ratio((context, chosen) => requestCount(context, [], chosen))
    ),
    shareOf: filters,
  };
}

const statusClass = (value: string): Filter => ({ dimension: 'statusClass', op: 'is', value });
const status = (value: string): Filter => ({ dimension: 'status', op: 'is', value });

/** `-` would stop `unwrap`; and with it, were its error not filtered out, the whole query. */
const NUMERIC_BYTES: Filter = { dimension: 'bytes', op: 'matches', value: '[0-9]+' };

/** Bytes of each log's lines, added up. */
const byteSum = (context: NginxContext, window: string, over: string) =>
  summed(
    context,
    [],
    [NUMERIC_BYTES],
    (selected, access) => `${over}(${selected} | unwrap ${labelFor(access, 'bytes')} | __error__ = "" [${window}])`
  );

const unparsed = (context: NginxContext, over: string, window: string) => {
  const by = context.byStream ? streamLabels(context.conventions) : [];
  return addedUp(
    accessLogsOf(context.conventions).map(
      (access) =>
        `sum${clause(by)} (${over}(${lines({ ...context, filters: [] }, access, { dimensions: [], lines: 'unparsed' })} [${window}]))`
    ),
    by
  );
};

/** Distinct pairs of client and agent: GoAccess' idea of a visitor, who is not counted for requests answered with 4xx. */
const visitors = (context: NginxContext, window: string): string => {
  const own: Dimension[] = ['client', 'agent'];
  const filters: Filter[] = [{ dimension: 'statusClass', op: 'not', value: '4xx' }];
  return `count(${summed(context, own, filters, (selected) => `count_over_time(${selected} [${window}])`)})`;
};

const splitByHost = (context: NginxContext): NginxContext => ({
  ...context,
  by: [...new Set<Dimension>(['virtualHost', ...(context.by ?? [])])],
});

/** Signals of NGINX's access log that count requests. */
export const NGINX_SIGNALS = {
  requests: requests('', 'Requests', 'Requests that the access log tells of.', []),
  statusClasses: requests('.statusClass', 'Requests by status class', 'Requests answered with 2xx, 3xx, 4xx and 5xx.', [
    'statusClass',
  ]),
  statusCodes: requests('.status', 'Requests by status', 'Requests by the status code of the answer.', ['status']),
  methods: requests('.method', 'Requests by method', 'Requests by HTTP method.', ['method']),
  protocols: requests('.protocol', 'Requests by protocol', 'Requests by version of HTTP.', ['protocol']),
  virtualHosts: {
    ...nginxSignal(
      'requests.virtualHost',
      'Requests by status and virtual host',
      'requests per second',
      'Requests by status code and virtual host: one pass over the log that totals, classes and error ratios are drawn from. Requests of a log that names no virtual host have none.',
      ['status', 'virtualHost'],
      (context) => requestRate(splitByHost(context), ['status']),
      (context) => requestCount(splitByHost(context), ['status'])
    ),
    counts: { by: ['status', 'virtualHost'], filters: [] },
  },
  cacheStatuses: requests('.cacheStatus', 'Requests by cache status', 'Requests that the cache answered, or did not.', [
    'cacheStatus',
  ]),
  serverErrors: requests('.serverErrors', 'Server errors', 'Requests answered with 5xx.', [], [statusClass('5xx')]),
  clientErrors: requests('.clientErrors', 'Client errors', 'Requests answered with 4xx.', [], [statusClass('4xx')]),
  notFound: requests('.notFound', 'Not found', 'Requests answered with 404.', [], [status('404')]),
  gaveUp: requests(
    '.gaveUp',
    'Clients that gave up',
    'Requests whose client went away before the answer (499).',
    [],
    [status('499')]
  ),
  staticFiles: requests(
    '.staticFiles',
    'Static files',
    'Requests for files such as style sheets, images and fonts that were there, with or without a query string.',
    [],
    [STATIC_FILE, { dimension: 'status', op: 'not', value: '404' }]
  ),
  retried: requests(
    '.retried',
    'Requests tried again',
    'Requests that NGINX passed to more than one upstream server: the first one failed.',
    [],
    [{ dimension: 'upstreamTime', op: 'matches', value: '.*[,:].*' }]
  ),
  errorRatio: share('errorRatio', 'Error ratio', 'The share of requests answered with 5xx.', [statusClass('5xx')]),
  clientErrorRatio: share('clientErrorRatio', 'Client error ratio', 'The share of requests answered with 4xx.', [
    statusClass('4xx'),
  ]),
  gaveUpRatio: share('gaveUpRatio', 'Share of clients that gave up', 'The share of requests that ended with 499.', [
    status('499'),
  ]),
  bytes: nginxSignal(
    'bytes',
    'Bytes sent',
    'bytes per second',
    "Bytes of answers as the log counts them: bodies only in NGINX's combined format.",
    ['bytes', 'status'],
    (context) => byteSum(context, context.window, 'rate'),
    (context) => byteSum(context, context.range, 'sum_over_time')
  ),
  visitors: nginxSignal(
    'visitors',
    'Unique visitors',
    'count',
    'Distinct pairs of client and user agent within a day, without requests answered with 4xx: what GoAccess calls visitors. Ask with a window of one day, or with a range within one.',
    ['client', 'agent', 'status'],
    (context) => visitors(context, context.window),
    (context) => visitors(context, context.range)
  ),
  unparsed: nginxSignal(
    'unparsed',
    'Lines that do not parse',
    'lines per second',
    'Lines of the access log that do not have its format: the log_format has changed, or something else writes there. Lines of the error log are left out.',
    [],
    (context) => unparsed(context, 'rate', context.window),
    (context) => unparsed(context, 'count_over_time', context.range)
  ),
} satisfies Record<string, NginxSignal>;
