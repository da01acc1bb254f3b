import { listOf, textOf } from '../../signals/urlList';
import { LEVELS, type Level } from '../../signals/logLevels';
import type { Conventions } from '../../signals/conventions';
import { fieldBehind, parseFilter, type Filter } from '../../signals/nginx/filters';
import { lacking } from '../../signals/nginx/format';
import { accessLogsOf } from '../../signals/nginx/nginxSignal';
import type {
  FieldCondition,
  LogFilter,
  LogSelection,
  PatternCondition,
  RequestCondition,
} from '../../signals/logQuery';
import type { Matcher } from '../../signals/promql';
import { containerOfText } from '../../signals/containerText';

/** The page's whole state, as the URL holds it. */
export const LOGS_DEFAULTS = {
  host: '',
  container: '',
  labels: '',
  level: '',
  words: '',
  without: '',
  regex: '',
  fields: '',
  patterns: '',
  /** Filters on requests, as NGINX's page writes them, and which of its logs the lines are of. */
  requests: '',
  nginx: '',
  view: 'lines',
  order: 'newest',
  live: '',
  all: '',
};

export type LogsState = typeof LOGS_DEFAULTS;
export type ChangeLogs = (patch: Partial<LogsState>) => void;

/** Which of the page's lists is shown. */
export const VIEWS = ['lines', 'patterns', 'exceptions', 'fields'] as const;
export type View = (typeof VIEWS)[number];

export function viewOf(state: Pick<LogsState, 'view'>): View {
  return VIEWS.find((view) => view === state.view) ?? 'lines';
}

/** Words as somebody types them: separated by spaces, several words between quotes are one. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

const CONDITION = /^([a-zA-Z_]\w*)(=~|!~|!=|=)(.*)$/s;

export function matchersOf(text: string): Matcher[] {
  return listOf(text).flatMap((part): Matcher[] => {
    const [, label, op, value] = CONDITION.exec(part) ?? [];
    const known = (['=', '!=', '=~', '!~'] as const).find((one) => one === op);
    return label && known ? [{ label, op: known, value: value ?? '' }] : [];
  });
}

const FIELD = /^(json|logfmt|label):([^=!]+)(!=|=)(.*)$/s;

/** `json:user.name=anna`. The name is escaped: a path may hold signs that stand for something here. */
export function fieldText({ from, name, op, value }: FieldCondition): string {
  return `${from}:${encodeURIComponent(name).replace(/!/g, '%21')}${op}${value}`;
}

export function fieldsOf(text: string): FieldCondition[] {
  return listOf(text).flatMap((part): FieldCondition[] => {
    const [, from, name = '', op, value = ''] = FIELD.exec(part) ?? [];
    const known = (['json', 'logfmt', 'label'] as const).find((one) => one === from);
    const [decoded = ''] = listOf(name);
    return known && decoded !== '' ? [{ from: known, name: decoded, op: op === '=' ? '=' : '!=', value }] : [];
  });
}

export function patternsOf(text: string): PatternCondition[] {
  return listOf(text).flatMap((part): PatternCondition[] => {
    const [, op, pattern = ''] = /^(!?=)(.*)$/s.exec(part) ?? [];
    return op && pattern !== '' ? [{ op: op === '=' ? '=' : '!=', pattern }] : [];
  });
}

export function levelsOf(text: string): Level[] {
  const named = listOf(text);
  return LEVELS.filter((level) => named.includes(level));
}

/** The streams that the URL asks for. */
export function selectionOf({
  host,
  container,
  labels,
}: Pick<LogsState, 'host' | 'container' | 'labels'>): LogSelection {
  const containers = listOf(container).flatMap((text) => containerOfText(text) ?? []);
  return {
    scope: { hosts: listOf(host), ...(containers.length > 0 ? { containers } : {}) },
    matchers: matchersOf(labels),
  };
}

/** Filters on requests from the URL. */
export function requestFiltersOf(text: string): Filter[] {
  return listOf(text).flatMap((part) => parseFilter(part) ?? []);
}

/** What filters on requests mean in the first log that says all they ask for. */
export function requestConditionOf(
  conventions: Conventions | undefined,
  filters: readonly Filter[]
): RequestCondition | undefined {
  const log = (conventions ? accessLogsOf(conventions) : []).find(
    (one) =>
      lacking(
        one,
        filters.map(({ dimension }) => fieldBehind(dimension))
      ).length === 0
  );
  return log && filters.length > 0 ? { log, filters } : undefined;
}

/**
 * What the URL asks of lines. An expression that Loki would refuse is left out: the page says so where it is typed.
 * @param requests what `state.requests` means, once it is known how the log is read
 */
export function filterOf(
  state: LogsState,
  isRefused: (regex: string) => boolean,
  requests?: RequestCondition
): LogFilter {
  return {
    levels: levelsOf(state.level),
    words: wordsOf(state.words),
    without: wordsOf(state.without),
    regex: isRefused(state.regex) ? '' : state.regex,
    fields: fieldsOf(state.fields),
    patterns: patternsOf(state.patterns),
    requests: requests ? [requests] : [],
  };
}

/** The list in one part of the URL with one more of something; what asks the opposite of the same goes. */
export function withOne(text: string, one: string, opposite: string): string {
  return textOf([...listOf(text).filter((part) => part !== one && part !== opposite), one]);
}

export function withoutOne(text: string, one: string): string {
  return textOf(listOf(text).filter((part) => part !== one));
}

/** The change that makes lines have (`=`) or lack (`!=`) a field's value. */
export function withField(state: LogsState, condition: FieldCondition): Partial<LogsState> {
  const opposite = fieldText({ ...condition, op: condition.op === '=' ? '!=' : '=' });
  return { fields: withOne(state.fields, fieldText(condition), opposite) };
}

/** The change that makes lines have or lack a pattern. */
export function withPattern(state: LogsState, { op, pattern }: PatternCondition): Partial<LogsState> {
  return { patterns: withOne(state.patterns, `${op}${pattern}`, `${op === '=' ? '!=' : '='}${pattern}`) };
}
