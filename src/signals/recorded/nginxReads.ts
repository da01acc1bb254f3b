import type { Conventions } from '../conventions';
import { ERROR_LABELS, NGINX_ERROR_SIGNALS } from '../nginx/errorLog';
import { errorLogFilters } from '../nginx/errorLogFilters';
import { fieldLabel } from '../nginx/fields';
import type { Dimension, Filter } from '../nginx/filters';
import { NGINX_LATENCY_SIGNALS } from '../nginx/latency';
import { clause, resultLabel, type NginxContext, type NginxSignal } from '../nginx/nginxSignal';
import { NGINX_SIGNALS } from '../nginx/signals';
import { anyOf, escapeRegex, select, type Matcher } from '../promql';
import type { Scope } from '../scope';
import { countedWindow } from './heartbeat';
import { LOG_LABEL } from './labels';
import { whileNamed } from './namedHosts';
import { nginxLogKey } from './nginxLogKey';
import { KNOWN_METHODS, NGINX_RECORDED, nginxHeartbeat, type NginxSetId } from './nginxSets';
import { OTHER } from './other';
import { USUAL_TIMES, type RecordedRead, type RecordingTimes } from './recordingRule';

/** What is known of the recordings that are there. */
export interface NginxRecording {
  /** The virtual hosts that are recorded by name at some time: since when each is, its read's heartbeat tells. */
  virtualHosts: readonly string[];
  times?: RecordingTimes;
}

/** What a metric can be split by and filtered on. */
interface Metric {
  name: string;
  set: NginxSetId;
  dimensions: readonly Dimension[];
}

const BY_HOST: Metric = {
  name: NGINX_RECORDED.requests,
  set: 'nginx-traffic',
  dimensions: ['status', 'statusClass', 'virtualHost'],
};
const BY_METHOD: Metric = {
  name: NGINX_RECORDED.methods,
  set: 'nginx-traffic',
  dimensions: ['status', 'statusClass', 'method'],
};

const restricts = (scope: Scope) => Object.values(scope).some((part) => part !== undefined && part.length > 0);

/** The values that are recorded by name, of what is not recorded by every name: the others cannot be told from each other. */
function namedOf(dimension: Dimension, virtualHosts: readonly string[]): readonly string[] | undefined {
  switch (dimension) {
    case 'virtualHost':
      return virtualHosts;
    case 'method':
      return KNOWN_METHODS;
    default:
      return undefined;
  }
}

/** A filter as matchers of Prometheus, which anchors expressions by itself; nothing where it cannot be one. */
function matcherOf(
  conventions: Conventions,
  { dimension, op, value }: Filter,
  virtualHosts: readonly string[]
): Matcher | undefined {
  if (op === 'over' || op === 'under') {
    return undefined;
  }
  const literal = op === 'is' || op === 'not';
  const named = namedOf(dimension, virtualHosts);
  if (named && !(literal && value !== OTHER && named.includes(value))) {
    return undefined;
  }
  const keep = op === 'is' || op === 'matches';
  if (dimension === 'statusClass') {
    const label = resultLabel(conventions, 'status');
    return literal && /^[1-5]xx$/.test(value)
      ? { label, op: keep ? '=~' : '!~', value: `${value.charAt(0)}..` }
      : undefined;
  }
  const label = resultLabel(conventions, dimension);
  return literal ? { label, op: keep ? '=' : '!=', value } : { label, op: keep ? '=~' : '!~', value };
}

/** All filters as matchers; several `is` on one dimension mean any of them. Nothing where one cannot be a matcher. */
function matchersOf(
  conventions: Conventions,
  filters: readonly Filter[],
  virtualHosts: readonly string[]
): Matcher[] | undefined {
  const chosen = new Map<Dimension, Filter[]>();
  for (const filter of filters.filter(({ op }) => op === 'is')) {
    chosen.set(filter.dimension, [...(chosen.get(filter.dimension) ?? []), filter]);
  }
  const any = [...chosen.values()].map((group) => {
    const each = group.map((filter) => matcherOf(conventions, filter, virtualHosts)).filter((one) => one !== undefined);
    const [first, ...more] = each;
    if (!first || each.length < group.length) {
      return undefined;
    }
    const regex = ({ op, value }: Matcher) => (op === '=' ? escapeRegex(value) : value);
    return more.length === 0
      ? first
      : each.every(({ op }) => op === '=')
        ? anyOf(
            first.label,
            each.map(({ value }) => value)
          )
        : ({ label: first.label, op: '=~', value: each.map(regex).join('|') } satisfies Matcher);
  });
  const rest = filters.filter(({ op }) => op !== 'is').map((filter) => matcherOf(conventions, filter, virtualHosts));
  const all = [...any, ...rest].filter((one) => one !== undefined);
  return all.length === any.length + rest.length ? all : undefined;
}

/** Where in the recordings a signal is. */
interface Place {
  metric: Metric;
  /** What it is split by. */
  by: Dimension[];
  /** Labels of its own. */
  labels: string[];
  /** All that is asked of requests. */
  filters: readonly Filter[];
}

