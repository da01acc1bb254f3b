import type { Conventions } from '../signals/conventions';
import { lineFilter } from '../signals/logql';
import type { Filter } from '../signals/nginx/filters';
import type { Field } from '../signals/nginx/fields';
import { NGINX_LATENCY_SIGNALS as L } from '../signals/nginx/latency';
import { clause, hasFields, nginxOf, rangeOf, requestCount, type NginxContext } from '../signals/nginx/nginxSignal';
import { ERROR_LINE, nginxStreams } from '../signals/nginx/pipeline';
import { NGINX_SIGNALS as N } from '../signals/nginx/signals';
import { NGINX_UPSTREAM_SIGNALS as U } from '../signals/nginx/upstreamErrors';
import { durationText } from '../signals/promql';
import { streamLabels } from '../signals/streams';
import type { Check, CheckContext } from './check';
import { accessReads, errorReads, nginxLabels, overLogs } from './nginxLogs';
import { atLeast, count, hours, minutes, share, valueOf, windowMinutes } from './parameters';
import { CLIENT_LABEL, subjectLabels } from './subject';

const ofNginx = { kind: 'nginx', subject: 'virtual host', source: 'logs', needs: [], joinOn: nginxLabels } as const;

const windowSeconds = (context: CheckContext) => valueOf(context, 'window') * 60;

/** A share of requests over the window, where there were enough of them. */
const shareOf =
  (part: (context: NginxContext) => string): Check['value'] =>
  (check) =>
    overLogs(
      check,
      ['status'],
      minutes(check, 'window'),
      (context) => `${part(context)} / (${N.requests.total(context)} > ${valueOf(check, 'floor')})`
    );

/** A check of a share of requests. */
const ofRequests = (
  part: (context: NginxContext) => string,
  usual: number,
  rest: Pick<Check, 'id' | 'title' | 'severity' | 'meaning' | 'firstSteps' | 'forSeconds'>
): Check => ({
  ...ofNginx,
  ...rest,
  parameters: [
    share('share', 'Share of requests', 'Such requests, over all.', usual, 0.0001),
    atLeast('Requests', 50),
    windowMinutes(5, 1, 60),
  ],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  applies: hasFields(['status']),
  reads: (context) => accessReads(context, ['status'], { seconds: windowSeconds(context), passes: 2 }),
  value: shareOf(part),
  evidenceSeconds: 7200,
});

const serverErrors = ofRequests(N.serverErrors.total, 0.05, {
  id: 'nginx-server-errors',
  title: 'NGINX answers with errors',
  severity: 'critical',
  forSeconds: 300,
  meaning: 'Many requests end with 5xx: what stands behind NGINX fails, or cannot be reached.',
  firstSteps: [
    'See which URIs and which upstream: 502 and 503 are an upstream that is away, 504 one that is slow, 500 one that fails.',
    'Read the error log of NGINX, then the log of that upstream.',
    'Compare with the last deploy: did it begin there?',
  ],
});

const gaveUp = ofRequests(N.gaveUp.total, 0.05, {
  id: 'nginx-clients-give-up',
  title: 'Clients give up waiting',
  severity: 'warning',
  forSeconds: 600,
  meaning:
    'Many clients close the connection before NGINX has answered (499): they wait longer than they are willing to.',
  firstSteps: ['See the slowest URIs.', 'Is it one client? Then it may have a short timeout of its own.'],
});

const LATENCY_FIELDS: readonly Field[] = ['requestTime', 'status'];

