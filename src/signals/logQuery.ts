import type { Conventions } from './conventions';
import type { Labels } from './identity';
import { DETECTED_LEVEL, levelFilters, LEVELS, type Level, type LevelsFrom } from './logLevels';
import { logfmtStages } from './logfmt';
import { lineFilter, streams } from './logql';
import type { Filter } from './nginx/filters';
import type { AccessLog } from './nginx/format';
import { stages as requestStages } from './nginx/pipeline';
import { escapeRegex, quote, type Matcher } from './promql';
import type { Scope } from './scope';
import { pairStage, streamsOf } from './streams';

/** Which streams. */
export interface LogSelection {
  scope: Scope;
  /** Conditions on any other label of a stream. */
  matchers: readonly Matcher[];
}

/** A condition on a part of a line, or on a label of it. */
export interface FieldCondition {
  from: 'json' | 'logfmt' | 'label';
  /** A path of Loki's `json` stage, a key of logfmt, or a label. */
  name: string;
  op: '=' | '!=';
  value: string;
}

/** A pattern (`request took <_> ms`) that a line has or lacks. */
export interface PatternCondition {
  op: '=' | '!=';
  pattern: string;
}

/** What requests must be like, of lines that are an access log's. */
export interface RequestCondition {
  log: AccessLog;
  filters: readonly Filter[];
}

/** Which lines of the streams. Empty parts ask for nothing. */
export interface LogFilter {
  levels: readonly Level[];
  /** All of these, in any case. */
  words: readonly string[];
  /** None of these, in any case. */
  without: readonly string[];
  /** An RE2 expression. */
  regex: string;
  fields: readonly FieldCondition[];
  patterns: readonly PatternCondition[];
  /** One at most: a line has one format. */
  requests: readonly RequestCondition[];
}

export const NO_FILTER: LogFilter = {
  levels: [],
  words: [],
  without: [],
  regex: '',
  fields: [],
  patterns: [],
  requests: [],
};

/** Lines that somebody wants to see. */
export interface LogQuery {
  conventions: Conventions;
  selection: LogSelection;
  filter: LogFilter;
  levelsFrom: LevelsFrom;
}

/** Labels that queries make for themselves begin so: none of a stream's own does, and pages do not show them. */
export const OWN_LABEL = 'quayside_';

/** The stream selector alone: what Loki's index is asked about. */
export function logSelector({ conventions, selection }: Pick<LogQuery, 'conventions' | 'selection'>): string {
  const { logs } = conventions;
  // What the user asks of a stream's labels stands beside what the conventions ask.
  const narrowed: Conventions = {
    ...conventions,
    logs: { ...logs, matchers: [...logs.matchers, ...selection.matchers] },
  };
  return streamsOf(narrowed, selection.scope);
}

const PLACEHOLDER = '<_>';

/** The RE2 expression of lines with a pattern. Its gaps may hold anything; beyond its ends there may be more. */
export function patternRegex(pattern: string): string {
  const literal = pattern.split(PLACEHOLDER).map(escapeRegex);
  return `(?s)${literal.join('.*?')}`;
}

/** Text that JSON and logfmt write as it is, so that lines without it can be skipped before they are parsed. */
const PLAIN = /^[A-Za-z0-9 _.:@+-]+$/;

function fieldStages({ from, name, op, value }: FieldCondition, index: number): string[] {
  if (from === 'label') {
    return [`| ${name}${op}${quote(value)}`];
  }
  const label = `${OWN_LABEL}${index}`;
  return [
    ...(op === '=' && PLAIN.test(value) ? [lineFilter('|=', value)] : []),
    ...(from === 'logfmt' ? logfmtStages([{ as: label, key: name }]) : [`| json ${label}=${quote(name)}`]),
    // A line that is no JSON lacks the field; left as it is, its error would fail every count over it.
    '| drop __error__, __error_details__',
    `| ${label}${op}${quote(value)}`,
  ];
}

