import type { Conventions } from '../conventions';
import { NGINX_ERROR_SIGNALS } from '../nginx/errorLog';
import type { Field } from '../nginx/fields';
import type { Filter } from '../nginx/filters';
import { oneNumber } from '../nginx/latency';
import { accessLogsOf, lackingFields, type NginxContext } from '../nginx/nginxSignal';
import { nginxStreams } from '../nginx/pipeline';
import { NGINX_SIGNALS } from '../nginx/signals';
import { EVERYTHING } from '../scope';
import { delayed } from '../delayed';
import { cappedRules, countingRule, type Capped } from './cappedRules';
import { HOSTS_LABEL, LOG_LABEL, SET_LABEL } from './labels';
import { hostsText, namedHosts } from './namedHosts';
import { nginxLogKey } from './nginxLogKey';
import { USUAL_TIMES, type RecordedSet, type RecordingRule, type RecordingTimes } from './recordingRule';

/** The metrics that are recorded of NGINX's logs: counts of one interval's lines, to be added with `sum_over_time`. */
export const NGINX_RECORDED = {
  requests: 'quayside:nginx_requests:count1m',
  methods: 'quayside:nginx_method_requests:count1m',
  bytes: 'quayside:nginx_sent_bytes:sum1m',
  requestTime: 'quayside:nginx_request_seconds_bucket:count1m',
  upstreamTime: 'quayside:nginx_upstream_seconds_bucket:count1m',
  errors: 'quayside:nginx_errors:count1m',
  unparsed: 'quayside:nginx_unparsed_lines:count1m',
  lines: 'quayside:nginx_lines:count1m',
} as const;

/** The upper ends of the buckets of times, in seconds: Prometheus' own defaults. */
export const BUCKET_BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The methods that are recorded by name: a client can invent others. */
export const KNOWN_METHODS: readonly string[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE'],
];

/** What the user of a recorded set chooses. */
export interface NginxSetOptions {
  conventions: Conventions;
  /**
   * The virtual hosts that are recorded by name; all others are one. A client can invent names, and each would be a series
   * for as long as Prometheus keeps any. None: they are not told apart.
   */
  virtualHosts: readonly string[];
  times?: RecordingTimes;
}

const has = (conventions: Conventions, ...fields: Field[]) => lackingFields(conventions, fields).length === 0;

/** All lines of the access logs, parsed or not, 0 without any: a sample for each time that the rules were evaluated. */
function heartbeatRule(id: string, options: NginxSetOptions): RecordingRule {
  const { times = USUAL_TIMES } = options;
  const context = setContext(options);
  const names = hostsText(virtualHostsOf(options).known);
  const counts = accessLogsOf(context.conventions).map((access) => {
    const streams = nginxStreams(context.conventions, context.scope, access);
    return `(sum(count_over_time(${streams} [${context.range}])) or vector(0))`;
  });
  return {
    record: NGINX_RECORDED.lines,
    expr: delayed(counts.join(' + '), times.lateSeconds),
    labels: {
      [LOG_LABEL]: nginxLogKey(context.conventions),
      [SET_LABEL]: id,
      ...(names === '' ? {} : { [HOSTS_LABEL]: names }),
    },
  };
}

function setContext({ conventions, times = USUAL_TIMES }: NginxSetOptions): NginxContext {
  const window = `${times.intervalSeconds}s`;
  return { conventions, scope: EVERYTHING, window, range: window, byStream: true };
}

function virtualHostsOf({ conventions, virtualHosts }: NginxSetOptions): Capped {
  return { dimension: 'virtualHost', known: has(conventions, 'virtualHost') ? namedHosts(virtualHosts) : [] };
}

function trafficRules(options: NginxSetOptions): RecordingRule[] {
  const { conventions, times = USUAL_TIMES } = options;
  const context = setContext(options);
  const hosts = virtualHostsOf(options);
  const methods: Capped = { dimension: 'method', known: KNOWN_METHODS };
  return [
    ...cappedRules(NGINX_RECORDED.requests, NGINX_SIGNALS.statusCodes, context, times, hosts),
    ...(has(conventions, 'method')
      ? cappedRules(NGINX_RECORDED.methods, NGINX_SIGNALS.statusCodes, { ...context, byStream: false }, times, methods)
      : []),
    ...(has(conventions, 'bytes')
      ? cappedRules(NGINX_RECORDED.bytes, NGINX_SIGNALS.bytes, { ...context, by: ['status'] }, times, hosts)
      : []),
    countingRule(NGINX_RECORDED.errors, NGINX_ERROR_SIGNALS.errorCauses, context, times),
    countingRule(NGINX_RECORDED.unparsed, NGINX_SIGNALS.unparsed, context, times),
  ];
}

/** NGINX writes times in milliseconds, and LogQL's filters here have "less than" only: half of one more is "at most". */
const atMost = (seconds: number) => String(Number((seconds + 0.0005).toFixed(4)));

function timeRules(options: NginxSetOptions, of: 'requestTime' | 'upstreamTime'): RecordingRule[] {
  const { conventions, times = USUAL_TIMES } = options;
  if (!has(conventions, of)) {
    return [];
  }
  const hosts = virtualHostsOf(options);
  const context = setContext(options);
  const bucket = (le: string, filters: Filter[]) =>
    cappedRules(
      NGINX_RECORDED[of],
      NGINX_SIGNALS.requests,
      { ...context, filters: [oneNumber(of), ...filters] },
      times,
      hosts,
      { le }
    );
  return [
    ...BUCKET_BOUNDS.flatMap((bound) => bucket(String(bound), [{ dimension: of, op: 'under', value: atMost(bound) }])),
    ...bucket('+Inf', []),
  ];
}

/** The sets that NGINX's logs are recorded in. */
export type NginxSetId = 'nginx-traffic' | 'nginx-request-time' | 'nginx-upstream-time';

/** The series that tells whether a set was recorded: one sample for each evaluation. */
export function nginxHeartbeat(conventions: Conventions, set: NginxSetId): RecordedSet['heartbeat'] {
  return {
    metric: NGINX_RECORDED.lines,
    matchers: [
      { label: LOG_LABEL, op: '=', value: nginxLogKey(conventions) },
      { label: SET_LABEL, op: '=', value: set },
    ],
  };
}

/**
 * What can be recorded of NGINX's logs, as sets that are installed with one click each.
 * @throws where the conventions name no log of NGINX's
 */
export function nginxSets(options: NginxSetOptions): RecordedSet[] {
  const { conventions, times = USUAL_TIMES } = options;
  const set = (id: NginxSetId, title: string, description: string, rules: RecordingRule[]): RecordedSet[] =>
    rules.length === 0
      ? []
      : [
          {
            id,
            title,
            description,
            times,
            rules: [...rules, heartbeatRule(id, options)],
            heartbeat: nginxHeartbeat(conventions, id),
          },
        ];
  return [
    ...set(
      'nginx-traffic',
      'NGINX: requests, bytes and errors',
      'Requests by status, virtual host and method, bytes sent, lines of the error log by cause, and lines that do not parse: the charts and totals of the NGINX page.',
      trafficRules(options)
    ),
    ...set(
      'nginx-request-time',
      'NGINX: request times',
      'How many requests took up to 5 ms, 10 ms … 10 s, from which any percentile comes, for any set of hosts together.',
      timeRules(options, 'requestTime')
    ),
    ...set(
      'nginx-upstream-time',
      'NGINX: upstream times',
      'The same for the servers behind NGINX.',
      timeRules(options, 'upstreamTime')
    ),
  ];
}