const slow: Check = {
  ...ofNginx,
  id: 'nginx-slow',
  title: 'NGINX answers slowly',
  severity: 'warning',
  meaning:
    'One request in twenty takes longer than it may, and much longer than it did before. As it is compared with what was usual, it ends when being slow has become usual.',
  firstSteps: [
    'See which URIs are slow, and whether the upstream takes the time or NGINX.',
    'Look at CPU, throttling and memory of the upstream’s container.',
    'Look at what the upstream waits for: its database most of all.',
  ],
  parameters: [
    {
      id: 'seconds',
      title: 'Seconds',
      description: 'The 95th percentile of the time of requests.',
      unit: 'seconds',
      default: 1,
      min: 0.001,
      max: 3600,
    },
    count('factor', 'Times as slow', 'As it was before.', 2, [1, 100]),
    count('before', 'Hours before', 'What it is compared with: as long a time, so many hours earlier.', 1, [1, 168]),
    atLeast('Requests', 50),
    windowMinutes(5, 1, 60),
  ],
  threshold: 'seconds',
  compare: '>',
  unit: 'seconds',
  forSeconds: 600,
  applies: hasFields(LATENCY_FIELDS),
  reads: (context) => accessReads(context, LATENCY_FIELDS, { seconds: windowSeconds(context), passes: 4 }),
  value: (check) =>
    overLogs(check, LATENCY_FIELDS, minutes(check, 'window'), (context) => {
      const labels = joined(context);
      return `${L.requestTimeP95.total(context)} and ${labels} (${N.requests.total(context)} > ${valueOf(check, 'floor')})`;
    }),
  guard: (check) =>
    overLogs(check, LATENCY_FIELDS, minutes(check, 'window'), (context) => {
      const before = L.requestTimeP95.total({ ...context, offset: hours(check, 'before') });
      return `${L.requestTimeP95.total(context)} / ${joined(context)} ${before} > ${valueOf(check, 'factor')}`;
    }),
  evidenceSeconds: 7200,
};

/** Joins the series of one log on all that they may be told apart by. */
const joined = ({ conventions }: NginxContext) => `on (${nginxLabels(conventions).join(', ')})`;

const DAY = 86_400;

const trafficDropped: Check = {
  ...ofNginx,
  id: 'nginx-traffic-dropped',
  title: 'Far fewer requests than usual',
  severity: 'warning',
  meaning:
    'A small part of the requests of the same time a week ago has come. Users cannot reach it, or the log no longer arrives. Holidays look the same.',
  firstSteps: [
    'Ask it yourself, from outside: name, certificate, answer.',
    'Do the logs still arrive at all?',
    'Did a load balancer or a name server send them elsewhere?',
  ],
  parameters: [
    share('share', 'Share of what was', 'Requests now, over those of then.', 0.3),
    count('days', 'Days before', 'What it is compared with. Loki has to keep logs for longer than that.', 7, [1, 35]),
    atLeast('Requests then', 100),
    windowMinutes(15, 5, 240),
  ],
  threshold: 'share',
  compare: '<',
  unit: 'ratio',
  forSeconds: 600,
  applies: hasFields(['status']),
  reads: (context) => accessReads(context, ['status'], { seconds: windowSeconds(context), passes: 3 }),
  value: (check) =>
    overLogs(check, ['status'], minutes(check, 'window'), (context) => {
      const then = N.requests.total({ ...context, offset: durationText(valueOf(check, 'days') * DAY) });
      // A group that has fallen silent has no series now: it counts as 0.
      return `(${N.requests.total(context)} or ${then} * 0) / (${then} > ${valueOf(check, 'floor')})`;
    }),
  evidenceSeconds: 7200,
};

/** All lines of an access log but those of NGINX's errors: nothing is parsed. */
function allLines(context: NginxContext): string {
  const { conventions, scope } = context;
  const streams = nginxStreams(conventions, scope, nginxOf(conventions).access);
  const lines = `count_over_time(${streams} ${lineFilter('!~', ERROR_LINE)} ${rangeOf(context)})`;
  return `sum${clause(streamLabels(conventions))} (${lines})`;
}