/** Everything but the level: line filters first, since they are the cheapest. */
function stages({ conventions, selection, filter }: LogQuery): string[] {
  const anyCase = (text: string) => `(?i)${escapeRegex(text)}`;
  return [
    ...filter.words.map((word) => lineFilter('|~', anyCase(word))),
    ...filter.without.map((word) => lineFilter('!~', anyCase(word))),
    ...(filter.regex === '' ? [] : [lineFilter('|~', filter.regex)]),
    ...filter.patterns.map(({ op, pattern }) => lineFilter(op === '=' ? '|~' : '!~', patternRegex(pattern))),
    ...pairStage(conventions, selection.scope.containers ?? []),
    ...filter.fields.flatMap(fieldStages),
    ...filter.requests.map(({ log, filters }) => requestStages(log, { dimensions: [], filters })),
  ];
}

const joined = (parts: readonly string[]) => parts.join(' ');

/** The lines. */
export function linesOf(query: LogQuery): string {
  const level = levelFilters(query.filter.levels, query.levelsFrom);
  // By its words a level is a line filter, by Loki's note a filter of labels: one goes first, the other last.
  const [first, last] = query.levelsFrom === 'lines' ? [level, []] : [[], level];
  return joined([logSelector(query), ...first, ...stages(query), ...last]);
}

/** True where something is asked of a line, and not of its stream alone. */
export function hasFilter({ filter }: LogQuery): boolean {
  return (Object.keys(NO_FILTER) as Array<keyof LogFilter>).some((key) => filter[key].length > 0);
}

/** One query of the volume by level. */
export interface VolumeQuery {
  /** Which lines it counts: each level by itself (the series name theirs in `detected_level`), one level, or all lines. */
  counts: 'each' | Level | 'all';
  expr: string;
}

/**
 * Lines by level, whichever levels are chosen: a level that is not shown can still be chosen. One query where Loki has
 * noted the levels; otherwise one for each level and one for all lines, since those that name no level are what is left.
 */
export function volumeOf(query: LogQuery, window: string): VolumeQuery[] {
  const counted = (levels: readonly Level[]) =>
    `(count_over_time(${linesOf({ ...query, filter: { ...query.filter, levels } })} [${window}]))`;
  if (query.levelsFrom === 'detected') {
    return [{ counts: 'each', expr: `sum by (${DETECTED_LEVEL}) ${counted([])}` }];
  }
  return [
    ...LEVELS.filter((level) => level !== 'unknown').map((level): VolumeQuery => ({
      counts: level,
      expr: `sum${counted([level])}`,
    })),
    { counts: 'all', expr: `sum${counted([])}` },
  ];
}

/**
 * Texts that what is thrown leaves in a log, in any case: words of those who log it, and how each language writes the calls,
 * for shippers that cut a trace into lines. Plain texts only: Loki looks for those without the machinery of expressions.
 */
const TRACE_PARTS = [
  ...['error', 'fatal', 'panic', 'crit', 'emerg', 'exception', 'traceback', 'uncaught', 'unhandled', 'throwable'],
  ...['caused by: ', '\tat ', '   at ', 'file "', 'goroutine ', 'created by ', '(0x', 'main.main()', '.go:'],
  ...['.rb:', '.php(', '.php:', 'stack trace', '#0 ', '#1 ', '#2 ', '#3 ', '#4 ', 'segfault'],
];

/** Lines that may be part of an exception, of any level: `insights` decides which are. */
export function exceptionLinesOf(query: LogQuery): string {
  const traces = lineFilter('|~', `(?i)(?:${TRACE_PARTS.map(escapeRegex).join('|')})`);
  return joined([logSelector(query), traces, ...stages(query)]);
}

/** All lines of one stream, named by its labels. */
export function streamOf(labels: Labels): string {
  const matchers = Object.entries(labels).map(([label, value]): Matcher => ({ label, op: '=', value }));
  return streams(matchers, Object.keys(labels)[0] ?? 'job');
}
