import { isOwn, ownQueryBy, ownSignals, type OwnSignal } from '../signals/derived/ownSignals';
import type { DerivedMetric } from '../signals/derived/derivedMetric';
import { combinesOf, exactQuery, groupingsOf, groupedQuery, topOverRange, type Grouping } from '../signals/grouping';
import { SIGNALS } from '../signals/catalog';
import { top } from '../signals/inventory';
import { NGINX_LISTS, type RankedList } from '../signals/nginx/lists';
import { parseFilter, type Dimension, type Filter } from '../signals/nginx/filters';
import type { NginxContext, NginxSignal } from '../signals/nginx/nginxSignal';
import { durationText } from '../signals/promql';
import type { Conventions } from '../signals/conventions';
import type { Signal } from '../signals/signal';
import { EVERYTHING } from '../signals/scope';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { Problem } from '../grafana/Problem';
import type { SignalsQuery } from './query';
import type { ReadScope } from './scope';

/** Series that are drawn unless the query says another number: more lines than that nobody can tell apart. */
const USUAL_SERIES = 20;
const USUAL_ROWS = 100;

/** However many a query asks for: what a browser can still draw. */
const MOST_SERIES = 500;
const MOST_ROWS = 2000;

/** A query that is none here, though it would be one elsewhere: a dashboard that many installations share shows why. */
export class NotHere extends Problem {}

/** A signal as it is to be asked. */
export interface Plan {
  refId: string;
  signal: Signal;
  conventions: Conventions;
  context: NginxContext;
  /** PromQL or LogQL. In series it may hold `$__rate_interval` (metrics) and `$__auto` (logs), which Grafana knows. */
  expr: string;
  form: 'series' | 'table';
  by: Grouping | undefined;
  /** What is put together is added up. */
  isSummed: boolean;
  /** The labels that a signal of one's own is split by; absent: all that it has. */
  split?: readonly string[];
  /** The query for an alert rule: with a window that is written out, and of every subject. */
  ruleExpr: string;
  /** The location that links lead to; absent: the main one. */
  location?: string;
  /** How many are shown at most; absent where the query cannot have more. */
  limit: number | undefined;
  legend: string | undefined;
}

/** What one installation adds to what all have. */
export interface Here {
  /** Metrics that somebody made of log lines. */
  derivedMetrics?: readonly DerivedMetric[] | undefined;
  /** The location that is asked; absent: the main one. */
  location?: string | undefined;
}

/** Every signal that can be asked here: the catalog's, and those of one's own. */
export function signalsHere({ derivedMetrics = [] }: Here): Signal[] {
  return [...SIGNALS, ...ownSignals(derivedMetrics)];
}

/** The signal of an id. @throws Problem */
export function signalOf(id: string | undefined, here: Here = {}): Signal {
  const signal = signalsHere(here).find((candidate) => candidate.id === id);
  if (!signal) {
    throw new Problem(
      'refused',
      id ? `There is no signal “${id}”` : 'No signal is chosen',
      id
        ? 'It may come from a later version of Quayside, or be a metric of your own that is no more.'
        : 'The query names none.',
      'Choose one in the query’s editor.'
    );
  }
  return signal;
}

/** The ranked list of an id; nothing for the id of a signal. */
export function listById(id: string | undefined): RankedList | undefined {
  return Object.values(NGINX_LISTS).find((list) => list.id === id);
}

/** The conditions on requests that a query states. @throws Problem for one that cannot be read. */
export function filtersOf(texts: readonly string[] = []): Filter[] {
  return texts.map((text) => {
    const filter = parseFilter(text);
    if (!filter) {
      throw new Problem(
        'refused',
        `“${text}” is no condition on requests`,
        'It is written FIELD:OPERATOR:VALUE.',
        'Write it like status:is:404, path:matches:/api/.* or requestTime:over:1.'
      );
    }
    return filter;
  });
}

/** True for a signal that is read from NGINX's logs. */
export const isNginx = (signal: Signal): signal is NginxSignal => 'total' in signal && 'fields' in signal;

/** True where a query needs to know how NGINX logs. */
export function needsNginx({ signal, show }: SignalsQuery): boolean {
  return show !== 'findings' && show !== 'events' && (signal ?? '').startsWith('nginx.');
}