const unparsed: Check = {
  ...ofNginx,
  id: 'nginx-lines-unparsed',
  title: 'Lines of the access log do not parse',
  severity: 'info',
  meaning:
    'They do not have the format that was set or detected: log_format has changed, or something else writes there. Those requests are in no number and no check.',
  firstSteps: [
    'Look at such a line on the page of NGINX.',
    'Set the format on the Setup page, or detect it anew: pasting log_format from nginx.conf is surest.',
  ],
  parameters: [
    share('share', 'Share of lines', 'Lines that do not parse, over all.', 0.05, 0.001),
    atLeast('Lines', 50),
    windowMinutes(10, 1, 60),
  ],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 600,
  applies: hasFields([]),
  reads: (context) => accessReads(context, [], { seconds: windowSeconds(context), passes: 2 }),
  value: (check) =>
    overLogs(
      check,
      [],
      minutes(check, 'window'),
      (context) => `${N.unparsed.total(context)} / (${allLines(context)} > ${valueOf(check, 'floor')})`
    ),
  evidenceSeconds: 7200,
};

const REFUSED: Filter = { dimension: 'status', op: 'matches', value: '401|403|404|429' };
const CLIENT_FIELDS: readonly Field[] = ['status', 'client'];

const clientBurst: Check = {
  ...ofNginx,
  id: 'nginx-client-burst',
  title: 'A client is refused again and again',
  severity: 'warning',
  meaning:
    'One address asks for what it may not have, or what is not there, many times: it looks for holes, guesses passwords, or is a broken client.',
  firstSteps: [
    'See what it asks for: that tells a scanner from a broken link.',
    'Deny it, or limit it by limit_req. Behind a proxy the address may be that of the proxy.',
  ],
  parameters: [
    count(
      'requests',
      'Refused requests',
      'With 401, 403, 404 or 429, of one client within the window.',
      200,
      [1, 1_000_000]
    ),
    windowMinutes(5, 1, 60),
  ],
  threshold: 'requests',
  compare: '>',
  unit: 'count',
  forSeconds: 0,
  // There are more clients than Loki’s front end has series for; its ruler asks the store itself.
  rulerOnly: true,
  applies: hasFields(CLIENT_FIELDS),
  joinOn: (conventions: Conventions) => [...nginxLabels(conventions), CLIENT_LABEL],
  reads: (context) => accessReads(context, CLIENT_FIELDS, { seconds: windowSeconds(context), passes: 1 }),
  value: (check) =>
    overLogs(check, CLIENT_FIELDS, minutes(check, 'window'), (context) => requestCount(context, ['client'], [REFUSED])),
  evidenceSeconds: 3600,
};

const upstreamFails: Check = {
  ...ofNginx,
  subject: 'upstream',
  id: 'nginx-upstream-fails',
  title: 'A server behind NGINX fails',
  severity: 'critical',
  meaning:
    'The error log of NGINX tells of a server that it cannot connect to, that takes too long, or that breaks off. Where there is no other, users get 502 or 504.',
  firstSteps: [
    'Does the container behind that address run, and since when?',
    'Look at its CPU and memory, and at what it waits for.',
    '“no live upstreams” means that NGINX has given all of them up for some seconds: read the lines before.',
  ],
  parameters: [
    count('errors', 'Errors', 'Lines of the error log within the window.', 8, [1, 1_000_000]),
    windowMinutes(10, 1, 60),
  ],
  threshold: 'errors',
  compare: '>=',
  unit: 'count',
  forSeconds: 0,
  applies: hasFields([]),
  joinOn: (conventions) => subjectLabels(conventions, { subject: 'upstream', source: 'logs' }),
  reads: (context) => errorReads(context, windowSeconds(context)),
  value: (check) => {
    const { conventions, scope } = check;
    const range = minutes(check, 'window');
    return U.upstreamErrors.total({ conventions, scope, window: range, range, byStream: true });
  },
  evidenceSeconds: 3600,
};

/** Checks of NGINX, from its logs. */
export const NGINX_CHECKS = { serverErrors, slow, gaveUp, trafficDropped, upstreamFails, unparsed, clientBurst };