/** The place that a signal can be read from. */
function placeOf(signal: NginxSignal, context: NginxContext): Place | undefined {
  const added = [...(context.by ?? [])];
  const filters = context.filters ?? [];
  const fits = (metric: Metric, dimensions: readonly Dimension[]) =>
    dimensions.every((dimension) => metric.dimensions.includes(dimension));
  if (signal.counts) {
    const by = [...new Set([...signal.counts.by, ...added])];
    const all = [...signal.counts.filters, ...filters];
    const asked = [...by, ...all.map(({ dimension }) => dimension)];
    const metric = [BY_HOST, BY_METHOD].find((candidate) => fits(candidate, asked));
    return metric && { metric, by, labels: [], filters: all };
  }
  const asked = [...added, ...filters.map(({ dimension }) => dimension)];
  switch (signal.id) {
    case NGINX_SIGNALS.bytes.id: {
      const metric = { ...BY_HOST, name: NGINX_RECORDED.bytes };
      return fits(metric, asked) ? { metric, by: added, labels: [], filters } : undefined;
    }
    case NGINX_SIGNALS.unparsed.id:
      return { metric: { ...BY_HOST, name: NGINX_RECORDED.unparsed }, by: [], labels: [], filters: [] };
    case NGINX_ERROR_SIGNALS.errorCauses.id:
      // Recorded by cause alone: what the lines tell of requests is in the log.
      return errorLogFilters(filters).stages.length === 0
        ? { metric: { ...BY_HOST, name: NGINX_RECORDED.errors }, by: [], labels: [...ERROR_LABELS], filters: [] }
        : undefined;
    case NGINX_LATENCY_SIGNALS.requestTimes.id:
    case NGINX_LATENCY_SIGNALS.upstreamTimes.id: {
      const request = signal.id === NGINX_LATENCY_SIGNALS.requestTimes.id;
      const metric: Metric = {
        name: request ? NGINX_RECORDED.requestTime : NGINX_RECORDED.upstreamTime,
        set: request ? 'nginx-request-time' : 'nginx-upstream-time',
        dimensions: ['virtualHost'],
      };
      return fits(metric, asked) ? { metric, by: added, labels: ['le'], filters } : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * What keeps requests out whose log does not say what is asked: the logs' own queries leave such logs out, but where they
 * only split by it.
 */
function saidMatchers(conventions: Conventions, { by, filters }: Place, split: readonly Dimension[]): Matcher[] {
  const asked = new Set([...by.filter((dimension) => !split.includes(dimension)), ...filters.map((f) => f.dimension)]);
  return [...asked]
    .filter((dimension) => namedOf(dimension, []) !== undefined)
    .map((dimension) => ({ label: resultLabel(conventions, dimension), op: '!=', value: '' }));
}

/**
 * How a signal is read from the recordings of NGINX's logs; nothing where they do not hold what it asks: a path or a
 * client is in the logs alone. Split by virtual host or method, those that are not recorded by name are together `other`.
 */
export function recordedRead(
  signal: NginxSignal,
  context: NginxContext,
  { virtualHosts, times = USUAL_TIMES }: NginxRecording
): RecordedRead | undefined {
  const { conventions } = context;
  const place = context.byStream || context.ofLogs || restricts(context.scope) ? undefined : placeOf(signal, context);
  const matchers = place && matchersOf(conventions, place.filters, virtualHosts);
  if (!place || !matchers || (place.by.includes('virtualHost') && virtualHosts.length === 0)) {
    return undefined;
  }
  // The signal of virtual hosts splits by them as if it was told to.
  const split: readonly Dimension[] = [...(context.by ?? []), 'virtualHost'];
  const key: Matcher = { label: LOG_LABEL, op: '=', value: nginxLogKey(conventions) };
  const series = select(place.metric.name, [key, ...matchers, ...saidMatchers(conventions, place, split)]);
  const inner = place.by.map((dimension) => (dimension === 'statusClass' ? 'status' : dimension));
  const labelsOf = (dimensions: readonly Dimension[]) => [
    ...new Set([...dimensions.map((dimension) => resultLabel(conventions, dimension)), ...place.labels]),
  ];
  const hosts = place.filters.filter(({ dimension }) => dimension === 'virtualHost');
  const heartbeat = nginxHeartbeat(conventions, place.metric.set);
  return {
    query: (windowSeconds) => {
      const added = `sum${clause(labelsOf(inner))} (sum_over_time(${series}${countedWindow(windowSeconds, times)}))`;
      const counted = place.by.includes('statusClass') ? classed(added, conventions, labelsOf(place.by)) : added;
      return `${counted} / ${windowSeconds}`;
    },
    // Before a virtual host was recorded by name it was among the others: for then there is no recording of it.
    heartbeat: {
      ...heartbeat,
      matchers: [...heartbeat.matchers, ...[...new Set(hosts.map(({ value }) => value))].map(whileNamed)],
    },
    isBeyond: hosts.length > 1 || hosts.some(({ op }) => op === 'not'),
    times,
  };
}

const classed = (expr: string, conventions: Conventions, labels: readonly string[]) =>
  // `\x24` is `$`, which Grafana would take for a variable.
  `sum${clause(labels)} (label_replace(${expr}, "${fieldLabel('statusClass')}", "\\x24{1}xx", "${resultLabel(conventions, 'status')}", "(.).*"))`;
