import type { TimeRange } from '@grafana/data';
import { z } from 'zod';
import { containerText } from '../../../signals/containerText';
import { fieldText, filterOf, LOGS_DEFAULTS, selectionOf, type LogsState } from '../../../components/logs/logsState';
import { pageUrl } from '../../../components/paths';
import { matcherText, textOf } from '../../../signals/urlList';
import { derivedMetricSchema, type DerivedMetric } from '../../../signals/derived/derivedMetric';
import { regexProblem } from '../../../signals/logRegex';
import { USUAL_TIMES } from '../../../signals/recorded/recordingRule';

/** What the builder adds to the selection and the filter of lines, which are those of the Logs page. */
export type Draft = Pick<DerivedMetric, 'name' | 'title' | 'help' | 'measure' | 'by' | 'times'>;

const EMPTY: Draft = {
  name: '',
  title: '',
  help: '',
  measure: { kind: 'count' },
  by: [],
  times: { ...USUAL_TIMES },
};

/** As somebody writes it: names may be missing still. */
const draftSchema = derivedMetricSchema
  .pick({ measure: true, by: true, times: true })
  .extend({ name: z.string(), title: z.string(), help: z.string() })
  .partial();

/** The builder's part of the URL. */
export const BUILDER_DEFAULTS = { ...LOGS_DEFAULTS, make: '' };
export type BuilderState = typeof BUILDER_DEFAULTS;

/** What the URL holds of a draft; what it holds that is none is left out. */
export function draftOf(text: string): Draft {
  try {
    return { ...EMPTY, ...draftSchema.parse(JSON.parse(text === '' ? '{}' : text)) };
  } catch {
    // Somebody has changed the address by hand: they begin anew.
    return EMPTY;
  }
}

export function draftText(draft: Draft): string {
  return JSON.stringify(draft);
}

/** The metric that the URL describes, or in words what it lacks. */
export function metricOf(state: BuilderState): { metric: DerivedMetric } | { lacks: string[] } {
  const { levels, words, without, regex, fields, patterns } = filterOf(
    state,
    (text) => regexProblem(text) !== undefined
  );
  const draft = draftOf(state.make);
  const parsed = derivedMetricSchema.safeParse({
    ...draft,
    // A preview needs no names.
    name: draft.name === '' ? 'quayside:unnamed' : draft.name,
    title: draft.title === '' ? draft.name || 'Unnamed' : draft.title,
    selection: selectionOf(state),
    filter: { levels, words, without, regex, fields, patterns },
  });
  return parsed.success
    ? { metric: parsed.data }
    : { lacks: parsed.error.issues.map(({ path, message }) => `${path.join(' ')}: ${message}`) };
}

const quotedWord = (word: string) => (/\s/.test(word) ? `"${word}"` : word);

/** A link to the builder with a metric in it. */
export function builderUrl({ selection, filter, ...draft }: DerivedMetric, range: TimeRange): string {
  const { scope, matchers } = selection;
  const state: Partial<LogsState> = {
    host: textOf(scope.hosts ?? []),
    container: textOf((scope.containers ?? []).map(containerText)),
    labels: textOf(matchers.map(matcherText)),
    level: filter.levels.join(','),
    words: filter.words.map(quotedWord).join(' '),
    without: filter.without.map(quotedWord).join(' '),
    regex: filter.regex,
    fields: textOf(filter.fields.map(fieldText)),
    patterns: textOf(filter.patterns.map(({ op, pattern }) => `${op}${pattern}`)),
  };
  const parts = Object.entries(state).filter(([, text]) => text !== '');
  return pageUrl('derived', { tab: 'builder', ...Object.fromEntries(parts), make: draftText(draft) }, range);
}