interface Range {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** How long a range is, as a duration of at least a minute. */
export function rangeText({ from, to }: Range): string {
  return durationText(Math.max(60, Math.round((to - from) / 1000)));
}

function limitOf(query: SignalsQuery, form: Plan['form'], many: boolean): number | undefined {
  if (!many) {
    return undefined;
  }
  const [usual, most] = form === 'series' ? [USUAL_SERIES, MOST_SERIES] : [USUAL_ROWS, MOST_ROWS];
  return query.top === undefined ? usual : query.top <= 0 ? most : Math.min(most, Math.floor(query.top));
}

/** What a signal of one's own is to be split by. @throws NotHere where it has no such label */
function splitOf(signal: OwnSignal, by: string | undefined): readonly string[] | undefined {
  if (by === undefined || by === 'all') {
    return by === undefined ? undefined : [];
  }
  const labels = signal.metric.by.map(({ as }) => as);
  if (!labels.includes(by)) {
    throw new NotHere(
      'refused',
      `${signal.title} cannot be split by ${by}`,
      labels.length > 0 ? `It is split by ${labels.join(', ')}.` : 'It is one number already.',
      'Choose one of these in the query’s editor, or add the field on the page Derived metrics.'
    );
  }
  return [by];
}

/** A signal of one's own, which knows by itself which lines it is of. */
function ownPlan(query: SignalsQuery, signal: OwnSignal, conventions: Conventions, range: Range): Plan {
  const form = query.form ?? 'series';
  const split = splitOf(signal, query.by);
  const context = { conventions, scope: EVERYTHING, window: TABLE_WINDOW, range: eventsWindow(range) };
  const many = (split ?? signal.metric.by).length > 0;
  const expr = ownQueryBy(signal, context, split);
  return {
    refId: query.refId,
    signal,
    conventions,
    context,
    expr,
    ruleExpr: expr,
    form,
    by: undefined,
    isSummed: true,
    ...(split ? { split } : {}),
    limit: limitOf(query, form, many),
    legend: query.legend,
  };
}

/**
 * How a query is to be asked. What of it is read from a recording, `steppedOf` says.
 * @throws Problem where it cannot be asked under these conventions
 */
export function planOf(
  query: SignalsQuery,
  conventions: Conventions,
  read: ReadScope,
  range: Range,
  here: Here = {}
): Plan {
  const signal = signalOf(query.signal, here);
  const located = here.location ? { location: here.location } : {};
  if (isOwn(signal)) {
    return { ...ownPlan(query, signal, conventions, range), ...located };
  }
  return { ...catalogPlan(query, signal, conventions, read, range), ...located };
}

function catalogPlan(
  query: SignalsQuery,
  signal: Signal,
  conventions: Conventions,
  read: ReadScope,
  range: Range
): Plan {
  const form = query.form ?? 'series';
  if (signal.applies && !signal.applies(conventions)) {
    throw new NotHere(
      'refused',
      `${signal.title} cannot be had here`,
      isNginx(signal)
        ? `NGINX’s access log is not known, or it does not hold what this needs: ${signal.fields.join(', ')}.`
        : 'The data is not labelled in a way that has it.',
      signal.remedy ?? 'Look at the conventions on the configuration page of Quayside.'
    );
  }
  const nginx = isNginx(signal);
  const groupings = groupingsOf(signal, conventions);
  const by = nginx ? undefined : groupings.find((grouping) => grouping === query.by);
  if (!nginx && query.by !== undefined && by === undefined) {
    throw new NotHere(
      'refused',
      `${signal.title} cannot be grouped by ${query.by}`,
      groupings.length > 0 ? `It can be by ${groupings.join(', ')}.` : 'It is one number already.',
      'Choose another grouping in the query’s editor, or set the label that it needs on the configuration page.'
    );
  }
  const context: NginxContext = {
    conventions,
    scope: read.scope,
    window: form === 'table' ? TABLE_WINDOW : signal.source === 'logs' ? '$__auto' : '$__rate_interval',
    range: nginx && form === 'table' ? rangeText(range) : eventsWindow(range),
    ...(nginx
      ? {
          filters: [...read.virtualHosts, ...filtersOf(query.filters)],
          by: query.by && query.by !== 'all' ? [query.by as Dimension] : [],
        }
      : {}),
  };
  const known = read.scope.containers?.length ?? Infinity;
  // Of hosts there are few, unless somebody says how many of them are wanted.
  const few = by === 'all' || signal.subject === 'host' || (by === 'host' && query.top === undefined);
  const many = nginx ? Boolean(query.by) : !few;
  const limit = limitOf(query, form, many && known > (query.top ?? USUAL_SERIES));
  const ofWindow = (asked: NginxContext, exact: boolean) =>
    by === undefined && exact ? exactQuery(signal, asked) : groupedQuery(signal, asked, by, query.combine);
  // The largest are chosen among what is asked for, so nothing else may be among it.
  const own = nginx && form === 'table' ? signal.total(context) : ofWindow(context, limit !== undefined);
  return {
    refId: query.refId,
    signal,
    conventions,
    context,
    expr: limited(own, signal, form, limit, range),
    ruleExpr: ofWindow({ ...context, window: TABLE_WINDOW }, true),
    form,
    by,
    isSummed: (query.combine ?? combinesOf(signal)[0]) === 'sum',
    limit,
    legend: query.legend,
  };
}

function limited(expr: string, signal: Signal, form: Plan['form'], limit: number | undefined, range: Range): string {
  if (limit === undefined) {
    return expr;
  }
  if (form === 'table') {
    return top(limit, expr);
  }
  // LogQL has no subqueries: there, the largest are chosen among the answers.
  return signal.source === 'logs' ? expr : topOverRange(expr, limit, rangeText(range));
}
