import { listOf, textOf } from '../../components/urlList';
import { LEVELS, type Level } from '../../signals/logLevels';
import type { FieldCondition, LogFilter, LogSelection, PatternCondition } from '../../signals/logQuery';
import type { Matcher } from '../../signals/promql';
import { containerOfText } from '../../components/logs/containerText';

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

/** A condition on a label, as the URL and the page write it: `job=nginx`. */
export function matcherText({ label, op, value }: Matcher): string {
  return `${label}${op}${value}`;
}

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

/** What the URL asks of lines. An expression that Loki would refuse is left out: the page says so where it is typed. */
export function filterOf(state: LogsState, isRefused: (regex: string) => boolean): LogFilter {
  return {
    levels: levelsOf(state.level),
    words: wordsOf(state.words),
    without: wordsOf(state.without),
    regex: isRefused(state.regex) ? '' : state.regex,
    fields: fieldsOf(state.fields),
    patterns: patternsOf(state.patterns),
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
